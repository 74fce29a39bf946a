"""The change from one footprint to another, in tables that all add up to the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import polars as pl

from procurement_footprint.analysis.change.effects import EFFECTS, of_lines
from procurement_footprint.analysis.change.prices import SPEND, price_index, priced
from procurement_footprint.analysis.change.sides import LINE, METHOD, SUPPLIERS, Sides, aligned, lines
from procurement_footprint.analysis.sums import DEPARTMENTS

EMITTED = ("kg_before", "kg_restated", "kg_after", "kg_change", *EFFECTS, "real_change", *METHOD, "method")
SPENT = ("amount_before", "amount_restated", "amount_after", "amount_change", "real_before", "real_after", *SPEND)
SUMS = (*EMITTED, *SPENT)
KEYS: dict[str, tuple[str, ...]] = {
    "total": (),
    "categories": ("category",),
    "groups": ("group",),
    "departments": DEPARTMENTS,
    "suppliers": SUPPLIERS,
    "organisations": ("organisation_id", "organisation"),
    "lines": (*LINE, "group"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What changed and why, by KEYS, largest change first; every table has SUMS and price_index and adds up to `total`.

    Kilograms (whole grams): kg_before as it was reported, kg_restated under the later side's method, kg_after.

        kg_change = real_change + method       real_change = volume + mix + intensity
        method = factors + mapping + boundary + data

    Money (öre, reporting currency): amount_change = spend_price + spend_volume + spend_method; real_before and
    real_after are in the prices of the earlier side. price_index: later prices ÷ earlier ones. `ranges.with_ranges`
    adds low and high of each effect.
    """

    total: pl.DataFrame
    categories: pl.DataFrame
    groups: pl.DataFrame
    departments: pl.DataFrame
    suppliers: pl.DataFrame
    organisations: pl.DataFrame
    lines: pl.DataFrame

    def tables(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield each table with its name."""
        for one in fields(self):
            yield one.name, getattr(self, one.name)


def change(sides: Sides, groups: pl.DataFrame) -> Change:
    """Return why the later side differs from the earlier one.

    groups: category and group, one line a category.
    """
    finest = priced(of_lines(lines(aligned(sides))))
    grouped = finest.join(groups.select("category", "group"), on="category", how="left", validate="m:1")
    return Change(**{name: _table(grouped, keys) for name, keys in KEYS.items()})


def _table(finest: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    if keys:
        size = pl.col("kg_change").abs()
        descending = [True, *(False for _ in keys)]
        summed = finest.group_by(keys).agg(pl.sum(*SUMS)).sort(size, *keys, descending=descending, nulls_last=True)
    else:
        summed = finest.select(pl.sum(*SUMS))
    return summed.with_columns(price_index=price_index()).select(*keys, *SUMS, "price_index")
