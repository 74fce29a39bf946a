"""Departments and entities on the path of the whole: what each may emit if all go down alike.

    path of a part = its kilograms in the base × (path of the whole ÷ kilograms of the whole in the base)

Without a base that is known: its share of the latest year × the path of the whole. In whole grams that add up to the
path of the whole: rounded down, and the grams that are missing go to the largest remainders.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl

from procurement_footprint.analysis.targets.series import GRAM, Series, Year
from procurement_footprint.analysis.targets.spread import Weights, spread
from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS
from procurement_footprint.footprint.widths import Widths

MEASURES: dict[str, pl.DataType] = {
    "kg_co2e": KILOGRAMS,
    "share_of_kg": pl.Float64(),
    "path_kg": KILOGRAMS,
    "distance_kg": KILOGRAMS,
    "distance_low": KILOGRAMS,
    "distance_high": KILOGRAMS,
}


def parts(held: Series, keys: Sequence[str], goal: Decimal | None, base: Year | None, widths: Widths) -> pl.DataFrame:
    """Return a line for each department or entity (`keys`), most kilograms first: keys and MEASURES of the latest year.

    goal: the path of the whole in that year, kg; None where there is none. base: the year the path starts from, None
    where it starts from none. Kilograms, path and distance add up to those of the whole.
    """
    years = [held.last.year, *([base.year] if base else [])]
    some = held.cells.filter(pl.col("year").is_in(years))
    names = some.select(keys).unique().sort(keys, nulls_last=True).with_columns(part=pl.row_index().cast(pl.Int64))
    numbered = some.drop("part").join(names, on=list(keys), nulls_equal=True)
    now = _kilograms(numbered, held.last.year, names.height)
    table = names.with_columns(kg_co2e=pl.Series(now, dtype=KILOGRAMS), share_of_kg=_shares(now, held.last))
    return _with_path(table, numbered, now, held.last, goal, base, widths).select(*keys, *MEASURES).sort(
        "kg_co2e", *keys, descending=[True, *(False for _ in keys)], nulls_last=True
    )  # fmt: skip


def _with_path(
    table: pl.DataFrame,
    numbered: pl.DataFrame,
    now: list[Decimal],
    last: Year,
    goal: Decimal | None,
    base: Year | None,
    widths: Widths,
) -> pl.DataFrame:
    start = base or last
    if goal is None or not start.kilograms:
        empty = [pl.lit(None, kind).alias(name) for name, kind in list(MEASURES.items())[2:]]
        return table.with_columns(empty)
    ratio = Fraction(goal) / Fraction(start.kilograms)
    before = now if base is None else _kilograms(numbered, base.year, table.height)
    goals = shared_out(goal, [Fraction(one) * ratio for one in before])
    away = [one - other for one, other in zip(now, goals, strict=True)]
    moved: Weights = {last.year: Fraction(1)}
    if base is not None and base.year != last.year:
        moved = {**moved, base.year: -ratio}
    bounds = spread(numbered, widths).bounds_of_parts(moved)
    fixed = goals if len(moved) == 1 else [Decimal(0)] * len(goals)
    pairs = [tuple(bound - one for bound in bounds[part]) for part, one in enumerate(fixed)]
    low, high = zip(*pairs, strict=True)
    columns = {"path_kg": goals, "distance_kg": away, "distance_low": low, "distance_high": high}
    return table.with_columns(pl.Series(name, list(values), dtype=KILOGRAMS) for name, values in columns.items())


def shared_out(whole: Decimal, wanted: Sequence[Fraction]) -> list[Decimal]:
    """Return whole grams near to what is wanted (kg) that add up to the whole, which they do but for less than one."""
    grams = [one * 1000 for one in wanted]
    floors = [math.floor(one) for one in grams]
    missing = int(whole / GRAM) - sum(floors)
    order = sorted(range(len(grams)), key=lambda place: (floors[place] - grams[place], place))
    for place in order[:missing]:
        floors[place] += 1
    return [one * GRAM for one in map(Decimal, floors)]


def _kilograms(numbered: pl.DataFrame, year: int, count: int) -> list[Decimal]:
    sums = numbered.filter(pl.col("year") == year).group_by("part").agg(pl.sum("kg_co2e"))
    held = dict(sums.iter_rows())
    return [held.get(part, Decimal("0.000")) for part in range(count)]


def _shares(now: list[Decimal], last: Year) -> pl.Series:
    whole = last.kilograms
    return pl.Series([float(one / whole) if whole else None for one in now], dtype=pl.Float64)
