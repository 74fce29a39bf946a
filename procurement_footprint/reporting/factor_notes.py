"""What a reader must know about the factors of a report: which were changed by policy, which are for capital goods."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.reporting.language import Words

DECIMALS = 5


def changed(footprint: Footprint, words: Words) -> tuple[str, ...]:
    """Return one line for each factor behind this footprint that the vintage policy changed."""
    factors = footprint.basis.factors
    if factors.changes.is_empty():
        return ()
    used = _used(footprint).join(footprint.basis.crosswalk.table, on="category").select("product", "year").unique()
    lines = factors.changes.join(used, on=["product", "year"]).sort("product", "year").iter_rows(named=True)
    return tuple(
        words(
            "factors.changed_line",
            product=f"{one['product']} ({factors.products[one['product']]})",
            year=one["year"],
            published=words.number(one["published"], DECIMALS),
            used=words.number(one["kg_per_unit"], DECIMALS),
            currency=factors.currency,
        )
        for one in lines
    )


def capital_goods(tables: Breakdown) -> tuple[Decimal, Decimal]:
    """Return money in the reporting currency and kilograms of the counted capital goods."""
    held = tables.categories.filter(pl.col("capital_good").fill_null(False))
    return exact_sum(held["reporting_amount"]), exact_sum(held["kg_co2e"])


def _used(footprint: Footprint) -> pl.DataFrame:
    """Return the categories and vintages behind the counted rows."""
    counted = footprint.rows.filter(pl.col("status") == COUNTED)
    return counted.select(pl.col("category").cast(pl.String), year="factor_year").unique().collect(engine="streaming")
