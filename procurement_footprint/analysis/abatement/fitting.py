"""Whether measures fit the footprint that they are held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.abatement.measure import Measure
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.problems import Problem, Refused, problem


def refuse_unfit(
    measures: Sequence[Measure], cells: pl.DataFrame, groups: Mapping[str, Iterable[str]], year: int
) -> None:
    """See that every measure has something to act on in the cells of the base year, and starts after it.

    groups: group → its categories. Errors: Refused with everything that is wrong.
    """
    problems = [found for one in measures for found in _faults(one, cells, groups, year)]
    if problems:
        raise Refused(problems)


def _faults(one: Measure, cells: pl.DataFrame, groups: Mapping[str, Iterable[str]], year: int) -> Iterator[Problem]:
    if one.start <= year:
        yield problem("measure-started", one.place, one.name, start=one.start, year=year, next=year + 1)
    if strangers := one.acts_on.strangers(cells, groups):
        yield problem("measure-unknown", one.place, one.name, names=", ".join(strangers))
        return
    kilograms = exact_sum(cells.filter(one.acts_on.holds())["kg_co2e"])
    if kilograms <= 0:
        yield problem("measure-nothing", one.place, one.name, year=year)
    elif one.effect.kind == "kg_per_year" and one.effect.size > kilograms:
        most = kilograms.quantize(Decimal(1))
        yield problem("measure-too-much", one.place, one.name, size=f"{one.effect.size:f}", most=most)
