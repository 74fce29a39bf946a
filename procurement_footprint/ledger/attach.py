"""Each row finds at most one line of a small table: the only kind of join there is.

Rows keep their number and order, and null finds null. Engines differ in how that is said; this file knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

_NOTHING = "\x00"  # stands for null in a key; no ledger text holds it
_BETWEEN = "\x01"  # stands between the parts of a key; no ledger text holds it


def attach(rows: nw.LazyFrame[Any], table: pl.DataFrame, on: Sequence[str]) -> nw.LazyFrame[Any]:
    """Return `rows` with the other columns of `table` where the columns `on` agree, null where no line does.

    Errors: ValueError when two lines of `table` have the same key, since rows would double.
    """
    if table.select(on).is_duplicated().any():
        raise ValueError(f"the table has several lines for one {' + '.join(on)}")
    if not rows.implementation.is_polars():
        return _joined_elsewhere(rows, table, on)
    native: pl.LazyFrame = rows.to_native()
    one_column = table.width == len(on) + 1
    return nw.from_native(_replaced(native, table, on) if one_column else _joined(native, table, on))


def _joined(rows: pl.LazyFrame, table: pl.DataFrame, on: Sequence[str]) -> pl.LazyFrame:
    # without maintain_order the streaming engine hands the rows on in random order
    return rows.join(table.lazy(), on=list(on), how="left", nulls_equal=True, maintain_order="left")


def _replaced(rows: pl.LazyFrame, table: pl.DataFrame, on: Sequence[str]) -> pl.LazyFrame:
    """Look up a single column without a join, which would copy all the others: a quarter of the time."""
    (name,) = (column for column in table.columns if column not in on)
    parts = [pl.col(column).cast(pl.String).fill_null(_NOTHING) for column in on]
    key = pl.concat_str(parts, separator=_BETWEEN)
    known, values = table.select(key).to_series(), table[name]
    return rows.with_columns(key.replace_strict(known, values, default=None, return_dtype=values.dtype).alias(name))


def _joined_elsewhere(rows: nw.LazyFrame[Any], table: pl.DataFrame, on: Sequence[str]) -> nw.LazyFrame[Any]:
    filled = {f"{name}__key": nw.col(name).cast(nw.String()).fill_null(_NOTHING) for name in on}
    lines = nw.from_native(table).with_columns(**filled).drop(list(on)).lazy(backend=rows.implementation)
    return rows.with_columns(**filled).join(lines, on=list(filled), how="left").drop(list(filled))
