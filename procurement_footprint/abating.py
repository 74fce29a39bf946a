"""Measures held against a footprint: what they lower, what they cost, and which are best for a budget."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from procurement_footprint.analysis.abatement import fitting, plan
from procurement_footprint.analysis.abatement.abatement import Abatement
from procurement_footprint.analysis.abatement.best_set import Budget
from procurement_footprint.analysis.abatement.course import Growth
from procurement_footprint.analysis.abatement.measure import Measure
from procurement_footprint.analysis.cells import cells
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.opening import Opened
from procurement_footprint.problems import Refused, problem

QUARTERS = 4


def measures(
    opened: Opened,
    listed: Sequence[Measure],
    *,
    until: int | None = None,
    growth: float = 0.0,
    budget: Budget | None = None,
    targets: pl.DataFrame | None = None,
) -> Abatement:
    """Return what measures would do to a footprint.

    listed: from `analysis.abatement.file`. The base year is the newest whole one in the footprint; it goes on by
    `growth` % a year. until: the last year of the path; None for the last year in which a measure works.
    targets: paths to draw beside it (target, year, kg_co2e).
    Errors: Refused when no year is whole, or with every measure that does not fit the footprint.
    """
    footprint = opened.footprint
    year = base_year(opened)
    if year is None:
        raise Refused([problem("measures-no-year", opened.name)])
    tree = footprint.basis.mappings.taxonomy
    held = _cells(opened, year)
    groups = {group.id: [one.id for one in group.categories] for group in tree.groups}
    fitting.refuse_unfit(listed, held, groups, year)
    asked = plan.Question(Growth(year, growth), until, budget)
    widths = footprint.basis.widths(footprint.currency)
    return plan.planned(held, listed, widths, footprint.currency, asked, targets)


def _cells(opened: Opened, year: int) -> pl.DataFrame:
    """Return the cells of one year, with suppliers as they are called in it."""
    if set(opened.cells["year"]) == {year}:
        return opened.cells
    rows = opened.footprint.rows.filter(pl.col("booked_on").dt.year() == year)
    return cells(rows, opened.footprint.basis.mappings.taxonomy.table)


def base_year(opened: Opened) -> int | None:
    """Return the newest year with counted purchases in all four quarters; None where there is none."""
    date = pl.col("booked_on").dt
    counted = opened.footprint.rows.filter(pl.col("status") == COUNTED)
    quarters = counted.select(year=date.year(), quarter=date.quarter()).unique().collect(engine="streaming")
    held = quarters.group_by("year").len().filter(pl.col("len") == QUARTERS)["year"].to_list()
    return max(held, default=None)
