"""Footprints that were compared: the change with what it rests on, ready to be reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from procurement_footprint.analysis.change.changes import Change
from procurement_footprint.analysis.change.series import Series
from procurement_footprint.analysis.change.sides import Sides
from procurement_footprint.footprint.finished import Finished


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day on which something counted was booked."""

    first: date
    last: date

    @property
    def months(self) -> int:
        """How many months it touches."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it touches."""
        return tuple(range(self.first.year, self.last.year + 1))

    def overlaps(self, other: Span) -> bool:
        """Whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Compared:
    """One of two footprints that were compared: what it is called and when it bought.

    organisations: number → name of those that it holds. coverage: counted money ÷ counted and unmapped; None without.
    """

    name: str
    footprint: Finished
    span: Span
    organisations: dict[str, str]
    coverage: float | None

    def without(self, other: Compared) -> tuple[str, ...]:
        """Return the names of the organisations that the other does not hold."""
        return tuple(name for number, name in self.organisations.items() if number not in other.organisations)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The change from one footprint to another, with ranges, and what it rests on.

    deflators: `restating.deflators.DEFLATORS`, by which money of the later side came into the prices of the earlier
    one's last year. taken: the steps of method (`restating.needed.STEPS`) that differ. kept: how many rows of the
    earlier side stayed as they are in the step of mapping, for activity data reach them or invoices divide them.
    """

    before: Compared
    after: Compared
    change: Change
    sides: Sides
    deflators: pl.DataFrame
    taken: tuple[str, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class Chain:
    """More than two footprints in a row, all under the method of the last.

    whole: from the first to the last, in one step. series: year by year, with ranges in its links.
    """

    whole: Comparison
    series: Series
