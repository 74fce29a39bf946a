"""The kilograms of a footprint's cells by stage of the supply chain and by place, in whole grams that add up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS
from procurement_footprint.factors.supply_chain import PLACES, STAGES
from procurement_footprint.footprint.stages import DIVISION

BURNT, UNDIVIDED, UNPLACED = "kg_burnt", "kg_undivided", "kg_unplaced"
KG_STAGES = (BURNT, *(f"kg_{name}" for name in STAGES), UNDIVIDED)  # together kg_co2e
KG_PLACES = (*(f"kg_{name}" for name in PLACES), UNPLACED)  # together kg_co2e


def divided(cells: pl.DataFrame, division: pl.DataFrame | None, measured: Sequence[str]) -> pl.DataFrame:
    """Return CELLS with KG_STAGES and KG_PLACES, which each add up to kg_co2e in every cell.

    kg_burnt: fuel that the buyer burns (kg_scope_1). The rest of kg_co2e is divided by the category's shares, but for
    what is measured: shares are those of factors per unit of money. kg_undivided, kg_unplaced: what nobody divides.
    division: from `footprint.stages`; None where no source divides the factors. measured: kinds of evidence.
    """
    shares = pl.DataFrame(schema=DIVISION) if division is None else division
    joined = cells.join(shares, on=["category", "factor_year"], how="left", maintain_order="left")
    grams = (pl.col("kg_co2e").cast(pl.Float64) * 1000).round()
    burnt = (pl.col("kg_scope_1").cast(pl.Float64) * 1000).round()
    unknown = pl.col("evidence").is_in(list(measured)).fill_null(False)
    parts = {
        name: pl.when(unknown).then(0.0).otherwise(pl.col(name).fill_null(0.0) * (grams - burnt))
        for name in (*STAGES, *PLACES)
    }
    stages = [burnt, *(parts[name] for name in STAGES)]
    return joined.with_columns(
        *_whole_grams(stages, grams, KG_STAGES),
        *_whole_grams([parts[name] for name in PLACES], grams, KG_PLACES),
    ).drop(*STAGES, *PLACES)


def _whole_grams(parts: Sequence[pl.Expr], whole: pl.Expr, names: Sequence[str]) -> list[pl.Expr]:
    """Return parts of a whole number of grams as kilograms, in whole grams; the last name takes the rest.

    part_n = round(part_1 + … + part_n) − round(part_1 + … + part_n−1): each is at most a gram off, and they add up.
    """
    edges = [pl.lit(0.0), *(pl.sum_horizontal(parts[: end + 1]).round() for end in range(len(parts))), whole]
    widths = (end - start for start, end in pairwise(edges))
    return [(grams / 1000).cast(KILOGRAMS).alias(name) for grams, name in zip(widths, names, strict=True)]
