"""The formula, row by row, in whole grams.

    kg_per_unit = deflator × price_basis × kg per unit of the factor set's currency / exchange_rate
    kg_co2e     = amount × kg_per_unit, rounded to whole grams

Written against Narwhals frames: the same code runs on blocks of polars rows here and lazily on other engines.
"""

from __future__ import annotations

import narwhals as nw
import polars as pl
from narwhals.typing import FrameT

from procurement_footprint.factors.routes import ROUTE
from procurement_footprint.footprint.quality import LADDER
from procurement_footprint.ledger.attach import attach
from procurement_footprint.ledger.columns import CLASSIFIED, COUNTED, SPENT, UNMAPPED
from procurement_footprint.ledger.rounded import half_even

NO_FACTOR = "no_factor"
SCOPE = "3"
KEYS = ("category", "year", "currency", "evidence")
VAT_SINCE = "vat_since"  # a further key, where amounts include VAT: the first day of the rates that hold
ADDED = SPENT.keys() - CLASSIFIED.keys() - {"kg_co2e"}
PRICE_BASIS = 1.0  # the embedded set is in purchaser prices without VAT, as ledgers are


def multipliers(
    factors: pl.DataFrame, rates: pl.DataFrame, factor_set: str, price_bases: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return every multiplier for each category, year of purchase, booked currency and kind of evidence.

    kg_per_unit = deflator × price_basis × kg_per_factor_currency / exchange_rate

    factors: category, year, factor_year, deflator, via, price_year, kg_per_factor_currency. rates, from
    `routes.routed`: currency, year, via, price_year, exchange_rate. factor_set: e.g. `figaro-se@2026.5`.
    price_bases, for a ledger that includes VAT, from `taxes.price_bases`: category, vat_since, price_basis.
    Result: KEYS (and vat_since with price_bases) and the columns that SPENT adds, but for kg_co2e; kg_per_unit is
    kg CO2e per unit of booked currency.
    """
    per_unit = pl.col("deflator") * pl.col("price_basis") * pl.col("kg_per_factor_currency")
    every = factors.join(rates, on=ROUTE, nulls_equal=True).join(LADDER, how="cross")
    if price_bases is None:
        every = every.with_columns(price_basis=pl.lit(PRICE_BASIS))
    else:
        every = every.join(price_bases, on="category")
    keys = [name for name in (*KEYS, VAT_SINCE) if name in every.columns]
    carried_over = pl.col("factor_year") < pl.col("year")
    return (
        every.with_columns(factor_set=pl.lit(factor_set), scope=pl.lit(SCOPE))
        .with_columns(
            kg_per_unit=per_unit / pl.col("exchange_rate"),
            quality=pl.when(carried_over).then("carried_over").otherwise("own_year"),
        )
        .select(*keys, *(pl.col(name).cast(kind) for name, kind in SPENT.items() if name in ADDED))
        .sort(keys)
    )


def calculate(rows: FrameT, table: pl.DataFrame) -> FrameT:
    """Return the CLASSIFIED rows with the SPENT columns: what each purchase emitted and by which multipliers.

    kg_co2e = amount × kg_per_unit, in kg with three decimals (whole grams); null when the row is not counted.

    table: from `multipliers`. A category without a factor for the year is not counted: its row becomes unmapped
    with the reason "no_factor".
    """
    keyed = rows.with_columns(year=nw.col("booked_on").dt.year())
    added = ["year"]
    if VAT_SINCE in table.columns:
        keyed, added = with_vat_since(keyed, table), ["year", VAT_SINCE]
    priced = attach(keyed, table, [name for name in (*KEYS, VAT_SINCE) if name in table.columns])
    no_factor = (nw.col("status") == COUNTED) & nw.col("kg_per_unit").is_null()
    grams = half_even(nw.col("amount").cast(nw.Float64()) * nw.col("kg_per_unit") * 1000, priced)
    return priced.with_columns(
        status=nw.when(no_factor).then(nw.lit(UNMAPPED)).otherwise(nw.col("status")),
        reason=nw.when(no_factor).then(nw.lit(NO_FACTOR)).otherwise(nw.col("reason")),
        kg_co2e=(grams / 1000).cast(nw.Decimal(18, 3)),
        exchange_rate=nw.col("exchange_rate").fill_null(1.0),
        deflator=nw.col("deflator").fill_null(1.0),
        price_basis=nw.col("price_basis").fill_null(1.0),
    ).drop(added)


def with_vat_since(rows: FrameT, table: pl.DataFrame) -> FrameT:
    """Return the rows with the first day of the VAT rates that hold on their day of booking."""
    since = nw.lit(None).cast(nw.Date())
    for day in table[VAT_SINCE].unique().sort():
        since = nw.when(nw.col("booked_on") >= nw.lit(day)).then(nw.lit(day)).otherwise(since)
    return rows.with_columns(since.alias(VAT_SINCE))
