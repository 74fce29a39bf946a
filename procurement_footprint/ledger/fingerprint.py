"""Which rows are the same purchase booked twice: all that a ledger says of a row, but for its place, as one number."""

from __future__ import annotations

import polars as pl

from procurement_footprint.ledger.columns import LEDGER

_PLACE = "row_id"


def fingerprints(rows: pl.DataFrame) -> pl.Series:
    """Return one number (UInt64) for each LEDGER row; rows that say the same have the same.

    Comparable while polars numbers coded texts as it does now (see `Spool.numbering`): within one reading of ledgers.
    """
    # what is not said adds nothing, and a column that says nothing costs nothing
    parts = [_part(rows[name], seed) for seed, name in enumerate(LEDGER) if name != _PLACE and rows[name].count()]
    return rows.select(pl.sum_horizontal(pl.lit(0, pl.UInt64), *parts).alias("fingerprint")).to_series()


def _part(column: pl.Series, seed: int) -> pl.Expr:
    said = pl.col(column.name)
    number = (said.to_physical() if column.dtype == pl.Categorical else said).hash(seed=seed)
    return pl.when(said.is_not_null()).then(number).otherwise(pl.lit(0, pl.UInt64)) if column.null_count() else number
