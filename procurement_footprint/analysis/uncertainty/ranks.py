"""How sure a ranking is: the probability that a line is above the one below it."""

from __future__ import annotations

import math
from statistics import NormalDist

import polars as pl

from procurement_footprint.analysis.uncertainty.kinds import Kinds

DIGITS = 6
NOTHING = 1e-12  # of what a difference is made of: rounding
PIECE = ("line", "product", "block", "variance", "drift")
UPPER, LOWER = 0, 1


def above_next(held: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Return line and above_next: how probable it is that line n has more kilograms than line n + 1.

        P = Φ((ln A − ln B − (a² − b²) ÷ 2) ÷ √(a² + b² − 2c))
        a² = ln(1 + variance of A ÷ A²), b² likewise, c = ln(1 + covariance of A and B ÷ (A × B))

    A is what the upper line has more of, B what the lower line has more of, by product, evidence and years carried
    over: what both have takes no part, and what is credited on one side counts on the other. The level is on both sides
    and cancels, but for what is measured. The last line of a ranking has no probability.

    held: line, kind, kg_co2e; the lines are numbered without a gap, in the order of the ranking.
    """
    lines = held.select("line").unique().sort("line")
    ranked = lines.join(lines.select(pl.col("line") - 1), on="line", maintain_order="left")
    sides = _more_of(held, kinds)
    spent = pl.when("levelled").then(pl.col("kilograms")).otherwise(0.0)
    sums = sides.group_by("line", maintain_order=True).agg(
        of.filter(pl.col("side") == side).sum().alias(name)
        for side, name, of in (
            (UPPER, "a", pl.col("kilograms")),
            (LOWER, "b", pl.col("kilograms")),
            (UPPER, "a_spent", spent),
            (LOWER, "b_spent", spent),
        )
    )
    figures = ranked.join(sums, on="line", how="left", maintain_order="left")
    figures = figures.join(_squares(sides, kinds.level), on="line", how="left", maintain_order="left").fill_null(0.0)
    common, a, b = math.expm1(kinds.level), pl.col("a_spent"), pl.col("b_spent")
    figures = figures.with_columns(
        pl.col("a_square") + common * a * a,
        pl.col("b_square") + common * b * b,
        pl.col("covariance") + common * a * b,
    )
    columns = ("a", "a_square", "b", "b_square", "covariance")
    found = [_probability(*row) for row in figures.select(columns).iter_rows()]
    return ranked.select("line", above_next=pl.Series(found, dtype=pl.Float64()).round(DIGITS))


def _more_of(held: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Return the pieces of which line n has more than the next (UPPER) or less (LOWER), with their difference."""
    kilograms = pl.col("kg_co2e").cast(pl.Float64) * pl.col("part")
    made = (
        held.lazy()
        .join(kinds.pieces.lazy(), on="kind", maintain_order="left")
        .select(*PIECE, "excess", "tied", "levelled", kilograms=kilograms)
    )
    below = made.with_columns(pl.col("line") - 1, -pl.col("kilograms"))
    return (
        pl.concat([made, below])
        .group_by(PIECE, maintain_order=True)
        .agg(pl.first("excess", "tied", "levelled"), pl.sum("kilograms"), size=pl.col("kilograms").abs().sum())
        .filter(pl.col("kilograms").abs() > NOTHING * pl.col("size"))
        .with_columns(pl.col("kilograms").abs(), side=pl.when(pl.col("kilograms") > 0).then(UPPER).otherwise(LOWER))
        .sort(PIECE)
        .collect()
    )


def _squares(sides: pl.DataFrame, level: float) -> pl.DataFrame:
    """Return line, a_square, b_square (variances) and covariance of its two sides, in kg², from all pairs of pieces.

    Two pieces of one product share the smaller of their variances, and the smaller of their drifts over the years. A
    term of two pieces that rest on spend factors grows with the level, exp(level).
    """
    same = sides.join(sides, on=["line", "product"], suffix="_2", maintain_order="left")
    drift = pl.min_horizontal("drift", "drift_2")
    shared = drift + pl.min_horizontal(pl.col("variance") - pl.col("drift"), pl.col("variance_2") - pl.col("drift_2"))
    evidence = pl.when(pl.col("block") == pl.col("block_2")).then(1 + pl.col("excess")).otherwise(1.0)
    tied = sides.filter("tied")
    other = tied.join(tied, on=["line", "block"], suffix="_2", maintain_order="left")
    other = other.filter(pl.col("product") != pl.col("product_2"))
    share = pl.when("levelled").then(math.exp(level)).otherwise(1.0)
    terms = pl.concat(
        one.select("line", "side", "side_2", term=share * growth * pl.col("kilograms") * pl.col("kilograms_2"))
        for one, growth in ((same, shared.exp() * evidence - 1), (other, pl.col("excess")))
    )
    wanted = {"a_square": (UPPER, UPPER), "b_square": (LOWER, LOWER), "covariance": (UPPER, LOWER)}
    return terms.group_by("line", maintain_order=True).agg(
        pl.col("term").filter((pl.col("side") == one) & (pl.col("side_2") == two)).sum().alias(name)
        for name, (one, two) in wanted.items()
    )


def _probability(a: float, a_square: float, b: float, b_square: float, covariance: float) -> float:
    if not a or not b:
        return 1.0 if a else 0.0 if b else 0.5
    of_a, of_b = math.log1p(a_square / a**2), math.log1p(b_square / b**2)
    variance = of_a + of_b - 2 * math.log1p(covariance / (a * b))
    distance = math.log(a / b) - (of_a - of_b) / 2
    return NormalDist().cdf(distance / math.sqrt(variance)) if variance > 0 else float(distance > 0)
