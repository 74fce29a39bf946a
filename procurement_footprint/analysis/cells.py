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
KEYS = [name for name in CELLS if name not in SUMS]
_ROW_KEYS = [*DEPARTMENTS, "supplier_id", "supplier", "sole_trader", *KNOWN, *BOOKED]


def cells(rows: pl.LazyFrame, taxonomy: pl.DataFrame) -> pl.DataFrame:
    """Return the CELLS of FOOTPRINT rows, sorted by their keys: natural persons are one pooled supplier.

    taxonomy: category and group, one line a category. Money is in the reporting currency; a supplier's number stands
    under the one name with the most money.
    """
    measured = pl.col("activity").is_not_null()
    by_money = pl.when(measured).then(pl.col("kg_spend_based").fill_null(0)).otherwise("kg_co2e")
    covered, burnt = (pl.col(name).fill_null(0) for name in ("covered_amount", "kg_scope_1"))
    counted = rows.filter(pl.col("status") == COUNTED).with_columns(
        kg_spend_based=by_money,
        covered_amount=covered,
        kg_scope_1=burnt,
        carried=pl.col("booked_on").dt.year() - pl.col("factor_year"),
        year=pl.col("booked_on").dt.year(),
    )
    sums = [ROWS.alias("rows"), pl.sum(*(name for name in SUMS if name != "rows"))]
    small = plain(counted.group_by(_ROW_KEYS).agg(sums).collect(engine="streaming"))
    shown = suppliers.pooled(small)
    named = suppliers.named(shown, suppliers.names([shown]))
    grouped = named.join(taxonomy.select("category", "group"), on="category", how="left", validate="m:1")
    return together(grouped)


def together(parts: pl.DataFrame) -> pl.DataFrame:
    """Return cells with the same keys as one, sorted; parts: the columns of CELLS."""
    typed = parts.select(pl.col(name).cast(kind) for name, kind in CELLS.items())
    return typed.group_by(KEYS).agg(pl.sum(*SUMS)).sort(KEYS, nulls_last=True).select(*CELLS)
