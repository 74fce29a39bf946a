"""The hot spots of a footprint in brief, by category, as its report tells them; `found` has them in full."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from procurement_footprint.analysis import suppliers
from procurement_footprint.analysis.hot_spots import best, ranked, stages
from procurement_footprint.analysis.hot_spots.ranked import VIEWS
from procurement_footprint.mapping.levers import Levers
from procurement_footprint.mapping.taxonomy import Taxonomy

PER_CENT = Decimal(10)
COLUMNS = (
    *VIEWS["categories"],
    *("reporting_amount", "kg_co2e", "share_of_kg", "running_share", "three_largest", "lever", "kg_reached", "kg_gain"),
)


def in_brief(
    by_supplier: pl.DataFrame, tree: Taxonomy, division: pl.DataFrame | None, measured: list[str], means: Levers
) -> pl.DataFrame:
    """Return the categories, most kilograms first, each with the lever that reaches most and what 10 % on it gives.

    kg_gain = PER_CENT ÷ 100 × kg_reached; levers that reach everything (quantity, choice of product) are no news here.

    by_supplier: counted purchases added up by supplier and category (`sums`). division, measured: see `stages.divided`.
    Result: COLUMNS; lever, kg_reached and kg_gain are null where no other lever makes sense.
    """
    sold = suppliers.pooled(by_supplier)
    named = suppliers.named(sold, suppliers.names([sold]))
    bought = named.join(tree.table, on="category", how="left", validate="m:1")
    held = stages.divided(bought, division, measured)
    lines = ranked.with_category(ranked.ranked(held, VIEWS["categories"]), held)
    found = best.with_lever(lines, held, ("category",), means.by_category, tree.burnt, PER_CENT)
    return found.select(*COLUMNS)
