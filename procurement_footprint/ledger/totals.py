"""Rows that are not bookings: empty rows, repeated headers, remarks, and totals that check the rows above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import polars as pl

from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.layout import Layout

EMPTY, HEADER, REMARK, TOTAL = "empty row", "repeated header", "no amount and no booking", "total row"
OTHER = "header of another table"  # what follows stands in other columns, which cannot be read as these
ASIDE = "aside"
KEYS = ("booked_on", "account", "supplier", "supplier_id")  # a row with none of them books nothing
_WHAT: Final = ("account", "supplier", "supplier_id", "voucher")  # what a booking has beside its date
_WORD: Final = (
    "(?i:(?:(?:del|total|slut|mellan)?summa|summering|s:a|totalt|total|grand total|sub-?total|sum"
    "|(?:in|ut)gående (?:saldo|balans)))"
)
_LAST: Final = f"(?:^|[^\\pL]){_WORD}[.:]?$"  # 64110 Summa, Livs AB Totalt
_LABEL: Final = f"^{_WORD}(?:[^\\pL]|$)|{_LAST}"  # and Summa 6410
ZERO = Decimal("0.00")


def reasons(cells: pl.DataFrame, block: pl.DataFrame, layout: Layout) -> pl.Series:
    """Return for each row why it is not a booking, null where it is one.

    cells: the columns that we know, by our names; block: all columns of the file. Both text, null if empty.
    A file may say itself which of its lines are none (`aside`).
    """
    if ASIDE in block.columns:
        return block[ASIDE].alias("reason")
    keys = [key for key in KEYS if key in cells.columns]
    bare = pl.all_horizontal(pl.col(key).is_null() for key in keys) if len(keys) > 1 else pl.lit(False)
    said = pl.any_horizontal(pl.col(column).is_not_null() for column in cells.columns if column != "line")
    header = _headers(cells, block, layout)
    found = cells.select(
        reason=pl.when(header.is_not_null())
        .then(header)
        .when(bare & pl.col("amount").is_not_null())
        .then(pl.lit(TOTAL))
        .when(~said | bare)
        .then(pl.lit(REMARK)),
        maybe_total=_maybe_total(cells),
    )
    reason, maybe_total = found["reason"], found["maybe_total"]
    some = reason.eq_missing(REMARK) | (reason.is_null() & maybe_total)
    if not some.any():
        return reason
    lines = some.arg_true()
    texts = plain(block.drop("line")[lines]).with_columns(pl.all().str.strip_chars())
    nothing = texts.select(pl.all_horizontal(pl.all().fill_null("") == "")).to_series()
    total = _is_total(cells[lines], texts, layout)
    looked = pl.DataFrame({"reason": reason[lines], "total": total, "nothing": nothing}).select(
        pl.when("nothing").then(pl.lit(EMPTY)).when("total").then(pl.lit(TOTAL)).otherwise("reason")
    )
    return reason.scatter(lines, looked.to_series())


def _headers(cells: pl.DataFrame, block: pl.DataFrame, layout: Layout) -> pl.Series:
    """Return HEADER where a row is the header once more, OTHER where its names stand in other columns; else null."""
    places = {name: column for name, column in layout.columns.items() if f"c{column.index}" in block.columns}
    telling = [pl.col(name) == places[name].header for name in ("amount", "booked_on") if name in places]
    maybe = cells.select(like=pl.any_horizontal(telling).fill_null(False)).to_series()
    none = pl.Series([None], dtype=pl.String).new_from_index(0, cells.height)
    if not maybe.any():
        return none
    lines = maybe.arg_true()
    texts = plain(block.drop("line")[lines]).with_columns(pl.all().str.strip_chars().str.strip_chars("\ufeff"))
    own = [pl.col(f"c{column.index}").fill_null("").is_in(["", column.header]) for column in places.values()]
    names = pl.sum_horizontal(pl.all().is_in([column.header for column in places.values()]))
    found = texts.select(pl.when(pl.all_horizontal(own)).then(pl.lit(HEADER)).when(names > 1).then(pl.lit(OTHER)))
    return none.scatter(lines, found.to_series())


def _undated(cells: pl.DataFrame) -> pl.Expr:
    """Return whether the date of a row does not begin as one; each distinct text is looked at once."""
    distinct = cells["booked_on"].unique()
    odd = distinct.filter(~distinct.cast(pl.String).str.contains("^[0-9]").fill_null(False))
    return pl.col("booked_on").is_in(odd.implode(), nulls_equal=True) if len(odd) else pl.lit(False)


def _maybe_total(cells: pl.DataFrame) -> pl.Expr:
    """Return whether a row may lack what a booking has: a quick look, before words are looked for in it."""
    there = cells.columns
    what = [pl.col(name).is_not_null() for name in _WHAT if name in there]
    few = pl.sum_horizontal(what) <= 1 if what else pl.lit(True)
    if "booked_on" in there:
        return _undated(cells) | few
    return few | pl.any_horizontal(pl.lit(False), *(pl.col(key).is_null() for key in KEYS if key in there))


def _is_total(cells: pl.DataFrame, texts: pl.DataFrame, layout: Layout) -> pl.Series:
    """Return whether a word such as Summa makes a row a total: it has no date where others have one, or nothing
    but that word says what was booked. A row with an amount and an account, or a supplier and its number, is a
    booking; so is a dated row whose supplier only begins with such a word (Total Sverige AB).
    """
    there = [name for name in _WHAT if name in cells.columns]
    undated = _undated(cells) if "booked_on" in cells.columns else pl.lit(False)
    strict = ~undated if "booked_on" in cells.columns else pl.lit(False)
    said = {name: _delivered(texts, layout.columns[name].index) if name in layout.columns else cells[name]
            for name in there}  # fmt: skip
    marks = [words.str.contains(_LABEL).alias(f"{name} label") for name, words in said.items()]
    marks += [words.str.contains(_LAST).alias(f"{name} last") for name, words in said.items()]
    some = texts.select(word=pl.any_horizontal(pl.all().str.contains(_LABEL)).fill_null(False)).to_series()
    real = {
        name: pl.col(name).is_not_null()
        & ~pl.when(strict).then(f"{name} last").otherwise(f"{name} label").fill_null(False)
        for name in there
    }
    no = pl.lit(False)
    supplier = pl.col("supplier").is_not_null() & real["supplier_id"] if {"supplier", "supplier_id"} <= {*there} else no
    booking = pl.col("amount").is_not_null() & (real.get("account", no) | supplier)
    alone = ~pl.any_horizontal(real.values()) if there else pl.lit(True)
    return cells.with_columns(*marks, some).select(total=pl.col("word") & ~booking & (undated | alone)).to_series()


def _delivered(texts: pl.DataFrame, index: int) -> pl.Series:
    """Return the cells of a column as they stand in the file, before a code is parted from its text."""
    name = f"c{index}"
    return texts[name] if name in texts.columns else pl.Series([None], dtype=pl.String).new_from_index(0, texts.height)


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
        known = rows["amount"].fill_null(strategy="zero")
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


@dataclass(slots=True)
class Recorded(Control):
    """What a part of a sheet gives to the running sum; told to the sheet's once those before it are there."""

    held: list[tuple[pl.DataFrame, Sequence[tuple[int, Decimal]]]] = field(default_factory=list)

    def add(self, rows: pl.DataFrame, totals: Sequence[tuple[int, Decimal]]) -> None:
        """Remember the next rows, in one where no total row stands among them."""
        if not totals and rows.height:
            whole = [pl.col("line").last(), pl.col("amount").sum().cast(rows["amount"].dtype)]
            unread = rows.filter(pl.col("amount").is_null()).tail(1)
            rows = pl.concat([rows.select(whole), unread])
        self.held.append((rows, totals))

    def replay(self, control: Control) -> None:
        """Add to a running sum what was remembered."""
        for rows, totals in self.held:
            control.add(rows, totals)
