"""Two factor sets side by side: by product, by spending category, and on a footprint that is there.

kg per row = amount × kg_per_unit of the other set, in whole grams, as a run with that set computes it

Rows that activity data reach are left as they stand: no factor set decides what was measured.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from procurement_footprint.factors.currencies import Booked
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.calculate import NO_FACTOR, calculate
from procurement_footprint.ledger.columns import CLASSIFIED, COUNTED

CHANGE = pl.col("after") - pl.col("before")


def comparable(before: FactorSet, after: FactorSet) -> bool:
    """Say whether two sets can be compared product by product: the same classification, currency and prices."""
    here, there = before.description, after.description
    same = [(one.products, one.currency, one.price_basis, one.vat, one.price_year) for one in (here, there)]
    return same[0] == same[1]


def by_product(before: FactorSet, after: FactorSet) -> pl.DataFrame:
    """Return the factors that differ: product, year, before, after (kg CO2e per unit of the currency; null for none).

    Sorted by product and year. The sets must be `comparable`.
    """
    both = before.table.join(after.table, on=["product", "year"], how="full", coalesce=True, suffix="_after")
    named = both.rename({"kg_per_unit": "before", "kg_per_unit_after": "after"})
    return named.filter(pl.col("before").ne_missing(pl.col("after"))).sort("product", "year")


def by_category(before: Basis, after: Basis, booked: Booked) -> pl.DataFrame:
    """Return the categories whose factor differs for purchases of one year: category, before, after.

    booked: currency and year of purchase. Factors in kg CO2e per unit of that currency, null where a set has none; the
    largest relative change first.
    """
    both = _factors(before, booked, "before").join(
        _factors(after, booked, "after"), on="category", how="full", coalesce=True
    )
    changed = both.filter(pl.col("before").ne_missing(pl.col("after")))
    relative = (CHANGE / pl.col("before")).abs()
    return changed.sort(relative, "category", descending=[True, False], nulls_last=True)


def on_footprint(table: pl.LazyFrame, before: Basis, after: Basis) -> pl.DataFrame:
    """Return what each category of a footprint emits as it stands and would emit by two bases, exact to the gram.

    table: the rows of a footprint. Result, sorted by category: category, reporting_amount, stored, before, after. A row
    that has no factor has no kilograms; one that had none and now has one is counted. A row that activity data reach
    keeps its kilograms, also the part of them that comes from money.
    """
    booked = booked_in(table)
    stored = _sums(table, "stored")
    found = stored.join(_sums(_computed(table, before, booked), "before"), on="category", how="full", coalesce=True)
    both = found.join(_sums(_computed(table, after, booked), "after"), on="category", how="full", coalesce=True)
    money = _purchases(table).group_by("category").agg(pl.sum("reporting_amount")).collect(engine="streaming")
    return (
        both.join(money, on="category")
        .select("category", "reporting_amount", "stored", "before", "after")
        .sort("category")
    )


def _factors(basis: Basis, booked: Booked, name: str) -> pl.DataFrame:
    return basis.multipliers([booked]).group_by("category").agg(pl.first("kg_per_unit").alias(name))


def booked_in(table: pl.LazyFrame) -> list[Booked]:
    """Return the currencies and years of the purchases of a footprint, sorted."""
    pairs = _purchases(table).select("currency", year=pl.col("booked_on").dt.year()).unique().sort("currency", "year")
    return list(pairs.collect(engine="streaming").iter_rows())


def _purchases(table: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows that are counted, or are not only because there was no factor."""
    return table.filter((pl.col("status") == COUNTED) | (pl.col("reason") == NO_FACTOR).fill_null(False))


def spent_again(table: pl.LazyFrame, multipliers: pl.DataFrame) -> pl.LazyFrame:
    """Return the purchases among the rows of a footprint as SPENT rows, with what other `multipliers` make of them.

    They are those that are counted, or are not only because there was no factor.
    """
    counted = _purchases(table).select(
        *(name for name in CLASSIFIED if name not in {"status", "reason"}),
        status=pl.lit(COUNTED, dtype=CLASSIFIED["status"]),
        reason=pl.lit(None, dtype=pl.String),
    )
    computed: pl.LazyFrame = calculate(nw.from_native(counted), multipliers).to_native()
    return computed


def _computed(table: pl.LazyFrame, basis: Basis, booked: Sequence[Booked]) -> pl.LazyFrame:
    measured = table.filter(pl.col("activity").is_not_null())
    computed = spent_again(table.filter(pl.col("activity").is_null()), basis.multipliers(booked))
    return pl.concat([one.select("category", "kg_co2e") for one in (computed, measured)])


def _sums(table: pl.LazyFrame, name: str) -> pl.DataFrame:
    counted = table.filter(pl.col("kg_co2e").is_not_null())
    return counted.group_by("category").agg(pl.sum("kg_co2e").alias(name)).collect(engine="streaming")
