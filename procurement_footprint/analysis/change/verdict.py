"""What a change comes to, in one word: is the real change one, or is it the method, or can it not be told?"""

from __future__ import annotations

import polars as pl

VERDICTS = ("decrease", "increase", "method", "unsure", "none")
BELOW = "below_zero"  # the share of draws in which the real change is below zero
SURE = 0.95  # of the draws have the sign of the change: a judgement, the level that all ranges have
NEGLIGIBLE = 0.005  # of the kilograms before: half a per cent is no change that a report is about; a judgement


def verdict(table: pl.DataFrame) -> pl.DataFrame:
    """Return `table` with the column verdict, one of VERDICTS.

    none: neither the real change nor method is more than NEGLIGIBLE of what was before. decrease, increase: SURE of the
    draws have a real change of that sign. method: they have not, and method has changed more than what was bought.
    unsure: they have not.

    table: kg_before, kg_restated, real_change, method and below_zero.
    """
    real, method = pl.col("real_change").cast(pl.Float64).abs(), pl.col("method").cast(pl.Float64).abs()
    before, restated = (pl.col(name).cast(pl.Float64).abs() for name in ("kg_before", "kg_restated"))
    nothing = (real <= NEGLIGIBLE * restated) & (method <= NEGLIGIBLE * before)
    word = (
        pl.when(nothing)
        .then(pl.lit("none"))
        .when(pl.col(BELOW) >= SURE)
        .then(pl.lit("decrease"))
        .when(pl.col(BELOW) <= 1 - SURE)
        .then(pl.lit("increase"))
        .when(method > real)
        .then(pl.lit("method"))
        .otherwise(pl.lit("unsure"))
    )
    return table.with_columns(verdict=word)
