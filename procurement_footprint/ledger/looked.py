"""Rows that are looked through in shares, wherever they lie: what is found in the shares adds up to the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import polars as pl

T = TypeVar("T")


class Looked(Protocol):
    """Gives what a function says of the rows of all parts together, or of several shares of them."""

    def __call__(self, look: Callable[[pl.LazyFrame], T], parts: Sequence[pl.LazyFrame]) -> list[T]:
        """Return what `look` says."""


def together(look: Callable[[pl.LazyFrame], T], parts: Sequence[pl.LazyFrame]) -> list[T]:
    """Return what `look` says of the rows of all parts together."""
    return [look(pl.concat(parts))]


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows in parts, and who looks through them."""

    parts: Sequence[pl.LazyFrame]
    looked: Looked = together

    def of(self, look: Callable[[pl.LazyFrame], T]) -> list[T]:
        """Return what `look` says of all rows, share by share."""
        return self.looked(look, self.parts)
