"""More than two years: a chain of changes at constant method; every effect adds up over the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis.change.changes import Change


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a series, under the last year's method. cells: real_amount in the prices of the year before."""

    name: str
    cells: pl.DataFrame
    reported: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Series:
    """links: the change from each year to the next. total, categories, …: their effects, link by link and summed."""

    years: tuple[str, ...]
    links: tuple[Change, ...]


def chained(years: Sequence[Year], groups: pl.DataFrame) -> Series:
    """Return the chain of changes from the first year to the last."""
    raise NotImplementedError
