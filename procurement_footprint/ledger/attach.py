"""Each row finds at most one line of a small table: the only kind of join there is.

Rows keep their number and order, and null finds null. Engines differ in how that is said; this file knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

_NOTHING = "\x00"  # stands for null in a key on engines that cannot join null with null; no ledger text holds it


def attach(rows: nw.LazyFrame[Any], table: pl.DataFrame, on: Sequence[str]) -> nw.LazyFrame[Any]:
    """Return `rows` with the other columns of `table` where the columns `on` agree, null where no line does.

    Errors: ValueError when two lines of `table` have the same key, since rows would double.
    """
    if table.select(on).is_duplicated().any():
        raise ValueError(f"the table has several lines for one {' + '.join(on)}")
    if rows.implementation.is_polars():
        native: pl.LazyFrame = rows.to_native()
        # without maintain_order the streaming engine hands the rows on in random order
        joined = native.join(table.lazy(), on=list(on), how="left", nulls_equal=True, maintain_order="left")
        return nw.from_native(joined)
    return _attach_elsewhere(rows, table, on)


def _attach_elsewhere(rows: nw.LazyFrame[Any], table: pl.DataFrame, on: Sequence[str]) -> nw.LazyFrame[Any]:
    filled = {f"{name}__key": nw.col(name).cast(nw.String()).fill_null(_NOTHING) for name in on}
    lines = nw.from_native(table).with_columns(**filled).drop(list(on)).lazy(backend=rows.implementation)
    return rows.with_columns(**filled).join(lines, on=list(filled), how="left").drop(list(filled))
