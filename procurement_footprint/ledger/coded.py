"""Texts that repeat, dictionary-coded: each is kept and looked at once, and a row holds its number.

A quarter of the memory, and rows are told apart, joined and written in half the time. Only polars sees the numbers;
other engines, and people, see texts.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import polars as pl

from procurement_footprint.ledger.columns import CODED

Polars = TypeVar("Polars", pl.DataFrame, pl.LazyFrame)


def coded(texts: pl.Series, empty: Collection[str]) -> pl.Series:
    """Return stripped texts, coded; null where there is nothing, or one of the marks `empty`."""
    given = texts.cast(CODED)
    distinct = given.unique().cast(pl.String)
    stripped = cleaned(distinct.to_frame(), empty).to_series()
    if stripped.equals(distinct):
        return given
    return texts.cast(pl.String).replace_strict(distinct, stripped, return_dtype=pl.String).cast(CODED)


def cleaned(texts: pl.DataFrame, empty: Collection[str]) -> pl.DataFrame:
    """Return all text columns stripped; null where there is nothing, or one of the marks `empty`."""
    text = pl.col(pl.String)
    something = text != ""
    for mark in empty:
        something &= text != mark
    return texts.with_columns(text.str.strip_chars()).with_columns(pl.when(something).then(text).name.keep())


def plain(frame: Polars) -> Polars:
    """Return the same frame with its coded columns as texts."""
    return frame.cast({pl.Categorical: pl.String})
