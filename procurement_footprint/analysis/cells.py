"""The cells of a footprint: its counted rows added up by who bought what from whom, and how that is known.

One small table from which hot spots, changes, targets, measures and scenarios are made; it adds up to the footprint.
"""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis import suppliers
from procurement_footprint.analysis.sums import DEPARTMENTS, KNOWN
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import COUNTED, ROWS

SUPPLIERS = ("supplier_id", "supplier", "pooled")
LINE = (*DEPARTMENTS, *SUPPLIERS, "group", "category")  # who bought what from whom
BOOKED = ("year", "currency")
SUMS = {
    "rows": pl.Int64(),
    "reporting_amount": pl.Decimal(38, 2),
    "kg_co2e": pl.Decimal(38, 3),
    "covered_amount": pl.Decimal(38, 2),  # the money whose kilograms come from activity data
    "kg_spend_based": pl.Decimal(38, 3),  # what money alone would give; where nothing is measured that is kg_co2e
    "kg_scope_1": pl.Decimal(38, 3),
}
CELLS: dict[str, pl.DataType] = {
    **dict.fromkeys(LINE, pl.String()),
    "factor_year": pl.Int32(),
    "carried": pl.Int32(),  # for how many years the factor is carried over
    "evidence": pl.String(),
    "quality": pl.String(),
    "year": pl.Int32(),  # of the purchase
    "currency": pl.String(),  # as booked
    **SUMS,
}
CARRIED = "carried"
KEYS = [name for name in CELLS if name not in SUMS]
_ROW_KEYS = [*DEPARTMENTS, "supplier_id", "supplier", "sole_trader", *KNOWN, *BOOKED]


def cells(rows: pl.LazyFrame, taxonomy: pl.DataFrame) -> pl.DataFrame:
    """Return the CELLS of FOOTPRINT rows, sorted by their keys: natural persons are one pooled supplier.

    taxonomy: category and group, one line a category. Money is in the reporting currency; a supplier's number stands
    under the one name with the most money.
    """
    counted = rows.filter(pl.col("status") == COUNTED).with_columns(year=pl.col("booked_on").dt.year())
    by_data = pl.col("activity").is_not_null()
    small = pl.concat([_by_money(counted.filter(~by_data)), _by_data(counted.filter(by_data))])
    shown = suppliers.pooled(small)
    named = suppliers.named(shown, suppliers.names([shown]))
    grouped = named.join(taxonomy.select("category", "group"), on="category", how="left", validate="m:1")
    return together(grouped)


def _by_money(counted: pl.LazyFrame) -> pl.DataFrame:
    """Return the sums of rows that no activity data reach, which need two sums only."""
    return _added_up(counted, "reporting_amount", "kg_co2e").select(
        *_ROW_KEYS,
        "rows",
        "reporting_amount",
        "kg_co2e",
        covered_amount=_nothing("covered_amount"),
        kg_spend_based="kg_co2e",
        kg_scope_1=_nothing("kg_scope_1"),
    )


def _by_data(counted: pl.LazyFrame) -> pl.DataFrame:
    """Return the sums of rows that activity data reach."""
    sums = [name for name in SUMS if name != "rows"]
    return _added_up(counted, *sums).select(*_ROW_KEYS, *SUMS)


def _added_up(counted: pl.LazyFrame, *sums: str) -> pl.DataFrame:
    keys = [name for name in _ROW_KEYS if name != CARRIED]  # it follows from the two years
    found = counted.group_by(keys).agg(ROWS.alias("rows"), pl.sum(*sums)).collect(engine="streaming")
    return plain(found).with_columns((pl.col("year") - pl.col("factor_year")).alias(CARRIED))


def _nothing(name: str) -> pl.Expr:
    return pl.lit(0).cast(SUMS[name])


def together(parts: pl.DataFrame) -> pl.DataFrame:
    """Return cells with the same keys as one, sorted; parts: the columns of CELLS."""
    typed = parts.select(pl.col(name).cast(kind) for name, kind in CELLS.items())
    return typed.group_by(KEYS).agg(pl.sum(*SUMS)).sort(KEYS, nulls_last=True).select(*CELLS)
