"""The measures of a plan, seen from the year that is followed up: those that have begun, and those to come.

What a measure lowers is computed on purchases of a year before it begins: later ones have some of its effect in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import polars as pl

from procurement_footprint.analysis.abatement.abatement import Abatement
from procurement_footprint.analysis.abatement.measure import Measure

State = Literal["starting", "full", "ended"]


@dataclass(frozen=True, slots=True)
class Begun:
    """A measure that has begun. state: still growing, at full effect, or over.

    this_year, full, low, high: kg it is computed to lower in the year, and a year at full effect with its range; None
    where no footprint of a year before its start can be computed on, or another measure excludes it.
    """

    measure: Measure
    state: State
    this_year: Decimal | None = None
    full: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Actions:
    """Measures by the year that is followed up.

    begun: oldest first. base: the year on whose purchases they were computed, None where none was. planned: what those
    to come give, None where there are none, or the footprint is of no whole year.
    """

    begun: tuple[Begun, ...] = ()
    base: int | None = None
    planned: Abatement | None = None


def split(listed: Sequence[Measure], year: int) -> tuple[tuple[Measure, ...], tuple[Measure, ...]]:
    """Return the measures that have begun by the end of a year, and those to come.

    What a measure to come needs of those that have begun is there; what the two exclude is up to the plan's author.
    """
    begun = tuple(sorted((one for one in listed if one.start <= year), key=lambda one: (one.start, one.name)))
    ahead = tuple(one for one in listed if one.start > year)
    return tuple(among(begun)), tuple(among(ahead))


def among(measures: Sequence[Measure]) -> Iterator[Measure]:
    """Yield measures with their relations to each other only."""
    names = {one.name for one in measures}
    for one in measures:
        needs, excludes = (tuple(name for name in held if name in names) for held in (one.needs, one.excludes))
        yield replace(one, needs=needs, excludes=excludes)


def computable(begun: Sequence[Measure], years: Collection[int]) -> tuple[int | None, tuple[Measure, ...]]:
    """Return the newest of the years before all measures that can be computed, and those measures.

    A measure cannot be computed where every year of `years` has it in its purchases.
    """
    if not years:
        return None, ()
    kept = [one for one in begun if one.start > min(years)]
    if not kept:
        return None, ()
    first = min(one.start for one in kept)
    return max(year for year in years if year < first), tuple(among(kept))


def seen(begun: Sequence[Measure], plan: Abatement | None, year: int) -> tuple[Begun, ...]:
    """Return the measures that have begun; plan: of those that could be computed, None for none."""
    if plan is None:
        return tuple(Begun(one, state(one, year)) for one in begun)
    lowered = dict(plan.course.filter(pl.col("year") == year).select("measure", "kg_lowered").iter_rows())
    lines = {line["measure"]: line for line in plan.measures.filter("taken").iter_rows(named=True)}
    return tuple(_seen(one, lines.get(one.name), lowered, year) for one in begun)


def state(one: Measure, year: int) -> State:
    """Return how far a measure that has begun has come in a year."""
    if year > one.last:
        return "ended"
    return "full" if one.force(year) >= 1 else "starting"


def _seen(one: Measure, line: Mapping[str, Decimal] | None, lowered: Mapping[str, Decimal], year: int) -> Begun:
    if line is None:
        return Begun(one, state(one, year))
    three = (line["kg_lowered"], line["kg_lowered_low"], line["kg_lowered_high"])
    return Begun(one, state(one, year), lowered.get(one.name, Decimal("0.000")), *three)
