"""Sums of one block of rows in memory: the values by which rows are told apart become one number.

    number of a row = its values, less the smallest of their column, plus 1 (null 0), as the digits of one number

A coded text is the number that stands for it, so no text is hashed or compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import polars as pl

LARGEST = 2**63
_NUMBER, _FIRST = "_number", "_first"


def grouped(rows: pl.DataFrame, by: Sequence[str], sums: Sequence[pl.Expr]) -> pl.DataFrame:
    """Return `sums` of the rows for each combination of values in the columns `by`, in no order."""
    number = _number(rows.select(by))
    if number is None:
        return rows.group_by(by).agg(*sums)
    told = rows.lazy().with_columns(number.alias(_NUMBER)).with_row_index(_FIRST).group_by(_NUMBER)
    found = told.agg(pl.col(_FIRST).first(), *sums).collect(engine="streaming")
    return rows.select(by)[found[_FIRST]].hstack(found.drop(_NUMBER, _FIRST))


def _number(rows: pl.DataFrame) -> pl.Expr | None:
    """Return the number of each row; None where values are no numbers, or too many to be told apart by one."""
    if rows.is_empty() or any(kind.is_nested() or kind.is_float() or kind == pl.String for kind in rows.dtypes):
        return None
    numbers = rows.select(pl.all().to_physical())
    nulls, lowest, highest = (one.row(0) for one in (numbers.null_count(), numbers.min(), numbers.max()))
    told = [
        (pl.col(name).to_physical(), null, int(low), int(high))
        for name, null, low, high in zip(rows.columns, nulls, lowest, highest, strict=True)
        if low is not None and (null or low != high)  # what is the same in all rows tells none apart
    ]
    size = prod(high - low + 2 for *_, low, high in told)
    if size > LARGEST:
        return None
    kind, weight, number = pl.UInt32() if size <= 2**32 else pl.UInt64(), 1, pl.lit(0)
    for value, null, low, high in told:
        digit = (value - low).cast(kind)
        digit = (digit + 1).fill_null(0) if null else digit
        number = number + digit * pl.lit(weight, kind) if weight > 1 else digit
        weight *= high - low + 2
    return number
