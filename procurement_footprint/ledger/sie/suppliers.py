"""Suppliers for the vouchers of SIE files, which have none, from the same organisation's supplier ledger.

A row of a voucher gets a supplier of the ledger rows that have its voucher number, if they agree with the voucher on
the day or on the money. Where these are several suppliers, the one whose row has the same amount; where that does not
tell either, none. The money stays that of the SIE file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from procurement_footprint.ledger import kinds
from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.problems import Refused, problem

_WHO: Final = ["supplier_id", "supplier", "sole_trader"]
_NEEDED: Final = {"voucher": "column of voucher numbers", "supplier": "column of suppliers"}
# assumption: a ledger that says the month only has the first of the month as its day; day and month are both tried
_MONTH_ONLY: Final = 1


def joined(ledger: Ledger, known: Ledger) -> Ledger:
    """Return `ledger` with suppliers in those rows of its SIE files that have none and that `known` explains.

    known: a supplier ledger, as `read.read` gives it. What was found, and what was not clear, is said in the notes.
    Errors: Refused where `known` has no voucher numbers or no suppliers, or `ledger` no SIE file.
    """
    names = [file.name for file in ledger.files]
    books = [file.name for file in ledger.files if file.kind == kinds.SIE]
    if not books:
        raise Refused([problem("suppliers-no-book", "--suppliers")])
    bought = _bought(known)
    rows = _rows(ledger, names, books)
    found = _found(rows, bought)
    blocks = tuple(_with(block, found) for block in ledger.blocks)
    return replace(ledger, blocks=blocks, notes=(*ledger.notes, _said(rows, found, known)))


def _bought(known: Ledger) -> pl.DataFrame:
    """Return the rows of a supplier ledger that say voucher and supplier: key, tail, day, amount and who."""
    said = known.rows.select("voucher", pl.coalesce("supplier_id", "supplier").alias("supplier")).null_count().collect()
    height = sum(file.rows for file in known.files)
    missing = [words for name, words in _NEEDED.items() if said[name].item() == height]
    if missing:
        place = ", ".join(file.name for file in known.files)
        raise Refused([problem("suppliers-no-voucher", place, missing=" and no ".join(missing))])
    rows = known.rows.select("voucher", "booked_on", "amount", *_WHO).collect()
    rows = rows.filter(pl.col("voucher").is_not_null() & pl.any_horizontal(pl.col(_WHO[:2]).is_not_null()))
    return rows.with_columns(_key(), _tail(), who=pl.struct(pl.col(_WHO[:2]).cast(pl.String)).hash())


def _rows(ledger: Ledger, names: list[str], books: list[str]) -> pl.DataFrame:
    """Return the rows without a supplier of the SIE files, with what they are found by."""
    nobody = pl.col("supplier").is_null() & pl.col("supplier_id").is_null() & pl.col("voucher").is_not_null()
    rows = ledger.rows.with_columns(file=file_of(names)).filter(nobody & pl.col("file").is_in(books))
    held = rows.select("row_id", "file", "voucher", "booked_on", "amount").collect()
    return held.with_columns(_key(), _tail()).with_columns(total=pl.col("amount").sum().over("file", "voucher"))


def _found(rows: pl.DataFrame, bought: pl.DataFrame) -> pl.DataFrame:
    """Return row_id, who (null where it is not clear) and the supplier, for rows that some supplier explains."""
    series = bought["key"].str.contains("[a-z]").any()
    on = "key" if series else "tail"  # a ledger without series (A, B, …) has only the number of a voucher
    ledger = bought.with_columns(total=pl.col("amount").sum().over(on, pl.col("booked_on").dt.year()))
    pairs = rows.join(ledger, on=on, how="inner", suffix="_there").filter(
        pl.col("booked_on").dt.year() == pl.col("booked_on_there").dt.year()
    )
    month_only = bool((bought["booked_on"].dt.day() == _MONTH_ONLY).all())
    day = pl.col("booked_on").dt.month_start() if month_only else pl.col("booked_on")
    same_money = pl.col("total") == pl.col("total_there")
    agreeing = pairs.filter((day == pl.col("booked_on_there")) | same_money).with_columns(same_money=same_money)
    pairs = _unrivalled(agreeing, on)
    alike = pl.col("amount") == pl.col("amount_there")
    told = pairs.group_by("row_id", maintain_order=True).agg(
        rivals=pl.col("rivals").any(),
        suppliers=pl.col("who").n_unique(),
        only=pl.col("who").first(),
        alike=pl.col("who").filter(alike).n_unique(),
        same=pl.col("who").filter(alike).first(),
    )
    one = (
        pl.when("rivals").then(None).when(pl.col("suppliers") == 1).then("only").when(pl.col("alike") == 1).then("same")
    )
    people = bought.unique("who", keep="first", maintain_order=True).select("who", *_WHO)
    return told.select("row_id", who=one).join(people, on="who", how="left", maintain_order="left")


def _unrivalled(pairs: pl.DataFrame, on: str) -> pl.DataFrame:
    """Add whether several vouchers claim one number of the supplier ledger; those with its money go before others."""
    number = (on, pl.col("booked_on").dt.year())
    best = pairs.filter(pl.col("same_money") | ~pl.col("same_money").any().over(number))
    return best.with_columns(rivals=pl.struct("file", "voucher").n_unique().over(number) > 1)


def _with(block: pl.LazyFrame, found: pl.DataFrame) -> pl.LazyFrame:
    table = found.drop_nulls("who").select("row_id", *(pl.col(name).alias(f"{name} found") for name in _WHO)).lazy()
    order = block.collect_schema().names()
    held = block.join(table, on="row_id", how="left", maintain_order="left")
    filled = {name: pl.coalesce(name, f"{name} found") for name in _WHO[:2]}
    person = pl.col("sole_trader found").fill_null(False) | pl.col("sole_trader")
    return held.with_columns(**filled, sole_trader=person).select(order)


def _said(rows: pl.DataFrame, found: pl.DataFrame, known: Ledger) -> str:
    clear = found["who"].is_not_null().sum()
    unclear, lost = found.height - clear, rows.height - found.height
    place = ", ".join(file.name for file in known.files)
    return (
        f"suppliers from {place}: {clear} rows of SIE files have one; {unclear} stay without, since several "
        f"suppliers fit; {lost} stay without, since no voucher there agrees"
    )


def _key() -> pl.Expr:
    """The whole voucher number, letters and digits only: A 17, A-17 and a17 are one."""
    return pl.col("voucher").str.to_lowercase().str.replace_all("[^0-9a-zåäö]", "").alias("key")


def _tail() -> pl.Expr:
    """The last number in it, without zeros in front: 17 of A 17 and of 2024-0017."""
    return pl.col("voucher").str.extract("([0-9]+)[^0-9]*$").str.strip_chars_start("0").alias("tail")
