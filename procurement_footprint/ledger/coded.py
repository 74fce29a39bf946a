"""Texts that repeat, dictionary-coded: each is kept and looked at once, and a row holds its number.

A quarter of the memory, and rows are told apart, joined and written in half the time. Only polars sees the numbers;
other engines, and people, see texts.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import polars as pl

from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.derived import Derived

Polars = TypeVar("Polars", pl.DataFrame, pl.LazyFrame)


def stripping(empty: Collection[str]) -> Derived:
    """Return what `coded` knows of texts. empty: marks that say nothing."""

    def derive(texts: pl.Series) -> pl.DataFrame:
        stripped = cleaned(texts.alias("text").to_frame(), empty)
        return stripped.with_columns(changed=pl.col("text").ne_missing(texts)).cast({"text": CODED})

    return Derived(derive)


def coded(texts: pl.Series, known: Derived) -> pl.Series:
    """Return stripped texts, coded; null where there is nothing, or a mark that says so. known: from `stripping`."""
    given = texts.cast(CODED)
    lines = known.lines(given)
    return known.rows["text"].gather(lines).alias(texts.name) if known.rows["changed"].any() else given


def cleaned(texts: pl.DataFrame, empty: Collection[str]) -> pl.DataFrame:
    """Return all text columns stripped; null where there is nothing, or one of the marks `empty`."""
    text = pl.col(pl.String).str.strip_chars()
    something = text != ""
    for mark in empty:
        something &= text != mark
    return texts.with_columns(pl.when(something).then(text).name.keep())


def plain(frame: Polars) -> Polars:
    """Return the same frame with its coded columns as texts."""
    return frame.cast({pl.Categorical: pl.String})
