"""Nothing is lost: the laws, checked at every hand-over from room to room.

1. The same row_ids leave a room as came in; a row in parts is one row.
2. The money is unchanged to the öre, and counted + left out + unmapped = the ledger. Parts add up to their row.
3. Kilograms are null exactly where a row is not counted.
4. Every breakdown adds up to the whole (here and in `analysis/breakdown.py`).
5. The kilograms of activity data are in their rows to the gram, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.columns import COUNTED, ROWS
from procurement_footprint.ledger.looked import Looked, together
from procurement_footprint.problems import Unbalanced


@dataclass(frozen=True, slots=True)
class Tally:
    """What a table of rows holds: rows, a fingerprint of all row_ids in any order, money per booked currency."""

    rows: int
    ids: int
    money: Mapping[str, Decimal]

    def __add__(self, other: Tally) -> Tally:
        money = {
            currency: self.money.get(currency, Decimal(0)) + other.money.get(currency, Decimal(0))
            for currency in sorted(self.money.keys() | other.money.keys())
        }
        return Tally(self.rows + other.rows, (self.ids + other.ids) % 2**64, money)


NOTHING = Tally(0, 0, {})


def tally(rows: pl.LazyFrame) -> Tally:
    """Return what `rows` (row_id, currency, amount) hold, in one streamed pass."""
    return _tally(rows, pl.len(), pl.col("row_id").hash(seed=0).sum())


def tally_of_parts(rows: pl.LazyFrame) -> Tally:
    """Return what `rows` (row_id, part, currency, amount) hold; a row in parts is one row."""
    first = pl.col("row_id").filter(pl.col("part").is_null() | (pl.col("part") == 1))
    return _tally(rows, ROWS, first.hash(seed=0).sum())


def _tally(rows: pl.LazyFrame, count: pl.Expr, ids: pl.Expr) -> Tally:
    found = (
        rows.group_by("currency")
        # the sum of hashes does not depend on the order of rows; a lost, doubled or swapped row changes it
        .agg(rows=count, ids=ids, money=pl.col("amount").sum())
        .sort("currency")
        .collect(engine="streaming")
    )
    money = dict(zip(found["currency"], found["money"], strict=True))
    return Tally(sum(found["rows"]), sum(found["ids"]) % 2**64, money)


def walked(ledger: Ledger, parts: Sequence[pl.LazyFrame], in_parts: bool, looked: Looked = together) -> Tally:
    """Check laws 1 and 2 from the files to the footprint, and return what it holds.

    A block walks from the ledger through classify and calculate without a stop: one hand-over. parts: the footprint.
    in_parts: whether rows may be in several parts.
    """
    booked = sum(looked(tally, ledger.blocks), NOTHING)
    written = sum(looked(tally_of_parts if in_parts else tally, parts), NOTHING)
    in_full([(file.rows, file.amounts) for file in ledger.files], booked, "files to ledger")
    same(booked, written, "ledger to footprint")
    if in_parts:
        parts_of_rows(ledger.rows, pl.concat(parts))
    return written


def same(before: Tally, after: Tally, where: str) -> None:
    """Check laws 1 and 2 at a hand-over: the same rows and the same money; `where` names it in the message."""
    if before.rows != after.rows:
        raise Unbalanced(f"{where}: {before.rows} rows came in and {after.rows} went out")
    if before.ids != after.ids:
        raise Unbalanced(f"{where}: the rows that went out are not the rows that came in")
    for currency in sorted(before.money.keys() | after.money.keys()):
        came, went = before.money.get(currency, Decimal(0)), after.money.get(currency, Decimal(0))
        if came != went:
            raise Unbalanced(f"{where}: {came} {currency} came in and {went} {currency} went out")


def parts_of_rows(ledger: pl.LazyFrame, footprint: pl.LazyFrame) -> None:
    """Check law 2 for rows in parts: these are numbered 1, 2, … and their money adds up to that of the row.

    ledger: row_id, amount. footprint: row_id, part, amount.
    """
    parts = (
        footprint.filter(pl.col("part").is_not_null())
        .group_by("row_id")
        .agg(
            went=pl.col("amount").sum(),
            numbered=(pl.col("part").n_unique() == pl.len()) & (pl.col("part").max() == pl.len()),
        )
    )
    came = ledger.select("row_id", came=pl.col("amount"))
    wrong = pl.col("came").ne_missing(pl.col("went")) | ~pl.col("numbered")
    found = parts.join(came, on="row_id", how="left").filter(wrong).sort("row_id").collect(engine="streaming")
    for row_id, went, _, amount in found.head(1).iter_rows():
        raise Unbalanced(f"{row_id}: the row is {amount} and its parts add up to {went}, or one is missing")


def each_once(footprint: pl.LazyFrame) -> None:
    """Check law 1 where no ledger is at hand: no row is there twice, and the parts of one are numbered 1, 2, …

    footprint: row_id, part.
    """
    first = footprint.filter(pl.col("part").is_null() | (pl.col("part") == 1)).select("row_id")
    # where all hashes differ all texts do; only where two are the same the texts themselves are looked at
    hashed = first.select(pl.col("row_id").hash(seed=0).alias("hash"))
    counts = hashed.select(rows=pl.len(), distinct=pl.col("hash").n_unique())
    rows, distinct = counts.collect(engine="streaming").row(0)
    if rows != distinct:
        repeated = first.group_by("row_id").len().filter(pl.col("len") > 1).select(pl.col("row_id").min())
        if (found := repeated.collect(engine="streaming").item()) is not None:
            raise Unbalanced(f"{found}: the row is there twice")
    numbered = (
        (pl.col("part").n_unique() == pl.len()) & (pl.col("part").min() == 1) & (pl.col("part").max() == pl.len())
    )
    parts = footprint.filter(pl.col("part").is_not_null()).group_by("row_id").agg(numbered=numbered)
    found = parts.filter(~pl.col("numbered")).select(pl.col("row_id").min()).collect(engine="streaming").item()
    if found is not None:
        raise Unbalanced(f"{found}: a part of the row is missing")


def in_full(parts: Iterable[tuple[int, Mapping[str, Decimal]]], whole: Tally, where: str) -> None:
    """Check that parts, each with its rows and its money per currency, are the whole; `where` as in `same`."""
    rows, money = 0, dict.fromkeys(whole.money, Decimal(0))
    for part_rows, amounts in parts:
        rows += part_rows
        for currency, amount in amounts.items():
            money[currency] = money.get(currency, Decimal(0)) + amount
    same(Tally(rows, whole.ids, money), whole, where)


def same_kilograms(before: Decimal, after: Decimal, where: str) -> None:
    """Check that the kilograms are unchanged to the gram at a hand-over; `where` as in `same`."""
    if before != after:
        raise Unbalanced(f"{where}: {before} kg came in and {after} kg went out")


def kilograms_where_counted(parts: Sequence[pl.LazyFrame], looked: Looked = together) -> Decimal:
    """Check law 3: a row has kilograms exactly when it is counted, and a reason exactly when it is not.

    parts: the footprint. Returns the sum of the kilograms.
    """
    found = [sum(counts) for counts in zip(*looked(_kilograms, parts), strict=True)]
    kilograms, reasons, total = found
    if kilograms:
        raise Unbalanced(f"{kilograms} rows have kilograms though not counted, or are counted without")
    if reasons:
        raise Unbalanced(f"{reasons} rows have no outcome with exactly one reason")
    return Decimal(total)


def _kilograms(rows: pl.LazyFrame) -> tuple[int, int, Decimal]:
    """Return how many rows break law 3 by their kilograms, how many by their reason, and all kilograms."""
    counted = pl.col("status") == COUNTED
    found = rows.select(
        kilograms=(counted != pl.col("kg_co2e").is_not_null()).sum(),
        reasons=(counted == pl.col("reason").is_not_null()).sum(),
        total=pl.col("kg_co2e").sum(),
    )
    row: tuple[int, int, Decimal] = found.collect(engine="streaming").row(0)
    return row


def counted_once(footprint: pl.LazyFrame, slices: pl.DataFrame) -> None:
    """Check law 5: each line of activity data has the rows, money and kilograms in the footprint that it gave.

    slices: `activities.SLICES`. What the rows of a line hold in scope 1 and 2, and in all, is what the line says.
    """
    sums = ("reporting_amount", "covered_amount", "kg_spend_based", "kg_co2e", "kg_scope_1", "kg_scope_2")
    found = (
        footprint.filter(pl.col("activity").is_not_null())
        .group_by("activity")
        .agg(pl.col("row_id").n_unique().cast(pl.Int64).alias("rows"), pl.sum(*sums))
        .collect(engine="streaming")
    )
    expected = {line["activity"]: line for line in slices.iter_rows(named=True)}
    held = {line["activity"]: line for line in found.iter_rows(named=True)}
    for place in sorted(expected.keys() | held.keys()):
        for name in ("rows", *sums):
            gave, has = (one.get(place, {}).get(name, 0) for one in (expected, held))
            if gave != has:
                raise Unbalanced(f"{place}: {name} of the activity is {gave}, and of its rows {has}")
