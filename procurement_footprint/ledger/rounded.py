"""The nearest whole number, halves to even, on every engine: they round halves differently by themselves."""

from __future__ import annotations

from typing import Any

import narwhals as nw


def half_even(number: nw.Expr, rows: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> nw.Expr:
    """Return a Float64 of `rows` rounded to a whole number, a half to the even one; null stays null."""
    if rows.implementation.is_polars():
        return number.round(0)
    whole = number.floor().cast(nw.Float64())
    rest = number - whole  # exact: both have the same exponent, or the difference has more room than either
    return nw.when((rest > 0.5) | ((rest == 0.5) & (whole % 2 != 0))).then(whole + 1).otherwise(whole)
