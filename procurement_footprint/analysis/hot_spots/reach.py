"""How many kilograms a lever reaches, and what a requirement of so many per cent on them gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.hot_spots.stages import BURNT
from procurement_footprint.analysis.uncertainty.ranges import DIGITS, KILOGRAMS, RANGES
from procurement_footprint.analysis.uncertainty.stated import Ranking
from procurement_footprint.mapping.levers import KINDS, Sensible

GAIN = ("kg_gain", "kg_gain_low", "kg_gain_high")


def reached(held: pl.DataFrame, sensible: Mapping[str, Sensible], burnt: Collection[str]) -> pl.DataFrame:
    """Return divided cells once for each lever that makes sense for their category; kg_co2e is what it reaches.

    The supplier's own operations, its energy, and its materials (all other stages) reach these stages of the supply
    chain; the use of fuel what the buyer burns, and everything in the categories `burnt`; quantity and choice of
    product reach everything. Added: lever and order (its place among all levers).
    """
    pairs = [(category, lever) for category, one in sensible.items() for lever in one.levers]
    kinds = pl.DataFrame(pairs, {"category": pl.String(), "lever": pl.String()}, orient="row")
    whole = pl.col("kg_co2e")
    reach = {
        "supplier_operations": pl.col("kg_own_operations"),
        "supplier_energy": pl.col("kg_supplier_energy"),
        "materials": pl.col("kg_first_tier") + pl.col("kg_further_upstream"),
        "fuel_use": pl.when(pl.col("category").is_in(list(burnt))).then(whole).otherwise(BURNT),
    }
    parts = [
        held.join(kinds.filter(lever=lever), on="category")
        .with_columns(reach.get(lever, whole).cast(KILOGRAMS).alias("kg_co2e"), order=pl.lit(order, pl.Int64))
        for order, lever in enumerate(KINDS)
    ]  # fmt: skip
    return pl.concat(parts)


def ranking(cells: pl.DataFrame, keys: Sequence[str]) -> Ranking:
    """Return what each lever reaches, by `keys`, in their order and that of the levers; cells: from `reached`.

    What reaches nothing (or net credit) is left out.
    """
    every = (*keys, "order", "lever")
    summed = cells.group_by(every).agg(pl.sum("kg_co2e")).filter(pl.col("kg_co2e") > 0)
    return Ranking(summed.sort(*keys, "order", nulls_last=True), cells, every)


def required(reach: pl.DataFrame, per_cent: Decimal, whole: Decimal) -> pl.DataFrame:
    """Return what a requirement of so many per cent gives on each lever.

        kg_gain = per cent ÷ 100 × kg_reached, and so its range; share_of_kg = kg_gain ÷ kilograms of all lines

    reach: the table of `ranking` with its ranges. whole: those kilograms.
    """
    factor = float(per_cent) / 100
    gained = {
        name: (pl.col(of).cast(pl.Float64) * factor).round_sig_figs(DIGITS).cast(KILOGRAMS)
        for name, of in zip(GAIN[1:], RANGES, strict=True)
    }
    grams = (pl.col("kg_reached").cast(pl.Float64) * 1000 * factor).round()
    named = reach.rename({"kg_co2e": "kg_reached"}).with_columns(kg_gain=(grams / 1000).cast(KILOGRAMS), **gained)
    share = pl.col("kg_gain").cast(pl.Float64) / float(whole) if whole else pl.lit(None, pl.Float64)
    return named.with_columns(share_of_kg=share).drop(*RANGES, "quality", "above_next", "order")
