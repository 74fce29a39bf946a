"""Each row finds at most one line of a small table, or is multiplied by those it finds: the only joins there are.

Rows keep their order, and null finds null. Engines differ in how that is said; this file knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar, cast

import narwhals as nw
import polars as pl
from narwhals.typing import FrameT

from procurement_footprint.ledger import numbered
from procurement_footprint.ledger.coded import plain

Polars = TypeVar("Polars", pl.DataFrame, pl.LazyFrame)
_PLACE = "_place"
_NOTHING = "\x00"  # stands for null in a key; no ledger text holds it


def attach(rows: FrameT, table: pl.DataFrame, on: Sequence[str]) -> FrameT:
    """Return `rows` with the other columns of `table` where the columns `on` agree, null where no line does.

    Errors: ValueError when two lines of `table` have the same key, since rows would double.
    """
    given: Any = rows
    native = given.to_native()
    if isinstance(native, pl.DataFrame):
        found: Any = nw.from_native(native.hstack(_found(native, table, on)))
        return cast("FrameT", found)
    _unique(table, on)
    if isinstance(native, pl.LazyFrame):
        found = nw.from_native(_joined(native, table.lazy(), on))
    else:
        found = _joined_elsewhere(given, table, on)
    return cast("FrameT", found)


def attach_each(rows: FrameT, table: pl.DataFrame, on: Sequence[str]) -> FrameT:
    """Return `rows` as `attach` does, but a row that finds several lines once for each of them, in their order."""
    given: Any = rows
    native = given.to_native()
    if isinstance(native, pl.DataFrame):
        found = _joined(native.select(on).with_row_index(_PLACE), table, on, "left_right")
        # mostly no row of a block is multiplied, and copying one costs more than finding that out
        once = native if found.height == native.height else native[found[_PLACE]]
        made: Any = nw.from_native(once.hstack(found.drop(*on, _PLACE)))
    elif isinstance(native, pl.LazyFrame):
        made = nw.from_native(_joined(native, table.lazy(), on, "left_right"))
    else:
        made = _joined_elsewhere(given, table, on)
    return cast("FrameT", made)


def _found(rows: pl.DataFrame, table: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """Return the columns that are new, row by row: a join of the keys alone does not copy the other columns."""
    keys = rows.select(on)
    numbered_lines = numbered.found(keys, table)
    if numbered_lines is not None:
        return numbered_lines
    _unique(table, on)
    return _joined(keys, table, on).drop(on)


def _unique(table: pl.DataFrame, on: Sequence[str]) -> None:
    if table.select(on).is_duplicated().any():
        raise numbered.doubled(on)


def _joined(rows: Polars, table: Polars, on: Sequence[str], order: Literal["left", "left_right"] = "left") -> Polars:
    kinds = rows.collect_schema()
    table = table.cast({name: kinds[name] for name in on})  # texts may be coded in the rows
    # without maintain_order the streaming engine hands the rows on in random order
    return rows.join(table, on=list(on), how="left", nulls_equal=True, maintain_order=order)


def _joined_elsewhere(rows: nw.LazyFrame[Any], table: pl.DataFrame, on: Sequence[str]) -> nw.LazyFrame[Any]:
    filled = {f"{name}__key": nw.col(name).cast(nw.String()).fill_null(_NOTHING) for name in on}
    lines = nw.from_native(plain(table)).with_columns(**filled).drop(list(on))
    small = (
        _everywhere(lines.to_native(), rows) if rows.implementation.is_pyspark() else lines.lazy(rows.implementation)
    )
    return rows.with_columns(**filled).join(small, on=list(filled), how="left").drop(list(filled))


def _everywhere(table: pl.DataFrame, rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return a small table as a frame of Spark that each executor gets, so that no row moves to find its line."""
    from pyspark.sql.functions import broadcast

    return nw.from_native(broadcast(rows.to_native().sparkSession.createDataFrame(table.to_arrow())))
