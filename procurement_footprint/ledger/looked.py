"""Rows that are looked through in shares, wherever they lie: what is found in the shares adds up to the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import polars as pl

T = TypeVar("T")
AT_ONCE = 16  # parts: some 1.6 million rows


class Looked(Protocol):
    """Gives what a function says of the rows of all parts together, or of several shares of them."""

    def __call__(self, look: Callable[[pl.LazyFrame], T], parts: Sequence[pl.LazyFrame]) -> list[T]:
        """Return what `look` says."""


def together(look: Callable[[pl.LazyFrame], T], parts: Sequence[pl.LazyFrame]) -> list[T]:
    """Return what `look` says of the rows of the parts, a few parts at a time.

    Several questions about the same rows make polars keep what it has read of them, so memory would grow with rows.
    """
    return [look(pl.concat(parts[first : first + AT_ONCE])) for first in range(0, len(parts), AT_ONCE)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows in parts, and who looks through them."""

    parts: Sequence[pl.LazyFrame]
    looked: Looked = together

    def of(self, look: Callable[[pl.LazyFrame], T]) -> list[T]:
        """Return what `look` says of all rows, share by share."""
        return self.looked(look, self.parts)
