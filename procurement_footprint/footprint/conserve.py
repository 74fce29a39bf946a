"""Nothing is lost: the four laws, checked at every hand-over from room to room.

1. The same row_ids leave a room as came in.
2. The money is unchanged to the öre, and counted + left out + unmapped = the ledger.
3. Kilograms are null exactly where a row is not counted.
4. Every breakdown adds up to the whole (here and in `analysis/breakdown.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.problems import Unbalanced


@dataclass(frozen=True, slots=True)
class Tally:
    """What a table of rows holds: rows, a fingerprint of all row_ids in any order, money per booked currency."""

    rows: int
    ids: int
    money: Mapping[str, Decimal]


def tally(rows: pl.LazyFrame) -> Tally:
    """Return what `rows` (row_id, currency, amount) hold, in one streamed pass."""
    found = (
        rows.group_by("currency")
        # the sum of hashes does not depend on the order of rows; a lost, doubled or swapped row changes it
        .agg(rows=pl.len(), ids=pl.col("row_id").hash(seed=0).sum(), money=pl.col("amount").sum())
        .sort("currency")
        .collect(engine="streaming")
    )
    money = dict(zip(found["currency"], found["money"], strict=True))
    return Tally(sum(found["rows"]), sum(found["ids"]) % 2**64, money)


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


def kilograms_where_counted(footprint: pl.LazyFrame) -> Decimal:
    """Check law 3: a row has kilograms exactly when it is counted, and a reason exactly when it is not.

    Returns the sum of the kilograms.
    """
    counted = pl.col("status") == COUNTED
    found = (
        footprint.select(
            kilograms=(counted != pl.col("kg_co2e").is_not_null()).sum(),
            reasons=(counted == pl.col("reason").is_not_null()).sum(),
            total=pl.col("kg_co2e").sum(),
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    if found["kilograms"]:
        raise Unbalanced(f"{found['kilograms']} rows have kilograms though not counted, or are counted without")
    if found["reasons"]:
        raise Unbalanced(f"{found['reasons']} rows have no outcome with exactly one reason")
    return Decimal(found["total"])
