"""What follows from texts that repeat: worked out once for each text, and found by its number in every row.

A coded column holds numbers, so what is known of its texts stands in a small table with a line for each, and a row
finds its line without any text being compared.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from procurement_footprint.ledger.columns import CODED


class Derived:
    """What `derive` says of the texts of a coded column that were met so far; most blocks bring few new ones.

    derive: distinct texts (String; null is one) → a line for each, in their order. rows: all lines so far.
    """

    def __init__(self, derive: Callable[[pl.Series], pl.DataFrame]) -> None:
        self.derive = derive
        self.rows = derive(pl.Series([None], dtype=pl.String))
        self._lines = pl.Series([], dtype=pl.UInt32)  # number of a text → its line in `rows`
        self._numbering = pl.Series([], dtype=CODED)  # it holds none, and keeps polars from numbering texts anew

    def of(self, texts: pl.Series) -> pl.DataFrame:
        """Return a line of `rows` for each of the texts (coded)."""
        lines = self.lines(texts)  # first: `rows` grows with them
        return self.rows[lines]

    def lines(self, texts: pl.Series) -> pl.Series:
        """Return at which line of `rows` each of the texts (coded) stands; null stands at the first."""
        numbers = texts.to_physical()
        missing = numbers.null_count()
        self._reach(numbers)
        found = self._lines[numbers]
        if found.null_count() > missing:
            self._meet(texts.filter(found.is_null() & numbers.is_not_null()).unique(maintain_order=True))
            found = self._lines[numbers]
        return found.fill_null(0) if missing else found

    def _reach(self, numbers: pl.Series) -> None:
        """Make room for these numbers."""
        top = numbers.max()
        if isinstance(top, int) and top >= len(self._lines):
            more = pl.Series([None], dtype=pl.UInt32).new_from_index(0, top + 1 - len(self._lines))
            self._lines = pl.concat([self._lines, more], rechunk=True)

    def _meet(self, new: pl.Series) -> None:
        first = self.rows.height
        self.rows = pl.concat([self.rows, self.derive(new.cast(pl.String))], rechunk=True)
        places = pl.Series(range(first, self.rows.height), dtype=pl.UInt32)
        self._lines.scatter(new.to_physical(), places)
