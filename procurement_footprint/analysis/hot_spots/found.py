"""The hot spots of a footprint: every line with its place, and what could be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.cells import LINE
from procurement_footprint.analysis.hot_spots import asked, ranked, reach, top, trend
from procurement_footprint.analysis.hot_spots.ranked import VIEWS
from procurement_footprint.analysis.totals import Range, exact_sum
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.stated import Ranking, beside
from procurement_footprint.footprint.widths import Widths
from procurement_footprint.mapping.levers import Levers
from procurement_footprint.problems import Unbalanced

TOP = 20
PER_CENT = Decimal(10)


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for. top: how many lines count as hot spots. per_cent: of the requirement."""

    top: int = TOP
    per_cent: Decimal = PER_CENT


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Where a footprint's kilograms are, most first, and what levers there reach. Money in the reporting currency.

    kg_co2e, amount, range: of all lines. lines: category × department × supplier, see `ranked.ranked`, with range,
    quality, above_next, above_rest, category_grams_per_unit, three_largest, kg_before and change. categories,
    suppliers, departments: the same lines put together. requirements: of the first `search.top` lines, what the
    requirement gives on each lever (`reach.required`). levers: the same by category; by_lever: by lever alone.
    asked: suppliers to ask for their own data (`asked.asked`).
    """

    search: Search
    kg_co2e: Decimal
    amount: Decimal
    range: Range
    lines: pl.DataFrame
    categories: pl.DataFrame
    suppliers: pl.DataFrame
    departments: pl.DataFrame
    requirements: pl.DataFrame
    levers: pl.DataFrame
    by_lever: pl.DataFrame
    asked: pl.DataFrame

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables by name, as they are written as CSV."""
        names = ("lines", "categories", "suppliers", "departments", "requirements", "levers", "by_lever", "asked")
        return {name: getattr(self, name) for name in names}


def found(
    cells: pl.DataFrame,
    widths: Widths,
    levers: Levers,
    burnt: tuple[str, ...],
    before: pl.DataFrame | None,
    search: Search,
) -> HotSpots:
    """Return the hot spots of divided cells (`stages.divided`).

    burnt: the categories of fuel that the buyer burns. before: the cells of an earlier footprint, for the trend.
    Errors: Unbalanced where a table does not add up to the cells.
    """
    known = kinds(cells, widths)
    held = numbered(cells, known)
    reached = reach.reached(held, levers.by_category, burnt)
    views = {name: ranked.ranking(held, keys) for name, keys in VIEWS.items()}
    first = views["lines"].table.head(search.top).select(LINE)
    of_first = reached.join(first, on=list(LINE), how="semi", nulls_equal=True)
    reaches = {
        "requirements": reach.ranking(of_first, LINE),
        "levers": reach.ranking(reached, ("group", "category")),
        "by_lever": reach.ranking(reached, ()),
    }
    whole = cells.select(pl.sum("kg_co2e"))
    made = beside([*views.values(), *reaches.values(), Ranking(whole, held, ())], known)
    tables = dict(zip((*views, *reaches), made, strict=False))
    kilograms, amount = exact_sum(cells["kg_co2e"]), exact_sum(cells["reporting_amount"])
    _add_up({name: tables[name] for name in views}, kilograms, amount)
    required = {name: reach.required(tables[name], search.per_cent, kilograms) for name in reaches}
    lines = top.above_rest(tables["lines"], held, LINE, known, search.top)
    _, low, high, quality, _ = made[-1].row(0)
    return HotSpots(
        search=search,
        kg_co2e=kilograms,
        amount=amount,
        range=Range(low, high, quality),
        lines=trend.with_before(ranked.with_category(lines, held), before),
        categories=ranked.with_category(tables["categories"], held),
        suppliers=tables["suppliers"],
        departments=tables["departments"],
        requirements=_in_order(required["requirements"], tables["lines"]),
        levers=required["levers"],
        by_lever=required["by_lever"],
        asked=asked.asked(held, known),
    )


def _in_order(required: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the requirements in the order of their lines, with the number of each: place, from 1."""
    places = lines.select(LINE).with_row_index("place", 1).with_columns(pl.col("place").cast(pl.Int64))
    joined = required.with_row_index("_row").join(places, on=list(LINE), nulls_equal=True)
    return joined.sort("place", "_row").drop("_row").select("place", *required.columns)


def _add_up(tables: dict[str, pl.DataFrame], kilograms: Decimal, amount: Decimal) -> None:
    """See that every table adds up to the whole, to the öre and to the gram."""
    whole = {"kg_co2e": kilograms, "reporting_amount": amount}
    wrong = [
        f"{name}: {column} adds up to {exact_sum(table[column])} instead of {expected}"
        for name, table in tables.items()
        for column, expected in whole.items()
        if exact_sum(table[column]) != expected
    ]
    if wrong:
        raise Unbalanced("\n  ".join(["the hot spots do not add up to the whole:", *wrong]))
