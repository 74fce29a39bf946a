"""Rows that are not bookings: empty rows, repeated headers, remarks, and totals that check the rows above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import polars as pl

from procurement_footprint.ledger.layout import Layout

EMPTY, HEADER, REMARK, TOTAL = "empty row", "repeated header", "no amount and no booking", "total row"
KEYS = ("booked_on", "account", "supplier", "supplier_id")  # a row with none of them books nothing
_LABEL: Final = "^(?i:(del|total|slut|mellan)?summa|summering|s:a|totalt|total|grand total|sub-?total|sum)(?:[^\\pL]|$)"
ZERO = Decimal("0.00")


def reasons(cells: pl.DataFrame, block: pl.DataFrame, layout: Layout) -> pl.Series:
    """Return for each row why it is not a booking, null where it is one.

    cells: the columns that we know, by our names; block: all columns of the file. Both text, null if empty.
    """
    keys = [key for key in KEYS if key in cells.columns]
    bare = pl.all_horizontal(pl.col(key).is_null() for key in keys) if len(keys) > 1 else pl.lit(False)
    said = pl.any_horizontal(pl.col(column).is_not_null() for column in cells.columns if column != "line")
    header = pl.col("amount") == layout.columns["amount"].header
    found = cells.select(
        reason=pl.when(header)
        .then(pl.lit(HEADER))
        .when(bare & pl.col("amount").is_not_null())
        .then(pl.lit(TOTAL))
        .when(~said | bare)
        .then(pl.lit(REMARK)),
        maybe_label=_maybe_label(keys),
    )
    reason, maybe_label = found["reason"], found["maybe_label"]
    some = reason.eq_missing(REMARK) | maybe_label
    if not some.any():
        return reason
    lines = some.arg_true()
    texts = block.drop("line")[lines].with_columns(pl.all().str.strip_chars())
    label = texts.select(pl.any_horizontal(pl.all().str.contains(_LABEL)).fill_null(False)).to_series()
    nothing = texts.select(pl.all_horizontal(pl.all().fill_null("") == "")).to_series()
    looked = pl.DataFrame({"reason": reason[lines], "label": label, "nothing": nothing}).select(
        pl.when("nothing").then(pl.lit(EMPTY)).when("label").then(pl.lit(TOTAL)).otherwise("reason")
    )
    return reason.scatter(lines, looked.to_series())


def _maybe_label(keys: list[str]) -> pl.Expr:
    """Return whether a row lacks what a booking has, so that a word such as Summa makes it a total."""
    others = [pl.col(key).is_null() for key in keys if key != "booked_on"]
    if "booked_on" not in keys:
        return pl.any_horizontal(others) if others else pl.lit(False)
    undated = ~pl.col("booked_on").str.contains("^[0-9]").fill_null(False)
    return undated | pl.all_horizontal(others) if others else undated


@dataclass(slots=True)
class Control:
    """The running sum of a sheet, against which its total rows are held.

    A total row agrees when it is the sum of all rows since the top, or since an earlier total row, or of the
    whole sheet. sure: whether every amount so far could be read.
    """

    running: Decimal = ZERO
    starts: set[Decimal] = field(default_factory=lambda: {ZERO})
    open: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    agreed: int = 0
    sure: bool = True

    def add(self, rows: pl.DataFrame, totals: Sequence[tuple[int, Decimal]]) -> None:
        """Add the next rows (line, amount; null where unreadable) and the total rows among them, in order."""
        self.sure = self.sure and rows["amount"].null_count() == 0
        known = rows["amount"].fill_null(ZERO)
        sums = known.cum_sum() if totals else known
        for line, total in totals:
            above = rows["line"].search_sorted(line)
            before = self.running + (sums[int(above) - 1] if above else ZERO)
            if any(total == before - start for start in self.starts):
                self.agreed += 1
            else:
                self.open.append((line, total, before))
            self.starts.add(before)
        self.running += Decimal(known.sum())

    def differing(self) -> list[tuple[int, Decimal, Decimal]]:
        """Return the total rows that no sum agrees with: line, what it says, the sum of the rows above it."""
        return [found for found in self.open if found[1] != self.running]
