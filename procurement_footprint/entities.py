"""The legal entities whose purchases a project holds: a municipality and its companies.

    entities:
      - code: norrsele              # how commands and folders name it
        id: 212000-9991
        name: Norrsele kommun
        chart: kbas
        profile: nso-1.1
        ledgers: [ledgers/norrsele-2024.csv]
      - code: energi
        id: 556677-8899
        name: Norrsele Energi AB
        chart: bas
        counterparties: ["85"]      # codes by which the others' ledgers name it
        ownership: [{share: "0.51", since: 2020-01-01, until: 2024-06-30}]

A department has the name it is to be shown by, the days on which it has it, and what else it is booked under:

    departments:
      - {id: "30", name: Socialförvaltningen, entity: norrsele, until: 2024-06-30}
      - {id: "35", name: Vård och omsorg, entity: norrsele, since: 2024-07-01, was: ["30"]}

A day that is left out is open: always since, or always until. Days are both included.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

OWN = "own"  # the code of the one entity of a project that has no group


class Ownership(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The share of an entity that belongs to the group, as decimal text, from one day to another (both included)."""

    share: str = "1"
    since: str | None = None
    until: str | None = None

    def holds(self, day: date) -> bool:
        """Whether the share is that of this day."""
        return held(self.since, self.until, day)


class Entity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One legal entity: who it is, how its ledgers are read, and how much of it belongs to the group.

    counterparties: the codes by which the ledgers of the others name it. ownership: none means wholly and always.
    """

    code: str
    id: str
    name: str
    chart: str | None = None
    profile: str | None = None
    ledgers: tuple[str, ...] = ()
    counterparties: tuple[str, ...] = ()
    ownership: tuple[Ownership, ...] = ()

    def share(self, day: date) -> Decimal:
        """Return how much of the entity belongs to the group on a day: 1 wholly, 0 not (yet, or any more)."""
        if not self.ownership:
            return Decimal(1)
        return next((Decimal(one.share) for one in self.ownership if one.holds(day)), Decimal(0))


class Department(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A department as reports show it from `since` to `until`: bookings under its id, its name or one of `was`.

    entity: the code of the entity it belongs to; None: of any.
    """

    id: str
    name: str
    entity: str | None = None
    since: str | None = None
    until: str | None = None
    was: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids and names under which it is booked."""
        return tuple(dict.fromkeys((self.id, self.name, *self.was)))


def held(since: str | None, until: str | None, day: date) -> bool:
    """Whether a day lies between two days, given as ISO text; None is open."""
    return (since is None or date.fromisoformat(since) <= day) and (until is None or day <= date.fromisoformat(until))


def turns(spans: Iterator[tuple[str | None, str | None]]) -> tuple[date, ...]:
    """Return the days from which something else holds than on the day before, sorted; spans: since and until."""
    days: set[date] = set()
    for since, until in spans:
        days |= {date.fromisoformat(since)} if since else set()
        # what holds until the last day there is never ends
        days |= (
            {date.fromordinal(date.fromisoformat(until).toordinal() + 1)} if until and until < "9999-12-31" else set()
        )
    return tuple(sorted(days))
