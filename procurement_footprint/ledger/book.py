"""What reading ledgers results in: the rows, and an account of every row of every file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl

from procurement_footprint.ledger.profile import Profile
from procurement_footprint.period import Period


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user decides about her ledgers.

    period: only rows booked in it. accept_problems: rows that cannot be read go to `Ledger.rejected`.
    organisation, organisation_id: the buyer, in rows that do not name it. entity: its code in the project.
    own: what is decided otherwise for some of the files.
    """

    profile: Profile | None = None
    period: Period | None = None
    accept_problems: bool = False
    organisation_id: str | None = None
    organisation: str | None = None
    entity: str | None = None
    own: Mapping[Path, Choices] = field(default_factory=dict)

    def at(self, path: Path) -> Choices:
        """Return what is decided about one file."""
        return self.own.get(path, self)


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of rows and, per currency, their money; amounts that cannot be read are not in it."""

    rows: int
    amounts: dict[str, Decimal]

    def __add__(self, other: Tally) -> Tally:
        currencies = sorted({*self.amounts, *other.amounts})
        nothing = Decimal("0.00")
        amounts = {c: self.amounts.get(c, nothing) + other.amounts.get(c, nothing) for c in currencies}
        return Tally(self.rows + other.rows, amounts)


NOTHING = Tally(0, {})
REPLACED, HELD_ALREADY = "replaced by a later import", "in the archive already"  # why rows of an import do not count


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """One file and where each of its rows went: accepted, outside the period, rejected, or excluded.

    excluded: why (`total row`, `empty row`, …) → the rows and their money. profiles: how its sheets are.
    headers: the names of the columns of each sheet. entity, number: of the import, where it is one of an archive.
    """

    name: str
    sha256: str
    kind: str
    accepted: Tally
    outside_period: Tally
    rejected: Tally
    excluded: dict[str, Tally]
    profiles: tuple[Profile, ...]
    headers: tuple[tuple[str, ...], ...] = ()
    entity: str | None = None
    number: int | None = None

    @property
    def rows(self) -> int:
        """The number of accepted rows."""
        return self.accepted.rows

    @property
    def amounts(self) -> dict[str, Decimal]:
        """The money of the accepted rows, per currency."""
        return self.accepted.amounts

    @property
    def lines(self) -> int:
        """The number of rows below the headers, whatever became of them."""
        others = sum(tally.rows for tally in self.excluded.values())
        return self.accepted.rows + self.outside_period.rows + self.rejected.rows + others


@dataclass(frozen=True, slots=True)
class Ledger:
    """All files together. blocks: their rows in order, some 100,000 at a time; lazy, the LEDGER contract.

    rejected: one line for each cell that cannot be read: place, row_id, column, value, reason, amount.
    notes: what was recognised, for the user. as_of: the last import that was seen, where they are of an archive.
    """

    blocks: tuple[pl.LazyFrame, ...]
    files: tuple[LedgerFile, ...]
    rejected: pl.DataFrame
    notes: tuple[str, ...]
    as_of: int | None = None

    @property
    def rows(self) -> pl.LazyFrame:
        """All rows, lazily."""
        return pl.concat(self.blocks)


def tally(rows: pl.DataFrame) -> Tally:
    """Return the Tally of rows with the columns amount and currency, either null where unreadable."""
    known = rows.drop_nulls(["amount", "currency"]).group_by("currency").agg(pl.col("amount").sum())
    return Tally(rows.height, dict(known.sort("currency").iter_rows()))
