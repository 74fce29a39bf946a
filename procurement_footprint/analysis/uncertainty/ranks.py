"""How sure a ranking is: the probability that a line is above the one below it."""

from __future__ import annotations

import math
from statistics import NormalDist

import polars as pl

from procurement_footprint.analysis.uncertainty.moments import Moments, of_blocks, tied_blocks

DIGITS = 6
NOTHING = 1e-12  # of what a difference is made of: rounding


def above_next(known: Moments) -> pl.DataFrame:
    """Return line and above_next: how probable it is that line n has more kilograms than line n + 1.

        P = Φ((ln A − ln B − (a² − b²) ÷ 2) ÷ √(a² + b² − 2c))
        a² = ln(1 + variance of A ÷ A²), b² likewise, c = ln(1 + covariance of A and B ÷ (A × B))

    A is what the upper line has more of, B what the lower line has more of, by product and evidence: what both have
    takes no part, and what is credited on one side counts on the other. The last line of a ranking has no probability.

    known: of lines that are numbered without a gap, in the order of the ranking.
    """
    sides = of_blocks(_more_of(known.blocks), 0.0)
    upper = sides.lines.filter(pl.col("line") % 2 == 0).select(pl.col("line") // 2, a="kilograms", a_square="square")
    lower = sides.lines.filter(pl.col("line") % 2 == 1).select(pl.col("line") // 2, b="kilograms", b_square="square")
    ranked = known.lines.select("line").join(known.lines.select(pl.col("line") - 1), on="line", maintain_order="left")
    for more in (upper, lower, _covariances(sides).select(pl.col("line") // 2, "covariance")):
        ranked = ranked.join(more, on="line", how="left", maintain_order="left")
    figures = ranked.select("a", "a_square", "b", "b_square", "covariance").fill_null(0.0)
    found = [_probability(*row) for row in figures.iter_rows()]
    return ranked.select("line", above_next=pl.Series(found, dtype=pl.Float64()).round(DIGITS))


def _more_of(blocks: pl.DataFrame) -> pl.DataFrame:
    """Return blocks of which line n has more than the next as line 2n, those of which it has less as line 2n + 1."""
    lower = blocks.with_columns(pl.col("line") - 1, -pl.col("kilograms"))
    difference = (
        pl.concat([blocks, lower])
        .group_by("line", "product", "block", maintain_order=True)
        .agg(pl.first("excess", "tied"), pl.sum("kilograms", "weight", "wide"))
        .filter(pl.col("kilograms").abs() > NOTHING * pl.col("weight"))
    )
    side = pl.col("line") * 2 + (pl.col("kilograms") < 0).cast(pl.Int64)
    return difference.with_columns(line=side, kilograms=pl.col("kilograms").abs()).sort("line", "product", "block")


def _covariances(sides: Moments) -> pl.DataFrame:
    """Return line and covariance (kg²) of each even line with the odd one after it: as in `moments`, over both."""
    growth = (pl.col("variance") * pl.col("variance_below")).sqrt().exp() - 1
    shared = _beside(sides.products, "product").with_columns(growth=growth)
    same = shared.select("line", covariance=pl.col("growth") * _kg_squared())
    tied = _beside(tied_blocks(sides.blocks), "block")
    outer = tied.select("line", covariance=pl.col("excess") * _kg_squared())
    return pl.concat([same, outer]).group_by("line", maintain_order=True).agg(pl.sum("covariance"))


def _beside(frame: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Return the rows of each even line beside those of the odd line after it that have the same keys."""
    even = frame.filter(pl.col("line") % 2 == 0)
    odd = frame.filter(pl.col("line") % 2 == 1).with_columns(pl.col("line") - 1)
    return even.join(odd, on=["line", *keys], suffix="_below", maintain_order="left")


def _kg_squared() -> pl.Expr:
    return pl.col("kilograms") * pl.col("kilograms_below")


def _probability(a: float, a_square: float, b: float, b_square: float, covariance: float) -> float:
    if not a or not b:
        return 1.0 if a else 0.0 if b else 0.5
    of_a, of_b = math.log1p(a_square / a**2), math.log1p(b_square / b**2)
    variance = of_a + of_b - 2 * math.log1p(covariance / (a * b))
    distance = math.log(a / b) - (of_a - of_b) / 2
    return NormalDist().cdf(distance / math.sqrt(variance)) if variance > 0 else float(distance > 0)
