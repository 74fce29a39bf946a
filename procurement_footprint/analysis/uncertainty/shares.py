"""Which categories make a total uncertain: each one's share of the variance of the whole; the shares add up to 1.

    share(c) = Cov(kilograms of c, all kilograms) ÷ Var(all kilograms)

A category that moves with others has a part of what they have in common; one that goes against them a negative share.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from procurement_footprint.analysis.uncertainty.kinds import Kinds, kinds, numbered
from procurement_footprint.analysis.uncertainty.moments import Moments, moments
from procurement_footprint.footprint.widths import Widths

Numbers = NDArray[np.float64]


def shares(known: pl.DataFrame, widths: Widths) -> pl.DataFrame:
    """Return category, kg_co2e and share_of_variance, largest share first; shares are null where nothing is uncertain.

    known: the columns of `sums.KNOWN` and kg_co2e, of counted rows.
    """
    found = kinds(known, widths)
    held = numbered(known, found).with_columns(line=pl.lit(0, pl.Int64))
    small = held.group_by("line", "kind").agg(pl.sum("kg_co2e")).sort("line", "kind")
    pieces = _pieces(small, found, moments(small, found))
    covariances = pieces.with_columns(covariance=_covariances(pieces, found.level))
    by_category = covariances.group_by("category").agg(pl.sum("covariance"))
    sums = known.group_by("category").agg(pl.sum("kg_co2e")).join(by_category, on="category")
    whole = pl.col("covariance").sum()
    share = pl.when(whole > 0).then(pl.col("covariance") / whole).round(9)
    return sums.select("category", "kg_co2e", share_of_variance=share).sort(
        "share_of_variance", "category", descending=[True, False], nulls_last=True
    )


def _pieces(small: pl.DataFrame, found: Kinds, known: Moments) -> pl.DataFrame:
    """Return the pieces of the whole: category, product, block, kilograms, excess, levelled and variance; sorted."""
    variances = known.products.select("product", pl.col("variance").alias("mean_variance"))
    named = found.names.select("kind", "category")
    made = small.join(found.pieces, on="kind").join(named, on="kind").join(variances, on="product")
    return (
        made.with_columns(kilograms=pl.col("kg_co2e").cast(pl.Float64) * pl.col("part"))
        .sort("category", "product", "block", "kind")
        .group_by("category", "product", "block", maintain_order=True)
        .agg(pl.first("excess", "levelled"), pl.first("mean_variance").alias("variance"), pl.sum("kilograms"))
    )


def _covariances(pieces: pl.DataFrame, level: float) -> pl.Series:
    """Return the covariance of each piece with the sum of all."""
    kilograms, variance, excess = (pieces[name].to_numpy() for name in ("kilograms", "variance", "excess"))
    product, block, levelled = (pieces[name].to_numpy() for name in ("product", "block", "levelled"))
    held: list[float] = []
    for place in range(pieces.height):
        common: Numbers = np.where(product == product[place], variance[place], 0.0)
        common = common + np.where(block == block[place], np.log1p(excess[place]), 0.0)
        common = common + np.where(levelled & levelled[place], level, 0.0)
        held.append(float(kilograms[place] * np.sum(kilograms * np.expm1(common))))
    return pl.Series("covariance", held, dtype=pl.Float64)
