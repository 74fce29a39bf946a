"""Measures held against the cells of a footprint: which are taken, and all that is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.abatement import best_set, costs, places, spread
from procurement_footprint.analysis.abatement.abatement import COURSE, TARGETS, YEARS, Abatement, BestSet
from procurement_footprint.analysis.abatement.acted import Acted, acted, kilograms
from procurement_footprint.analysis.abatement.best_set import Budget
from procurement_footprint.analysis.abatement.course import Growth, course, without
from procurement_footprint.analysis.abatement.measure import Measure
from procurement_footprint.analysis.abatement.relations import relations
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint.widths import Widths


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of measures. until: the last year of the path; None for the last year in which one works."""

    growth: Growth
    until: int | None = None
    budget: Budget | None = None


def planned(
    cells: pl.DataFrame,
    measures: Sequence[Measure],
    widths: Widths,
    currency: str,
    asked: Question,
    targets: pl.DataFrame | None = None,
) -> Abatement:
    """Return the plan of measures that fit (`fitting`) the CELLS of the base year, at least one."""
    held = acted(cells, measures)
    growth, last = asked.growth, max(one.last for one in measures)
    lifetimes = range(growth.base, last + 1)
    of_all = _best(held, lifetimes, growth, None)
    chosen = of_all if asked.budget is None else _best(held, lifetimes, growth, asked.budget)
    plan = chosen.places
    ways = course(held, plan, lifetimes, growth)
    lowered = held.lowered(plan)
    table = costs.table(held, plan, lowered, ways, growth, spread.of_measures(held, lowered, widths))
    until = max(asked.until or last, growth.base)
    whole = costs.whole(held, table, lowered, spread.of_whole(held, plan, lowered, widths))
    return Abatement(
        currency=currency,
        base_year=growth.base,
        until=until,
        growth=growth.percent,
        whole=whole,
        measures=table,
        years=_years(held, plan, ways, growth, until),
        course=_course(held, ways, until),
        **places.tables(held, lowered),
        curve=costs.curve(table),
        targets=(targets if targets is not None else pl.DataFrame(schema=TARGETS)).select(*TARGETS).cast(TARGETS),  # type: ignore[arg-type]
        best=None if asked.budget is None else _told(held, asked.budget, chosen, of_all, (lifetimes, growth)),
    )


def _best(held: Acted, years: range, growth: Growth, budget: Budget | None) -> best_set.Best:
    limit = None if budget is None else _oere(budget.amount)
    counted = [_oere(_cost(one, budget, growth)) for one in held.measures]
    return best_set.best(counted, limit, relations(held.measures), best_set.gains(held, years, growth))


def _told(
    held: Acted, budget: Budget, chosen: best_set.Best, of_all: best_set.Best, when: tuple[range, Growth]
) -> BestSet:
    totals = [exact_sum(course(held, one.places, *when)["grams"]).scaleb(-3) for one in (chosen, of_all)]
    at_most = max(totals[0], Decimal(round(chosen.at_most)).scaleb(-3))
    return BestSet(
        budget=budget,
        measures=tuple(held.measures[place].name for place in sorted(chosen.places)),
        spent=sum((_cost(held.measures[place], budget, when[1]) for place in chosen.places), Decimal("0.00")),
        kg_total=totals[0],
        kg_total_of_all=totals[1],
        at_most=totals[0] if chosen.exact else at_most,
        exact=chosen.exact,
    )


def _cost(one: Measure, budget: Budget | None, growth: Growth) -> Decimal:
    present = budget is not None and budget.counting == "present-cost"
    return one.present_cost(growth.base + 1) if present else one.investment


def _oere(amount: Decimal) -> int:
    return int((amount * 100).to_integral_value())


def _years(held: Acted, plan: frozenset[int], ways: pl.DataFrame, growth: Growth, until: int) -> pl.DataFrame:
    """Return YEARS: what is emitted without and with the plan, and what is paid."""
    lowered = dict(ways.group_by("year").agg(pl.sum("grams")).iter_rows())
    rows = []
    for year in range(growth.base, until + 1):
        grams, less = without(held, year, growth), lowered.get(year, 0)
        taken = [held.measures[place] for place in sorted(plan)]
        paid = sum((one.investment for one in taken if one.start == year), Decimal(0))
        yearly = sum((one.yearly for one in taken if one.start <= year <= one.last), Decimal(0))
        rows.append((year, *(Decimal(one).scaleb(-3) for one in (grams, less, grams - less)), paid, yearly))
    return costs.frame(rows, YEARS)


def _course(held: Acted, ways: pl.DataFrame, until: int) -> pl.DataFrame:
    names = [one.name for one in held.measures]
    shown = ways.filter(pl.col("year") <= until).with_columns(
        measure=pl.col("place").replace_strict(list(range(len(names))), names, return_dtype=pl.String)
    )
    table = shown.select(pl.col("year").cast(pl.Int32), "measure", kg_lowered=kilograms())
    return table.select(*COURSE).sort("year", "measure")
