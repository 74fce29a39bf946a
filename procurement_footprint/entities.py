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
"""

from __future__ import annotations

import msgspec


class Ownership(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The share of an entity that belongs to the group, as decimal text, from one day to another (both included)."""

    share: str = "1"
    since: str | None = None
    until: str | None = None


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
