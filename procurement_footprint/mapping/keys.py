"""Keys: what of a row a table of decisions is looked up by. The same on every engine (Narwhals).

A key never touches the row's own columns: it is a column beside them, and null in it equals null.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import narwhals as nw

NO_VALUE = "\u2400"  # the sign for "null": no ledger has it, and a rule never matches it
NO_CHART = "none"  # the chart of ledgers without accounts
PREFIX = "_key_"
NO_DATE = -1


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a column of the ledger."""

    name: str

    def expression(self) -> nw.Expr:
        """Return the key of every row."""
        return nw.col(self.name).fill_null(NO_CHART if self.name == "chart" else NO_VALUE)


@dataclass(frozen=True, slots=True)
class OwnSupplier:
    """Whether the buying organisation is its own supplier: "yes" or "no"."""

    name: str = "own"

    def expression(self) -> nw.Expr:
        """Return the key of every row."""
        own = nw.col("supplier_id") == nw.col("organisation_id")
        return nw.when(own).then(nw.lit("yes")).otherwise(nw.lit("no"))


@dataclass(frozen=True, slots=True)
class Season:
    """How many of these days (sorted) the date of booking has reached; NO_DATE where it is unknown.

    Rules that begin and end divide the calendar into a few seasons: far fewer keys than dates.
    """

    days: tuple[date, ...]
    name: str = "season"

    def expression(self) -> nw.Expr:
        """Return the key of every row."""
        reached = [(nw.col("booked_on") >= nw.lit(day)).cast(nw.Int64) for day in self.days]
        total = reached[0]
        for one in reached[1:]:
            total = total + one
        return total.fill_null(NO_DATE)

    def season(self, day: date) -> int:
        """Return the season that begins on one of the days."""
        return self.days.index(day) + 1


Key = Column | OwnSupplier | Season
