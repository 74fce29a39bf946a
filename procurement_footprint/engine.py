"""Where the work is done: on this machine, or on a cluster. The one place in which the story knows of the difference.

What an engine is asked is the same everywhere, and so are the functions that it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import polars as pl

from procurement_footprint.analysis import sums
from procurement_footprint.footprint import rows
from procurement_footprint.ledger.bookings import Booked, booked
from procurement_footprint.ledger.looked import together

T = TypeVar("T")
Walk = Callable[[Any], Any]  # of a Narwhals frame, eager or lazy


class Engine(Protocol):
    """Who reads the ledgers, lets their rows walk on, and looks through them."""

    @property
    def booked(self) -> Booked:
        """What gives the bookings of a job."""

    def walked(
        self, blocks: Sequence[pl.LazyFrame], walk: Walk, seen: Callable[[pl.DataFrame], None], path: Path
    ) -> Sequence[pl.LazyFrame]:
        """Let the LEDGER rows of the blocks walk on, write what FOOTPRINT says they are then to `path`; return that.

        seen: is shown the rows that walk on this machine, some at a time.
        """

    def looked(self, look: Callable[[pl.LazyFrame], T], parts: Sequence[pl.LazyFrame]) -> list[T]:
        """Return what `look` says of the rows of the parts: of all together, or of several shares of them.

        It must be such that what it says of shares can be added up to what it says of the whole.
        """

    def total(self, running: sums.Running, path: Path) -> sums.Sums:
        """Return the sums of all rows in `path`. running: has seen those that walked on this machine."""


class Here:
    """This machine: polars, block by block."""

    @property
    def booked(self) -> Booked:
        """What reads files and archives."""
        return booked

    def walked(
        self, blocks: Sequence[pl.LazyFrame], walk: Walk, seen: Callable[[pl.DataFrame], None], path: Path
    ) -> Sequence[pl.LazyFrame]:
        """Let the blocks walk on, two at a time, into the file `path`."""
        return [rows.sink(rows.walked(blocks, walk, seen), path)]

    def looked(self, look: Callable[[pl.LazyFrame], T], parts: Sequence[pl.LazyFrame]) -> list[T]:
        """Return what `look` says of all rows together."""
        return together(look, parts)

    def total(self, running: sums.Running, path: Path) -> sums.Sums:
        """Return the sums of what has been seen, which is everything."""
        return running.total()


HERE = Here()
