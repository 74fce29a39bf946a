"""The kilograms of a row of the later version in three stages: with the figures of the earlier one, step by step new.

    before  = amount × k0        k0: all multipliers of the earlier version for the row's category
    factors = amount × k1 with the exchange rate, deflator and price basis of the earlier version
    after   = amount × k1        what the later version has

Each in whole grams. What activity data give is the same in all three. A category, year or currency of which the earlier
version knows no multipliers has the later one's in all three.
"""

from __future__ import annotations

import narwhals as nw
import polars as pl

from procurement_footprint.footprint.calculate import VAT_SINCE, with_vat_since
from procurement_footprint.footprint.restated.price_list import HELD, PriceList
from procurement_footprint.ledger.columns import COUNTED, KILOGRAMS

STAGES = ("kg_at_old", "kg_at_factors", "kg_co2e")
OLD = {name: f"{name}_old" for name in HELD}
NEAR = 1e-12  # of floats that are the same but for the order of their arithmetic


def staged(after: pl.DataFrame, before: PriceList, currency: str | None) -> pl.DataFrame:
    """Return rows with the columns kg_at_old and kg_at_factors; rows that are not counted have 0 in both.

    after: FOOTPRINT rows of the later version, and of those that are SAME the multipliers that they had, in the columns
    OLD. before: the price list of the earlier version. currency: that of the later version's factors.
    """
    priced = _with_old(after, before)
    old, between = pl.col("kg_per_unit_old"), _with_new_factors(before.currency == currency)
    here, known = pl.col("kg_co2e"), pl.col("kg_per_unit").is_not_null()
    given = here - _kilograms(pl.col("kg_per_unit"))  # by activity data
    reached = priced.with_columns(given=pl.when(known).then(given).otherwise(0).cast(KILOGRAMS))

    def stage(per_unit: pl.Expr) -> pl.Expr:
        counted = (pl.col("status") == COUNTED) & known & per_unit.is_not_null()
        found = pl.when(counted).then(_kilograms(per_unit) + pl.col("given")).otherwise(here.fill_null(0))
        return found.cast(KILOGRAMS)

    in_stages = reached.with_columns(kg_at_old=stage(old), kg_at_factors=stage(between))
    return in_stages.with_columns(pl.col("kg_co2e").fill_null(0)).drop("given")


def _with_old(after: pl.DataFrame, before: PriceList) -> pl.DataFrame:
    """Return rows with the earlier version's multipliers: those that the row had, else those of its category."""
    keyed = after.with_columns(year=pl.col("booked_on").dt.year())
    if days := before.vat_days:
        keyed = with_vat_since(nw.from_native(keyed), pl.DataFrame({VAT_SINCE: days})).to_native()
    listed = before.table.select(*before.keys, *(pl.col(name).alias(f"{name}_listed") for name in HELD))
    joined = keyed.join(listed, on=before.keys, how="left").drop("year", VAT_SINCE, strict=False)
    own = pl.col("kg_per_unit_old").is_not_null()
    chosen = {old: pl.when(own).then(old).otherwise(f"{name}_listed") for name, old in OLD.items()}
    return joined.with_columns(**chosen).drop(f"{name}_listed" for name in HELD)


def _with_new_factors(same_currency: bool) -> pl.Expr:
    """Return k with new factors and old prices.

    A factor of another year, or in another currency, brings its own deflator: that is the factor's doing.
    """
    if not same_currency:
        return pl.col("kg_per_unit")
    rate = pl.col("exchange_rate") / pl.col("exchange_rate_old")
    basis = pl.col("price_basis_old") / pl.col("price_basis")
    deflator = pl.col("deflator_old") / pl.col("deflator")
    other_year = pl.col("factor_year").ne_missing(pl.col("factor_year_old"))
    between = pl.col("kg_per_unit") * rate * basis * pl.when(other_year).then(1.0).otherwise(deflator)
    same = ((between - pl.col("kg_per_unit_old")).abs() <= NEAR * pl.col("kg_per_unit_old").abs()) & ~other_year
    old = pl.col("kg_per_unit_old")
    return pl.when(old.is_null()).then(None).when(same).then(old).otherwise(between)


def _kilograms(per_unit: pl.Expr) -> pl.Expr:
    """Return amount × per_unit of the money that activity data do not cover, in whole grams, as `calculate` does."""
    rest = 1.0 - pl.col("covered_amount").cast(pl.Float64) / pl.col("reporting_amount").cast(pl.Float64)
    open_ = pl.when(pl.col("activity").is_null() | rest.is_nan()).then(1.0).otherwise(rest)
    grams = (pl.col("amount").cast(pl.Float64) * per_unit * open_ * 1000).round(0)
    return (grams / 1000).cast(KILOGRAMS)
