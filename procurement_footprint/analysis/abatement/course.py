"""What the measures of a plan lower year by year, in whole grams."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis.abatement.acted import Acted, grown_by

COURSE = {"year": pl.Int64(), "place": pl.Int64(), "grams": pl.Int64()}


@dataclass(frozen=True, slots=True)
class Growth:
    """How a footprint goes on without measures: every cell grows by so many % a year from the base year."""

    base: int
    percent: float = 0.0

    def by(self, year: int) -> float:
        """Return how many times the kilograms of the base year there are: (1 + g)^(year − base)."""
        return (1 + self.percent / 100) ** (year - self.base)


def course(held: Acted, plan: Collection[int], years: Iterable[int], growth: Growth) -> pl.DataFrame:
    """Return year, place and grams (COURSE): what each measure of the plan lowers in each of these years.

    Years in which all measures have the same force, and the footprint the same size, are computed once.
    """
    known: dict[tuple[float, ...], list[tuple[int, int]]] = {}
    rows = []
    for year in years:
        state = (growth.by(year), *(held.measures[place].force(year) for place in sorted(plan)))
        if state not in known:
            lowered = held.lowered(plan, state[0], year)
            known[state] = list(lowered.group_by("place").agg(pl.sum("grams")).sort("place").iter_rows())
        rows += [(year, *row) for row in known[state]]
    return pl.DataFrame(rows, schema=COURSE, orient="row")


def without(held: Acted, year: int, growth: Growth) -> int:
    """Return the grams of a year without measures: each cell grown and rounded."""
    return int(held.cells.select(grown_by(growth.by(year)).sum()).item())
