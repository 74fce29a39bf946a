"""How sure a ranking is: the probability that a line is above the one below it."""

from __future__ import annotations

import math
from statistics import NormalDist

import polars as pl

from procurement_footprint.analysis.uncertainty.moments import Moments, of_blocks, one_sided

DIGITS = 6


def above_next(known: Moments) -> pl.DataFrame:
    """Return line and above_next: how probable it is that line n has more kilograms than line n + 1.

        P = Φ((ln A − ln B − (a² − b²) ÷ 2) ÷ √(a² + b² − 2c))
        a² = ln(1 + variance of A ÷ A²), b² likewise, c = ln(1 + covariance of A and B ÷ (A × B))

    What both lines share (a product, a category on the same evidence, the level) moves both and does not make the order
    less sure. Where a line is not above zero or holds much that is credited, both are taken for normal, and P is
    Φ((A − B) ÷ √(variance of A − B)). The last line has none.

    known: of lines that are numbered 0, 1, 2, … in the order of the ranking.
    """
    lines = known.lines
    following = lines.select(pl.col("line") - 1, below="kilograms", below_square="square", below_opposed="opposed")
    pairs = lines.join(following, on="line").join(_covariances(known), on="line", how="left").sort("line")
    positive = (pl.col("kilograms") > 0) & (pl.col("below") > 0) & one_sided("opposed") & one_sided("below_opposed")
    columns = ("kilograms", "square", "below", "below_square", pl.col("covariance").fill_null(0.0))
    figures = pairs.select(*columns, shaped=positive)
    found = [_of_ratio(*row) if shaped else _of_difference(*row) for *row, shaped in figures.iter_rows()]
    return pairs.select("line", above_next=pl.Series(found, dtype=pl.Float64()).round(DIGITS))


def _covariances(known: Moments) -> pl.DataFrame:
    """Return line and covariance (kg²) of each line with the one below it: the terms of `moments` over both lines."""
    growth = (pl.col("variance") * pl.col("variance_below")).sqrt().exp() - 1
    shared = _beside(known.products, "product").with_columns(growth=growth)
    same = shared.select("line", covariance=pl.col("growth") * _kg_squared())
    # pieces of the same product whose evidence is the same, too
    both = _beside(known.blocks, "product", "block").join(
        shared.select("line", "product", "growth"), on=["line", "product"], maintain_order="left"
    )
    inner = both.select(
        "line", covariance=(pl.col("growth") + (~pl.col("tied")).cast(pl.Float64)) * pl.col("excess") * _kg_squared()
    )
    tied = _beside(of_blocks(known.blocks), "block")
    outer = tied.select("line", covariance=pl.col("excess") * _kg_squared())
    return pl.concat([same, inner, outer]).group_by("line", maintain_order=True).agg(pl.sum("covariance"))


def _beside(frame: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Return the rows of each line beside those of the line below it that have the same keys."""
    below = frame.with_columns(pl.col("line") - 1)
    return frame.join(below, on=["line", *keys], suffix="_below", maintain_order="left")


def _kg_squared() -> pl.Expr:
    return pl.col("kilograms") * pl.col("kilograms_below")


def _of_ratio(above: float, square: float, below: float, below_square: float, covariance: float) -> float:
    a, b = math.log1p(square / above**2), math.log1p(below_square / below**2)
    shared = math.log1p(covariance / (above * below))
    return _share_above(math.log(above / below) - (a - b) / 2, a + b - 2 * shared, a + b)


def _of_difference(above: float, square: float, below: float, below_square: float, covariance: float) -> float:
    return _share_above(above - below, square + below_square - 2 * covariance, square + below_square)


def _share_above(distance: float, variance: float, size: float) -> float:
    """Return Φ(distance ÷ √variance); a variance that is only rounding of `size` is none."""
    if variance <= 1e-12 * size:
        return 0.5 if abs(distance) <= 1e-12 else float(distance > 0)
    return NormalDist().cdf(distance / math.sqrt(variance))
