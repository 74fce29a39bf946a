"""The measures that stand beside every name in a table, and the order the lines stand in.

grams_per_unit = kg_co2e × 1000 / reporting_amount
share_of_kg = kg_co2e / kg_co2e of the whole; share_of_amount likewise
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.totals import Totals

EXACT = ("rows", "reporting_amount", "kg_co2e")
MEASURES = (*EXACT, "grams_per_unit", "share_of_kg", "share_of_amount")


def measured(small: pl.DataFrame, keys: Sequence[str], totals: Totals) -> pl.DataFrame:
    """Return one line for each combination of `keys` with all MEASURES, most kilograms first.

    `small` holds keys, rows, reporting_amount and kg_co2e of counted rows. Sums are exact decimals;
    grams per unit of the reporting currency are null where the money is zero, shares where the whole is.
    """
    amount, kilograms = pl.col("reporting_amount").cast(pl.Float64), pl.col("kg_co2e").cast(pl.Float64)
    return (
        small.lazy()
        .group_by(keys)
        .agg(pl.sum(*EXACT))
        .with_columns(
            grams_per_unit=pl.when(amount != 0).then(kilograms * 1000 / amount),
            share_of_kg=_share(kilograms, totals.kg_co2e),
            share_of_amount=_share(amount, totals.amount["counted"]),
        )
        .sort("kg_co2e", *keys, descending=[True, *(False for _ in keys)], nulls_last=True)
        .select(*keys, *MEASURES)
        .collect()
    )


def largest_first(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return the lines with the largest reporting amount first, whatever its sign; ties by `keys`."""
    size = pl.col("reporting_amount").abs()
    descending = [True, *(False for _ in keys)]
    return frame.sort(size, *keys, descending=descending, nulls_last=True)


def _share(value: pl.Expr, whole: Decimal) -> pl.Expr:
    return value / float(whole) if whole else pl.lit(None, dtype=pl.Float64)
