"""The two sides of a change: the earlier footprint, restated step by step under the later one's method, and the later.

All are CELLS with `real_amount`: the reporting amount in the prices of the earlier side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial

import polars as pl

from procurement_footprint.analysis.sums import DEPARTMENTS, KNOWN

SUPPLIERS = ("supplier_id", "supplier", "pooled")
LINE = (*DEPARTMENTS, *SUPPLIERS, "category")  # the finest line: who bought what from whom
METHOD = ("factors", "mapping", "boundary", "data")  # the steps of method, in the order in which they are taken
MONEY, KILOGRAMS = pl.Decimal(38, 2), pl.Decimal(38, 3)
SUMMED: dict[str, pl.DataType] = {
    "reporting_amount": MONEY,
    "real_amount": MONEY,
    "kg_co2e": KILOGRAMS,
    "kg_spend_based": KILOGRAMS,
    "covered_amount": MONEY,
}
REST_OF_KNOWN = [name for name in KNOWN if name not in LINE]
HELD = (*LINE, *REST_OF_KNOWN, *SUMMED)  # what a change needs of CELLS
AMOUNTS = {"before": "amount_before", "data": "amount_restated", "after": "amount_after"}


@dataclass(frozen=True, slots=True)
class Sides:
    """Six tables of cells. before: the earlier footprint as it was reported; after: the later one.

    factors: the earlier one with the later one's factors (set, crosswalk, prices, policy); mapping: and its mapping;
    boundary: and its boundary; data: and its coverage by activity and supplier-specific data. So `data` and `after`
    are under one method, and between them lie volume, mix and intensity.
    """

    before: pl.DataFrame
    factors: pl.DataFrame
    mapping: pl.DataFrame
    boundary: pl.DataFrame
    data: pl.DataFrame
    after: pl.DataFrame

    @property
    def restated(self) -> pl.DataFrame:
        """Return the earlier footprint under the later one's method."""
        return self.data

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the six tables by their names, in the order of the steps."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def same_method(before: pl.DataFrame, after: pl.DataFrame) -> Sides:
    """Return the sides of two footprints that were made by one method."""
    return Sides(before, before, before, before, before, after)


def aligned(sides: Sides) -> Sides:
    """Return the sides with the columns HELD and one name for each number.

    A supplier, department or entity that has changed its name and kept its number is one line, not two.
    """
    return Sides(*one_name_each(list(sides.tables().values())))


def one_name_each(tables: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    """Return the tables with the columns HELD and one name for each number: the last table's, of those with most money.

    Numbers are those of entities, departments (inside an entity) and suppliers.
    """
    held = [_held(table) for table in tables]
    for keys, name in (
        (("organisation_id",), "organisation"),
        (("organisation_id", "organisation", "department_id"), "department"),
        (("supplier_id",), "supplier"),
    ):
        shown = _names(held, keys, name)
        held = [_under(table, shown, keys, name) for table in held]
    return held


def lines(sides: Sides) -> pl.DataFrame:
    """Return one row for each LINE of any side, sorted: its money and kilograms on each side and after each step.

    Columns: LINE, amount_before, amount_restated, amount_after, real_before, real_after, kg_before, kg_factors,
    kg_mapping, kg_boundary, kg_restated, kg_after. What a side does not have is 0. sides: `aligned`.
    """
    parts = []
    for name, table in sides.tables().items():
        kilograms = "kg_restated" if name == "data" else f"kg_{name}"
        columns = {kilograms: pl.col("kg_co2e")}
        if name in AMOUNTS:
            columns[AMOUNTS[name]] = pl.col("reporting_amount")
        if name in ("data", "after"):
            columns["real_before" if name == "data" else "real_after"] = pl.col("real_amount")
        parts.append(table.select(*LINE, **columns))
    amounts = (*AMOUNTS.values(), "real_before", "real_after")
    order = (*amounts, "kg_before", "kg_factors", "kg_mapping", "kg_boundary", "kg_restated", "kg_after")
    together = pl.concat(parts, how="diagonal").group_by(LINE).agg(pl.sum(*order))
    return together.sort(LINE, nulls_last=True)


def _held(table: pl.DataFrame) -> pl.DataFrame:
    texts = [pl.col(name).cast(pl.String) for name in LINE]
    return table.select(*texts, *REST_OF_KNOWN, *(pl.col(name).cast(kind) for name, kind in SUMMED.items()))


def _names(tables: Sequence[pl.DataFrame], keys: tuple[str, ...], name: str) -> pl.DataFrame:
    """Return keys and the one name of each number: of the latest table that has it, with most money, by alphabet."""
    columns = (*keys, name, "reporting_amount")
    counted = (table.select(columns).with_columns(place=pl.lit(-place)) for place, table in enumerate(tables))
    ranked = (
        pl.concat(counted)
        .drop_nulls([keys[-1], name])
        .group_by(*keys, name, "place")
        .agg(pl.sum("reporting_amount").abs())
        .sort("place", "reporting_amount", name, descending=[False, True, False])
    )
    return ranked.unique(list(keys), keep="first", maintain_order=True).select(*keys, name)


def _under(table: pl.DataFrame, shown: pl.DataFrame, keys: tuple[str, ...], name: str) -> pl.DataFrame:
    join = partial(table.join, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    return join(shown.rename({name: "_shown"})).with_columns(pl.coalesce("_shown", name).alias(name)).drop("_shown")
