"""On which cells of a footprint which measures act, and what each lowers there, in whole grams.

Cells on which the same measures act are one pattern: there all have the same effect on every kilogram.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from procurement_footprint.analysis.abatement.measure import WHOLE, Effect, Measure
from procurement_footprint.analysis.abatement.shares import shares, together
from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS

WEIGHTS = {"pattern": pl.Int64(), "place": pl.Int64(), "from": pl.Float64(), "to": pl.Float64()}


@dataclass(frozen=True, slots=True)
class Acted:
    """The cells of the base year and the measures that act on them.

    cells: CELLS with cell (a number), pattern and grams (whole). patterns: for each pattern the places of its
    measures. effects: of each measure, of 1 of the kilograms on which it acts. grams: of each pattern.
    """

    measures: tuple[Measure, ...]
    cells: pl.DataFrame
    patterns: tuple[tuple[int, ...], ...]
    effects: tuple[float, ...]
    grams: tuple[int, ...]

    def lowered(self, plan: Collection[int], growth: float = 1.0, year: int | None = None) -> pl.DataFrame:
        """Return cell, place (of a measure) and grams: what each measure of a plan lowers in each cell it acts on.

            grams = round(cell × to) − round(cell × from)

        from, to: the shares (`shares`) of the measures before it, in the order of their names, without and with its
        own. So the measures of a cell add up to what they lower together there, rounded once, and never to more
        than the cell. year: with the force that each has in it; None for their full effect. growth: of the cells.
        """
        force = (lambda one: 1.0) if year is None else (lambda one: one.force(year))
        weights = self._weights(plan, force)
        grown = grown_by(growth)
        parts = (pl.col("grams") * pl.col(bound) for bound in ("to", "from"))
        upper, lower = (part.round().cast(pl.Int64) for part in parts)
        held = self.cells.select("cell", "pattern", grams=grown).join(weights, on="pattern")
        return held.select("cell", "place", grams=upper - lower).sort("cell", "place")

    def _weights(self, plan: Collection[int], force: Callable[[Measure], float]) -> pl.DataFrame:
        rows = []
        for pattern, places in enumerate(self.patterns):
            taken = [place for place in places if place in plan]
            effects = [self.effects[place] * force(self.measures[place]) for place in taken]
            bounds = [0.0, *accumulate(shares(effects))]
            bounds[-1] = together(effects)  # without the last bits of the sum: all is all
            rows += [(pattern, *row) for row in zip(taken, bounds[:-1], bounds[1:], strict=True)]
        return pl.DataFrame(rows, schema=WEIGHTS, orient="row")


def acted(cells: pl.DataFrame, measures: Sequence[Measure]) -> Acted:
    """Return which measures act on which cells. cells: CELLS of one year.

    The effect of kilograms a year is their share of what the measure acts on: effect = kg_per_year ÷ kilograms.
    """
    numbered = cells.with_row_index("cell").with_columns(
        pl.col("cell").cast(pl.Int64), grams=(pl.col("kg_co2e") * 1000).cast(pl.Int64)
    )
    marks = [pl.when(one.acts_on.holds()).then(pl.lit("1")).otherwise(pl.lit("0")) for one in measures]
    marked = numbered.with_columns(bits=pl.concat_str(marks))
    kinds = sorted(marked["bits"].unique())
    held = marked.with_columns(pattern=pl.col("bits").replace_strict(kinds, list(range(len(kinds))))).drop("bits")
    patterns = tuple(tuple(place for place, bit in enumerate(kind) if bit == "1") for kind in kinds)
    sums = tuple(held.group_by("pattern").agg(pl.sum("grams")).sort("pattern")["grams"])
    effects = []
    for place, one in enumerate(measures):
        grams = sum(sum_ for sum_, places in zip(sums, patterns, strict=True) if place in places)
        effects.append(_effect(one.effect, grams))
    return Acted(tuple(measures), held, patterns, tuple(effects), sums)


def grown_by(growth: float) -> pl.Expr:
    """Return the grams of a cell in a year in which there are `growth` times as many."""
    return pl.col("grams") if growth == 1.0 else (pl.col("grams") * growth).round().cast(pl.Int64)


def kilograms(grams: str = "grams") -> pl.Expr:
    """Return a column of whole grams as kilograms, exact below 10^13 kg."""
    return (pl.col(grams) / 1000).cast(KILOGRAMS)


def _effect(effect: Effect, grams: int) -> float:
    if effect.kind == "kg_per_year":
        return min(1.0, float(effect.size * 1000 / grams)) if grams > 0 else 0.0
    return float(effect.size / WHOLE)
