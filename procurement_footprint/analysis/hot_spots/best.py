"""The lever that reaches most of what lines emit, and what a requirement on it gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.hot_spots import reach
from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS
from procurement_footprint.mapping.levers import CHOICE, QUANTITY, Sensible


def with_lever(
    lines: pl.DataFrame,
    held: pl.DataFrame,
    keys: Sequence[str],
    sensible: Mapping[str, Sensible],
    burnt: Collection[str],
    per_cent: Decimal,
) -> pl.DataFrame:
    """Return lines with lever, kg_reached and kg_gain; null where no lever but those that reach everything makes sense.

        kg_gain = per cent ÷ 100 × kg_reached

    Quantity and choice of product reach everything, and are no news. lines: one for each combination of `keys`. held:
    what they are made of, by category and stage (`stages.divided`). burnt: categories of fuel that the buyer burns.
    """
    every = reach.ranking(reach.reached(held, sensible, burnt), keys).table
    telling = every.filter(~pl.col("lever").is_in([QUANTITY, CHOICE]))
    falling = [*(False for _ in keys), True, False]
    largest = telling.sort(*keys, "kg_co2e", "order", descending=falling, nulls_last=True)
    best = largest.unique(list(keys), keep="first", maintain_order=True).select(*keys, "lever", kg_reached="kg_co2e")
    grams = (pl.col("kg_reached").cast(pl.Float64) * 1000 * float(per_cent) / 100).round()
    joined = lines.join(best, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(kg_gain=(grams / 1000).cast(KILOGRAMS))
