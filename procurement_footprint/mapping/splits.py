"""Splits: a row over several categories, in parts that add up to it to the öre. The same on every engine (Narwhals).

With s_k the shares of a split added up to the k-th, s_0 = 0 and s_n = 1:

    part_k = sign × (round(|öre| × s_k) − round(|öre| × s_(k−1))), halves up

A credit note is divided as its invoice is, with the other sign.
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import polars as pl
from narwhals.typing import FrameT

from procurement_footprint.ledger.columns import MONEY
from procurement_footprint.mapping.rule import SHARE_DECIMALS, Split

DIVIDED = ("amount", "reporting_amount")
BEGINS, ENDS = "_begins", "_ends"  # s_(k−1) and s_k, in whole millionths
SPAN: dict[str, pl.DataType] = {BEGINS: pl.Int64(), ENDS: pl.Int64()}
WHOLE = 10**SHARE_DECIMALS


def parts(split: Split) -> Iterator[tuple[int, str, int, int]]:
    """Yield for each part of a split its number from 1, its category, and where it begins and ends in millionths."""
    begins = 0
    for number, (category, share) in enumerate(split, 1):
        ends = begins + int(share * WHOLE)
        yield number, category, begins, ends
        begins = ends


def apportioned(rows: FrameT) -> FrameT:
    """Return rows with the money of their part instead of the whole.

    rows: the columns of SPAN, null in rows that are not split, which keep their money.
    """
    return rows.with_columns(_share(name).alias(name) for name in DIVIDED)


def _share(name: str) -> nw.Expr:
    ore = (nw.col(name).cast(nw.Float64()) * 100).round(0).cast(nw.Int64())  # exact: at most 15 digits
    size = ore.abs()
    part = _rounded(size, ENDS) - _rounded(size, BEGINS)
    signed = nw.when(ore < 0).then(-part).otherwise(part)
    money = (signed / 100).cast(nw.Decimal(MONEY.precision, MONEY.scale))
    return nw.when(nw.col(ENDS).is_null()).then(nw.col(name)).otherwise(money)


def _rounded(size: nw.Expr, upto: str) -> nw.Expr:
    """Return size × share, halves up, in whole numbers all the way: a product of both would not fit."""
    whole, rest, share = size // WHOLE, size % WHOLE, nw.col(upto)
    rounded: nw.Expr = whole * share + (rest * share * 2 + WHOLE) // (2 * WHOLE)
    return rounded
