"""More than two years: a chain of changes at constant method; every effect adds up over the chain.

    kg of the last year − kg of the first = Σ over the links (volume + mix + intensity)

to the gram, in every table. A chain follows each year's prices and mix; one link from the first year to the last would
not, and its effects differ from these sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import polars as pl

from procurement_footprint.analysis.change.changes import KEYS, Change, change
from procurement_footprint.analysis.change.effects import EFFECTS
from procurement_footprint.analysis.change.sides import Sides, one_name_each, same_method

CHAINED = (*EFFECTS, "real_change", "spend_price", "spend_volume")


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a series. cells: under the last year's method, real_amount in the prices of the year before.

    kg_reported: what the year's own report says.
    """

    name: str
    cells: pl.DataFrame
    kg_reported: Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """A chain of changes. links: from each year to the next, with the sides that they are of.

    course: one row a year: year, kg_reported, kg_co2e (at constant method), amount; CHAINED since the year before, and
    `<name>_since_first`, their running sums. The other tables: KEYS with kg_first, kg_last and CHAINED, added up over
    the chain; largest change first.
    """

    links: tuple[Change, ...]
    sides: tuple[Sides, ...]
    course: pl.DataFrame
    categories: pl.DataFrame
    groups: pl.DataFrame
    departments: pl.DataFrame
    suppliers: pl.DataFrame
    organisations: pl.DataFrame


def chained(years: Sequence[Year], groups: pl.DataFrame) -> Series:
    """Return the chain of changes from the first year to the last; at least two years.

    groups: category and group, one line a category.
    """
    tables = one_name_each([year.cells for year in years])
    sides = tuple(same_method(_in_own_prices(one), other) for one, other in pairwise(tables))
    links = tuple(change(one, groups) for one in sides)
    names = [name for name in KEYS if name not in ("total", "lines")]
    return Series(links, sides, _course(years, tables, links), **{name: _summed(links, name) for name in names})


def _in_own_prices(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.with_columns(real_amount=pl.col("reporting_amount"))


def _course(years: Sequence[Year], tables: Sequence[pl.DataFrame], links: Sequence[Change]) -> pl.DataFrame:
    sums = [table.select(pl.sum("kg_co2e"), amount=pl.sum("reporting_amount")) for table in tables]
    nothing = links[0].total.select(pl.col(name) - pl.col(name) for name in CHAINED)
    steps = pl.concat([nothing, *(link.total.select(CHAINED) for link in links)])
    named = pl.DataFrame(
        {"year": [year.name for year in years], "kg_reported": [year.kg_reported for year in years]},
        schema_overrides={"kg_reported": sums[0].schema["kg_co2e"]},
    )
    together = pl.concat([named, pl.concat(sums), steps], how="horizontal")
    return together.with_columns(pl.col(name).cum_sum().alias(f"{name}_since_first") for name in CHAINED)


def _summed(links: Sequence[Change], name: str) -> pl.DataFrame:
    keys = KEYS[name]
    tables: list[pl.DataFrame] = [getattr(link, name) for link in links]
    nothing = pl.col("kg_after") - pl.col("kg_after")
    parts = [
        table.select(
            *keys,
            *CHAINED,
            kg_first="kg_before" if place == 0 else nothing,
            kg_last="kg_after" if place == len(tables) - 1 else nothing,
        )
        for place, table in enumerate(tables)
    ]
    sums = pl.concat(parts).group_by(keys).agg(pl.sum("kg_first", "kg_last", *CHAINED))
    descending = [True, *(False for _ in keys)]
    return sums.sort(pl.col("real_change").abs(), *keys, descending=descending, nulls_last=True)
