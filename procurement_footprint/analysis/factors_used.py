"""Which factors the kilograms of a footprint rest on: for each category, year of purchase and product.

    kg per unit of money = share × factor × deflator × price basis ÷ exchange rate, added over a category's products

The kilograms of a category are divided over its products by share × factor, in whole grams that add up; what was
measured, or stated by suppliers, rests on no such factor and has a line of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import polars as pl

from procurement_footprint.footprint.basis import Basis
from procurement_footprint.ledger.columns import COUNTED, ROWS
from procurement_footprint.mapping import bridge

WAYS = ("category", "year", "currency", "factor_set", "factor_year", "exchange_rate", "deflator", "price_basis")
SUMS: Mapping[str, pl.DataType] = {
    "rows": pl.Int64(),
    "reporting_amount": pl.Decimal(38, 2),
    "kg_co2e": pl.Decimal(38, 3),
}
PRODUCTS: Mapping[str, pl.DataType] = {
    "product": pl.String(),
    "product_name": pl.String(),
    "share": pl.Float64(),
    "factor": pl.Float64(),  # kg CO2e per unit of the set's currency
    "published": pl.Float64(),  # where the vintage policy changed it
    "derived": pl.Boolean(),  # for capital goods, from the publisher's factors
    "spread": pl.Float64(),  # geometric standard deviation
}


def factors_used(table: pl.LazyFrame, basis: Basis) -> pl.DataFrame:
    """Return a line for each factor: WAYS, PRODUCTS, measured and SUMS, by category and year, the largest part first.

    table: FOOTPRINT rows. Rows and money stand on the first line of a way and are 0 on the others, so that all lines
    add up to what is counted.
    """
    counted = table.filter(pl.col("status") == COUNTED)
    keyed = counted.with_columns(year=pl.col("booked_on").dt.year(), measured=pl.col("activity").is_not_null())
    one_way = pl.col("measured")
    ways = [pl.when(~one_way).then(name).alias(name) for name in WAYS if name not in ("category", "year")]
    sums = keyed.with_columns(ways).group_by(*WAYS, "measured").agg(
        ROWS.alias("rows"), pl.sum("reporting_amount", "kg_co2e")
    )  # fmt: skip
    used = sums.with_columns(pl.col(name).cast(kind) for name, kind in SUMS.items()).collect(engine="streaming")
    joined = used.join(_products(basis), on=["category", "factor_year"], how="left")
    order = ["category", "year", "measured", *WAYS[2:]]
    weight = pl.col("share") * pl.col("factor")
    return _divided(joined.with_columns(weight=weight).sort(*order, -weight, "product", nulls_last=True))


def _divided(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with the kilograms of each way divided over its products; rows and money on the first."""
    way = [*WAYS, "measured"]
    running = pl.col("weight").fill_null(1.0).cum_sum().over(way) / pl.col("weight").fill_null(1.0).sum().over(way)
    grams = (pl.col("kg_co2e").cast(pl.Float64) * running * 1000).round(0).cast(pl.Int64)
    first, last = pl.int_range(pl.len()).over(way) == 0, pl.int_range(pl.len()).over(way) == pl.len().over(way) - 1
    whole = (pl.col("kg_co2e") * 1000).cast(pl.Int64)
    upto = pl.when(last).then(whole).otherwise(grams)
    own = upto - upto.shift(1, fill_value=0).over(way)
    thousandth = own.cast(pl.Decimal(38, 0)).cast(pl.Decimal(38, 3)) * pl.lit("0.001").cast(pl.Decimal(38, 3))
    zeros = [pl.when(first).then(pl.col(name)).otherwise(0).cast(SUMS[name]) for name in ("rows", "reporting_amount")]
    divided = lines.with_columns(kg_co2e=thousandth.cast(SUMS["kg_co2e"]))
    return divided.with_columns(zeros).select(*WAYS, *PRODUCTS, "measured", *SUMS)


def _products(basis: Basis) -> pl.DataFrame:
    """Return category, factor_year and PRODUCTS: the factors of each category in each vintage."""
    factors, keys = basis.factors, ["product", "year"]
    capital = factors.capital.select(*keys, capital="kg_per_unit")
    changes = factors.changes.select(*keys, "published")
    joined = basis.crosswalk.table.join(factors.table, on="product")
    both = joined.join(capital, on=keys, how="left").join(changes, on=keys, how="left")
    derived = pl.col("category").is_in(list(basis.capital_goods)) & pl.col("capital").is_not_null()
    spreads, names = _spreads(basis), dict(factors.products)
    return both.select(
        "category",
        "product",
        "share",
        factor_year="year",
        product_name=pl.col("product").replace_strict(names, default=None, return_dtype=pl.String),
        factor=pl.when(derived).then("capital").otherwise("kg_per_unit"),
        published=pl.when(~derived).then("published"),
        derived=derived,
        spread=pl.col("product").replace_strict(spreads, default=None, return_dtype=pl.Float64),
    )


def _spreads(basis: Basis) -> dict[str, float]:
    """Return the geometric standard deviation of the factor of each product."""
    spreads, factors, bridges = basis.spreads, basis.factors, bridge.shipped()
    groups = {one: spreads.group(one, factors.description.products, bridges) for one in factors.products}
    return {product: math.exp(math.sqrt(spreads.variance(group))) for product, group in groups.items()}
