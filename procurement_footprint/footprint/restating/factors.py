"""The first step: the rows as they are, with other factors, crosswalk, prices and exchange rates.

    by money      kg = amount × kg_per_unit of the other method
    by data       kg = kg − rest + rest of the other method

rest: what stays spend-based of a row that activity data reach: of the money that they do not cover, or all of it where
they only add what burning gives. Whole grams.
"""

from __future__ import annotations

import narwhals as nw
import polars as pl

from procurement_footprint.footprint import activities, other_factors
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.calculate import NO_FACTOR, VAT_SINCE, with_vat_since
from procurement_footprint.footprint.rows import WRITTEN
from procurement_footprint.ledger.columns import COUNTED, KILOGRAMS

REPLACED = ("factor_set", "factor_year", "exchange_rate", "deflator", "price_basis", "kg_per_unit")
KEYS = ("category", "year", "currency", VAT_SINCE)
NEW = "_new"


def with_factors(rows: pl.LazyFrame, basis: Basis) -> pl.LazyFrame:
    """Return the FOOTPRINT rows with the factors of `basis`, in any order; their categories and money stay.

    A purchase that has no factor is not counted; one that had none and now has one is. A category that `basis` does not
    know keeps its kilograms: another mapping takes it away.
    """
    known = pl.col("category").is_in(list(basis.mappings.taxonomy.categories))
    bought = (known & ((pl.col("status") == COUNTED) | (pl.col("reason") == NO_FACTOR))).fill_null(value=False)
    reached = pl.col("activity").is_not_null()
    multipliers = basis.multipliers(other_factors.booked_in(rows))
    spent = other_factors.spent_again(rows.filter(bought & ~reached), multipliers)
    parts = (
        rows.filter(~bought),
        activities.without(nw.from_native(spent)).to_native(),
        _reached(rows.filter(bought & reached), multipliers),
    )
    return pl.concat([part.select(pl.col(name).cast(kind) for name, kind in WRITTEN.items()) for part in parts])


def _reached(rows: pl.LazyFrame, multipliers: pl.DataFrame) -> pl.LazyFrame:
    keys = [name for name in KEYS if name in multipliers.columns]
    per_unit = multipliers.group_by(keys).agg(pl.first(*REPLACED)).sort(keys)
    keyed = rows.with_columns(year=pl.col("booked_on").dt.year())
    if VAT_SINCE in keys:
        keyed = with_vat_since(nw.from_native(keyed), multipliers).to_native()
    found = keyed.join(per_unit.lazy(), on=keys, how="left", suffix=NEW)
    new = pl.col(f"kg_per_unit{NEW}")
    grams = (pl.col("amount").cast(pl.Float64) * new * 1000).round(0)
    before = pl.col("kg_spend_based").fill_null(0)
    after = pl.when(new.is_null()).then(before).otherwise((grams / 1000).cast(KILOGRAMS))
    return found.with_columns(
        *(pl.coalesce(f"{name}{NEW}", name).alias(name) for name in REPLACED),
        kg_co2e=pl.col("kg_co2e") - _rest(before) + _rest(after),
        kg_spend_based=after,
    )


def _rest(spent: pl.Expr) -> pl.Expr:
    """Return what stays of spend-based kilograms beside what activity data give."""
    burnt = pl.col("kg_scope_1").fill_null(0)
    adds = (burnt != 0) & (pl.col("kg_co2e") == pl.col("kg_spend_based") + burnt)
    left = 1 - pl.col("covered_amount").cast(pl.Float64) / pl.col("reporting_amount").cast(pl.Float64)
    of_uncovered = (spent.cast(pl.Float64) * left).round(3).cast(KILOGRAMS)
    return pl.when(adds | (pl.col("reporting_amount") == 0)).then(spent).otherwise(of_uncovered)
