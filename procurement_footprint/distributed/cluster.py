"""A Spark cluster as an engine: what is asked of rows is asked on its executors, by the functions that ask it here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from procurement_footprint.analysis import sums
from procurement_footprint.distributed import errors, reading, session, walking
from procurement_footprint.footprint import rows
from procurement_footprint.ledger.bookings import Booked
from procurement_footprint.ledger.stretches import SIZE
from procurement_footprint.mapping.group import BUYER, SELLER
from procurement_footprint.problems import Problem, Refused

S = TypeVar("S")
T = TypeVar("T")
Walk = Callable[[Any], Any]  # of a Narwhals frame
SHARES = 4  # of the work, for each core: one that is lost is made again


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that is there. session: of Spark. stretch: of how many bytes files are read at a time."""

    session: Any
    stretch: int = SIZE

    @property
    def master(self) -> str:
        """Where the cluster is."""
        return str(self.session.sparkContext.master)

    @property
    def booked(self) -> Booked:
        """What reads the bookings of a job, stretch by stretch, on the executors."""
        return partial(reading.booked, self.each, self.stretch)

    def each(self, function: Callable[[S], T], items: Sequence[S]) -> list[T]:
        """Return what `function` makes of each item, in their order; each is made on some executor.

        Errors: Refused with the problems of all items.
        """
        if not items:
            return []
        context = self.session.sparkContext
        with errors.told(self.master):
            made = context.parallelize(list(items), len(items)).map(partial(_outcome, function)).collect()
        refused = [problem for _, problems in made for problem in problems]
        if refused:
            raise Refused(dict.fromkeys(refused))
        return [found for found, _ in made]

    def looked(self, look: Callable[[pl.LazyFrame], T], blocks: Sequence[pl.LazyFrame]) -> list[T]:
        """Return what `look` says of several shares of the blocks."""
        count = min(len(blocks), SHARES * self.session.sparkContext.defaultParallelism)
        return self.each(partial(_of_share, look), [blocks[number::count] for number in range(count)])

    def walked(
        self, blocks: Sequence[pl.LazyFrame], walk: Walk, seen: Callable[[pl.DataFrame], None], path: Path
    ) -> Sequence[pl.LazyFrame]:
        """Let the blocks walk on, into the folder `path`. seen: sees none of them here."""
        with errors.told(self.master):
            walking.walked(self.session, blocks, walk, path)
        return rows.parts(path)

    def total(self, running: sums.Running, path: Path) -> sums.Sums:
        """Return the sums of the rows in `path`, added up where they are."""
        found = self.looked(partial(sums.added_up, keys=running.keys), rows.parts(path, (BUYER, SELLER)))
        return sums.together(found, running.keys)


@contextmanager
def connected(
    master: str = session.LOCAL, settings: Mapping[str, str] | None = None, stretch: int = SIZE
) -> Iterator[Cluster]:
    """Give the cluster on `master`: local[*], spark://host:port, …; see `session.started` and `Cluster`."""
    with session.started(master, settings) as started:
        yield Cluster(started, stretch)


def _outcome(function: Callable[[S], T], item: S) -> tuple[T | None, tuple[Problem, ...]]:
    """Return what is made of an item, or why it is refused: what is raised on an executor comes back as Java's."""
    try:
        return function(item), ()
    except Refused as refused:
        return None, refused.problems


def _of_share(look: Callable[[pl.LazyFrame], T], blocks: Sequence[pl.LazyFrame]) -> T:
    return look(pl.concat(blocks))
