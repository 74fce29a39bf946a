"""The formula, row by row, in whole grams.

    kg_per_unit = deflator × price_basis × kg per unit of the factor set's currency / exchange_rate
    kg_co2e     = amount × kg_per_unit, rounded to whole grams

Written against Narwhals lazy frames: the same code runs streamed on polars here and on other engines.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

from procurement_footprint.footprint.quality import quality
from procurement_footprint.ledger.attach import attach
from procurement_footprint.ledger.columns import COUNTED, UNMAPPED

NO_FACTOR = "no_factor"
PRICE_BASIS = 1.0  # the embedded set is in purchaser prices without VAT, as ledgers are


def multipliers(factors: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    """Return every multiplier for each category, year of purchase and booked currency.

    kg_per_unit = deflator × price_basis × kg_per_factor_currency / exchange_rate

    factors: category, year, factor_year, deflator, kg_per_factor_currency. rates: currency, year, exchange_rate
    (units of the booked currency per unit of the factor set's). kg_per_unit: kg CO2e per unit of booked currency.
    """
    per_unit = pl.col("deflator") * pl.col("price_basis") * pl.col("kg_per_factor_currency")
    return (
        factors.join(rates, on="year")
        .with_columns(price_basis=pl.lit(PRICE_BASIS))
        .with_columns(kg_per_unit=per_unit / pl.col("exchange_rate"))
        .select(
            "category", "year", "currency", "factor_year", "exchange_rate", "deflator", "price_basis", "kg_per_unit"
        )
        .sort("category", "year", "currency")
    )


def calculate(rows: nw.LazyFrame[Any], table: pl.DataFrame, factor_set: str) -> nw.LazyFrame[Any]:
    """Return the CLASSIFIED rows with the FOOTPRINT columns: what each purchase emitted and by which multipliers.

    kg_co2e = amount × kg_per_unit, in kg with three decimals (whole grams); null when the row is not counted.

    table: from `multipliers`. A category without a factor for the year is not counted: its row becomes unmapped
    with the reason "no_factor". factor_set: e.g. `figaro-se@2026.5`.
    """
    priced = attach(rows.with_columns(year=nw.col("booked_on").dt.year()), table, ["category", "year", "currency"])
    counted = (nw.col("status") == COUNTED) & ~nw.col("kg_per_unit").is_null()
    no_factor = (nw.col("status") == COUNTED) & nw.col("kg_per_unit").is_null()
    grams = (nw.col("amount").cast(nw.Float64()) * nw.col("kg_per_unit") * 1000).round(0)
    return (
        priced.with_columns(
            status=nw.when(no_factor).then(nw.lit(UNMAPPED)).otherwise(nw.col("status")),
            reason=nw.when(no_factor).then(nw.lit(NO_FACTOR)).otherwise(nw.col("reason")),
            factor_set=nw.when(counted).then(nw.lit(factor_set)),
            kg_co2e=nw.when(counted).then((grams / 1000).cast(nw.Decimal(18, 3))),
            scope=nw.when(counted).then(nw.lit("3")),
            quality=nw.when(counted).then(quality(nw.col("evidence"), nw.col("factor_year") < nw.col("year"))),
            exchange_rate=nw.col("exchange_rate").fill_null(1.0),
            deflator=nw.col("deflator").fill_null(1.0),
            price_basis=nw.col("price_basis").fill_null(1.0),
        )
        .drop("year")
    )
