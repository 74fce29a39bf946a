"""The range of a sum over years in which each year has a weight: a difference, a projection, what a budget has lost.

A factor that is too high is too high in all years: the years share its error, so most of it cancels in a difference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import polars as pl

from procurement_footprint.analysis.uncertainty.kinds import Kinds, kinds, numbered
from procurement_footprint.analysis.uncertainty.moments import Moments, moments
from procurement_footprint.analysis.uncertainty.ranges import RANGES, ranges
from procurement_footprint.footprint.widths import Widths

Weights = Mapping[int, Fraction]  # year → its weight
Bounds = tuple[Decimal, Decimal]
_WEIGHTS = {"line": pl.Int64(), "year": pl.Int32(), "weight": pl.Float64()}


@dataclass(frozen=True, slots=True)
class Spread:
    """What ranges are made of. small: part (number of a department, …), year, kind and kilograms, summed."""

    small: pl.DataFrame
    kinds: Kinds

    def bounds(self, sums: Sequence[Weights]) -> list[Bounds]:
        """Return low and high (kg, 95 %) of Σ weight × kilograms of the year, for each of `sums`."""
        found = _bounds(self._moments(self._weighted(sums)))
        return [found.get(line, (Decimal(0), Decimal(0))) for line in range(len(sums))]

    def bounds_of_parts(self, weights: Weights) -> dict[int, Bounds]:
        """Return the same of one such sum for each part, by its number."""
        return _bounds(self._moments(self._weighted([weights]).with_columns(line=pl.col("part"))))

    def deviations(self, sums: Sequence[Weights]) -> list[float]:
        """Return the standard deviation (kg) of each of `sums`."""
        lines = self._moments(self._weighted(sums)).lines.select("line", "square")
        found = {line: math.sqrt(max(square, 0.0)) for line, square in lines.iter_rows()}
        return [found.get(line, 0.0) for line in range(len(sums))]

    def _weighted(self, sums: Sequence[Weights]) -> pl.DataFrame:
        rows = [(line, year, float(weight)) for line, one in enumerate(sums) for year, weight in one.items()]
        weights = pl.DataFrame(rows, _WEIGHTS, orient="row")
        joined = self.small.join(weights, on="year")
        return joined.with_columns(kg_co2e=pl.col("kilograms") * pl.col("weight"))

    def _moments(self, weighted: pl.DataFrame) -> Moments:
        held = (
            weighted.sort("line", "kind", "year", "part")
            .group_by("line", "kind", maintain_order=True)
            .agg(pl.sum("kg_co2e"))
        )
        known = moments(held, self.kinds)
        lines = known.lines.join(_walked(held, self.kinds), on="line", how="left", maintain_order="left")
        square = pl.col("square") + pl.col("walked").fill_null(0.0)
        return _shaped(replace(known, lines=lines.with_columns(square=square).drop("walked")), self.kinds.level)


def spread(cells: pl.DataFrame, widths: Widths) -> Spread:
    """Return what the ranges of these cells are made of; cells: of several years, with a column part."""
    found = kinds(cells, widths)
    kilograms = pl.col("kg_co2e").sum().cast(pl.Float64).alias("kilograms")
    return Spread(numbered(cells, found).group_by("part", "year", "kind").agg(kilograms), found)


def _shaped(known: Moments, level: float) -> Moments:
    """Return the moments with `opposed` 1, which is a normal shape, where what cancels is most of the variance.

    A line of net kilograms above zero has a log-normal shape while its factors decide how much it is. Where what
    differs between its years (evidence, years carried over) has more variance than its net kilograms by themselves
    would have, it may as well be below zero.
    """
    net = known.blocks.group_by("line", "product", maintain_order=True).agg(pl.max("excess"))
    factor = pl.col("variance").exp() * (1 + pl.col("excess")) - 1
    alone = (
        known.products.join(net, on=["line", "product"], how="left", maintain_order="left")
        .group_by("line", maintain_order=True)
        .agg(alone=(factor * pl.col("kilograms") ** 2).sum())
    )
    lines = known.lines.join(alone, on="line", how="left", maintain_order="left")
    expected = pl.col("alone") + math.expm1(level) * pl.col("kilograms") ** 2
    opposed = pl.when(pl.col("square") > 2 * expected).then(1.0).otherwise("opposed")
    return replace(known, lines=lines.with_columns(opposed=opposed).drop("alone"))


def _walked(held: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Return line and walked: variance (kg²) that a mean drift does not have where years have opposite signs.

        Σ over products (Σ over n (variance of year n × (kilograms carried n years or more)²) − mean drift × kg²)

    times the mean square of what the walk multiplies (factor, evidence, level). A carried factor walks away from year
    to year; kilograms carried for different numbers of years share the shorter walk. To first order in the drift's
    variance, which is 0.012 a year.
    """
    kilograms, key = pl.col("kg_co2e") * pl.col("part"), ("line", "product")
    square = pl.col("size") * pl.col("variance").exp() * (1 + pl.col("excess"))
    walks = (
        held.join(kinds.pieces, on="kind", maintain_order="left")
        .with_columns(kilograms=kilograms, size=kilograms.abs())
        .with_columns(square=square)
        .group_by(*key, "drift", maintain_order=True)
        .agg(pl.sum("kilograms", "size", "square"))
        .sort(*key, "drift", descending=[False, False, True])
        .with_columns(
            beyond=pl.col("kilograms").cum_sum().over(key),
            step=pl.col("drift") - pl.col("drift").shift(-1).over(key).fill_null(0.0),
        )
        .group_by(key, maintain_order=True)
        .agg(
            exact=(pl.col("step") * pl.col("beyond") ** 2).sum(),
            mean=(pl.col("drift") * pl.col("size")).sum() / pl.col("size").sum(),
            net=pl.col("kilograms").sum(),
            square=pl.col("square").sum() / pl.col("size").sum(),
        )
    )
    more = (pl.col("exact") - pl.col("mean").fill_nan(0.0) * pl.col("net") ** 2).clip(lower_bound=0.0)
    grown = math.exp(kinds.level) * more * pl.col("square").fill_nan(1.0)
    return walks.group_by("line", maintain_order=True).agg(walked=grown.sum())


def _bounds(known: Moments) -> dict[int, Bounds]:
    return {line: (low, high) for line, low, high in ranges(known).select("line", *RANGES).iter_rows()}
