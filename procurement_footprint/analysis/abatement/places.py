"""Where the measures of a plan lower something: by department, supplier and category."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from procurement_footprint.analysis.abatement.acted import Acted, kilograms
from procurement_footprint.analysis.cells import LINE, SUPPLIERS
from procurement_footprint.analysis.sums import DEPARTMENTS

BY = {"departments": DEPARTMENTS, "suppliers": SUPPLIERS, "categories": ("group", "category")}


def tables(held: Acted, lowered: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return attribution (measure and LINE with kg_lowered) and the tables BY, which add up to the whole footprint.

    lowered: cell, place and grams, a year at full effect. The tables have kg_co2e of the base year, kg_lowered and
    kg_left, the largest kg_lowered first.
    """
    names = [one.name for one in held.measures]
    measure = pl.col("place").replace_strict(list(range(len(names))), names, return_dtype=pl.String)
    where = lowered.join(held.cells.select("cell", *LINE), on="cell").with_columns(measure=measure)
    sums = where.group_by("measure", *LINE).agg(pl.sum("grams")).filter(pl.col("grams") != 0)
    attribution = sums.sort("measure", *LINE, nulls_last=True).select("measure", *LINE, kg_lowered=kilograms())
    less = lowered.group_by("cell").agg(less=pl.sum("grams"))
    every = held.cells.join(less, on="cell", how="left").with_columns(pl.col("less").fill_null(0))
    return {"attribution": attribution, **{name: _by(every, keys) for name, keys in BY.items()}}


def _by(every: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    sums = every.group_by(keys).agg(pl.sum("grams", "less")).with_columns(left=pl.col("grams") - pl.col("less"))
    order = sums.sort("less", "grams", *keys, descending=[True, True, *(False for _ in keys)], nulls_last=True)
    figures = {"kg_co2e": "grams", "kg_lowered": "less", "kg_left": "left"}
    return order.select(*keys, **{name: kilograms(grams) for name, grams in figures.items()})
