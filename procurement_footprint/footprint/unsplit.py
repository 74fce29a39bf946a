"""Rows that a split has taken apart, put together again: one line for each row of the ledger."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from procurement_footprint.ledger.columns import MONEY

PART = "part"  # 1, 2, … of a row that is split over categories; null in all others
SUMMED = ("amount", "reporting_amount")


def whole(rows: pl.LazyFrame, columns: list[str], summed: Collection[str] = SUMMED) -> pl.LazyFrame:
    """Return these columns of the rows as they were before any split: the money of the parts added up.

    columns: with `row_id`, and the money that is `summed`; what else the parts hold is that of the first. Rows come in
    any order.
    """
    if PART not in rows.collect_schema():
        return rows.select(columns)
    money = [name for name in columns if name in summed]
    others = [name for name in columns if name not in {*money, "row_id"}]
    parts = rows.filter(pl.col(PART).is_not_null()).sort(PART)
    together = parts.group_by("row_id").agg(pl.col(others).first(), pl.col(money).sum().cast(MONEY))
    return pl.concat([rows.filter(pl.col(PART).is_null()).select(columns), together.select(columns)])
