"""Lines in the order of their kilograms: sums, shares, the running share, and where in the supply chain they arise."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from procurement_footprint.analysis.cells import LINE, SUPPLIERS
from procurement_footprint.analysis.hot_spots.stages import KG_PLACES, KG_STAGES
from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.analysis.uncertainty.stated import Ranking

SUMS = ("rows", "reporting_amount", "kg_co2e", *KG_STAGES, *KG_PLACES)
VIEWS = {"lines": LINE, "categories": ("group", "category"), "suppliers": SUPPLIERS, "departments": DEPARTMENTS}
LARGEST = 3  # suppliers of a category whose share tells how concentrated it is


def ranked(held: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return one line for each combination of `keys`, most kilograms first; ties by the keys.

        share_of_kg = kg_co2e ÷ kg_co2e of all lines; running_share: the shares of this line and all above it

    held: divided cells (`stages.divided`). Result: keys, SUMS, share_of_kg, running_share (both null where all lines
    have no kilograms together) and grams_per_unit (null where there is no money).
    """
    amount, kilograms = pl.col("reporting_amount").cast(pl.Float64), pl.col("kg_co2e").cast(pl.Float64)
    exact = pl.col("kg_co2e").cum_sum().cast(pl.Float64)
    summed = held.group_by(keys).agg(pl.sum(*SUMS))
    order = summed.sort("kg_co2e", *keys, descending=[True, *(False for _ in keys)], nulls_last=True)
    whole = float(order["kg_co2e"].sum())
    of_whole = pl.lit(whole) if whole else pl.lit(None, pl.Float64)
    return order.with_columns(
        share_of_kg=kilograms / of_whole,
        running_share=exact / of_whole,
        grams_per_unit=pl.when(amount != 0).then(kilograms * 1000 / amount),
    ).select(*keys, *SUMS, "share_of_kg", "running_share", "grams_per_unit")


def ranking(held: pl.DataFrame, keys: Sequence[str]) -> Ranking:
    """Return the lines of these keys with what their ranges are made of; held: divided cells with their kind."""
    return Ranking(ranked(held, keys), held, tuple(keys))


def with_category(lines: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Return lines with what they are compared with: category_grams_per_unit and three_largest of their category.

    three_largest: which share of the category's kilograms the three largest suppliers have. Suppliers with net credit
    take no part; pools of several (natural persons, nobody named) are in the whole and never among the three.
    """
    amount, kilograms = pl.col("reporting_amount").cast(pl.Float64), pl.col("kg_co2e").cast(pl.Float64)
    means = held.group_by("category").agg(pl.sum("reporting_amount", "kg_co2e"))
    grams = means.select("category", category_grams_per_unit=pl.when(amount != 0).then(kilograms * 1000 / amount))
    joined = lines.join(grams, on="category", how="left", maintain_order="left")
    return joined.join(_three_largest(held), on="category", how="left", maintain_order="left")


def _three_largest(held: pl.DataFrame) -> pl.DataFrame:
    sellers = held.group_by("category", *SUPPLIERS).agg(pl.sum("kg_co2e")).filter(pl.col("kg_co2e") > 0)
    single = pl.col("kg_co2e").filter(pl.col("pooled").is_null()).top_k(LARGEST).sum().cast(pl.Float64)
    return sellers.group_by("category").agg(three_largest=single / pl.col("kg_co2e").sum().cast(pl.Float64))
