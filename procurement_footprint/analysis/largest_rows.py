"""The rows of a footprint that matter most, to be looked at one by one; natural persons stay unnamed.

    stake = max(|amount| ÷ Σ |amount|, |kg| ÷ Σ |kg|)

A row is among them for its money or for its kilograms, so that what is left out by mistake is found as well as what is
counted. What a supplier, a contract or a free text would say of a person is not in them (`footprint.public`); the
voucher is, and the address of the row, by which the books tell the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from procurement_footprint import person_numbers
from procurement_footprint.analysis import suppliers
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint import public
from procurement_footprint.ledger.columns import ROWS

LIMIT = 10_000  # the sheet stays quick to open and to make
SHOWN = (
    "row_id", "booked_on", "voucher", "organisation", "department_id", "department", "supplier_id", "supplier",
    "pooled", "account", "account_text", "cpv", "unspsc", "status", "category", "reason", "rule_id", "evidence",
    "quality", "factor_year", "kg_per_unit", "currency", "rows", "reporting_amount", "kg_co2e",
)  # fmt: skip
_KEY, _SIZES = ("row_id", "part"), ("reporting_amount", "kg_co2e")
_SUMS: Mapping[str, pl.DataType] = {
    "rows": pl.Int64(),
    "reporting_amount": pl.Decimal(38, 2),
    "kg_co2e": pl.Decimal(38, 3),
}


@dataclass(frozen=True, slots=True)
class LargestRows:
    """lines: SHOWN, most kilograms first, then most money. others: status, lines and the sums of all other rows."""

    lines: pl.DataFrame
    others: pl.DataFrame


def largest_rows(table: pl.LazyFrame, limit: int = LIMIT) -> LargestRows:
    """Return the rows with the largest stake, at most `limit`, and the sums of all others. table: FOOTPRINT rows."""
    chosen = _chosen(table, limit)
    held = table.join(chosen.lazy(), on=_KEY, how="semi", nulls_equal=True)
    rest = table.join(chosen.lazy(), on=_KEY, how="anti", nulls_equal=True)
    return LargestRows(_lines(held), _others(rest))


def _chosen(table: pl.LazyFrame, limit: int) -> pl.DataFrame:
    """Return the keys of the rows with the largest stake."""
    sizes = table.select(*_KEY, *(pl.col(name).abs() for name in _SIZES)).collect(engine="streaming")
    wholes = {name: float(exact_sum(sizes[name])) or 1.0 for name in _SIZES}
    shares = (pl.col(name).cast(pl.Float64).fill_null(0.0) / whole for name, whole in wholes.items())
    stake = pl.max_horizontal(shares)
    ordered = sizes.with_columns(stake=stake).sort("stake", *_KEY, descending=[True, False, False], nulls_last=True)
    return ordered.head(limit).select(_KEY)


def _lines(held: pl.LazyFrame) -> pl.DataFrame:
    rows = held.with_columns(own_voucher="voucher", rows=_one_row())
    named = suppliers.pooled(public.rows(rows, 0).with_columns(voucher="own_voucher").collect(engine="streaming"))
    masked = [
        named[name].cast(pl.String).map_elements(person_numbers.masked, return_dtype=pl.String)
        for name in ("row_id", "voucher")
    ]
    size = pl.col("reporting_amount").abs()
    ordered = named.with_columns(masked).sort(
        pl.col("kg_co2e").abs(), size, *_KEY, descending=[True, True, False, False], nulls_last=True
    )
    return ordered.select(SHOWN).with_columns(pl.col("status", "quality").cast(pl.String))


def _one_row() -> pl.Expr:
    """Return 1 for the row or first part of a row of the ledger, 0 for its further parts."""
    return (pl.col("part").is_null() | (pl.col("part") == 1)).cast(pl.Int64)


def _others(rest: pl.LazyFrame) -> pl.DataFrame:
    sums = rest.group_by(pl.col("status").cast(pl.String)).agg(
        ROWS.alias("rows"), pl.sum("reporting_amount"), pl.sum("kg_co2e"), lines=pl.len()
    )
    typed = sums.select("status", "lines", *(pl.col(name).cast(kind) for name, kind in _SUMS.items()))
    return typed.sort("status").collect(engine="streaming")
