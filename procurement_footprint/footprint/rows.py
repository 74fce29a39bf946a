"""The row-level footprint: one Parquet row for each ledger row, with the contract's columns and types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import CODED, FOOTPRINT

Rows = nw.DataFrame[Any]

FILE = "footprint.parquet"
WRITTEN = {name: pl.String() if kind == CODED else kind for name, kind in FOOTPRINT.items()}
ROW_GROUP = 50_000  # fixed, so that the same rows give the same bytes on any number of cores


def walked(
    blocks: Iterable[pl.LazyFrame], walk: Callable[[Rows], Rows], seen: Callable[[pl.DataFrame], None]
) -> Iterator[pl.DataFrame]:
    """Let the LEDGER rows of a few blocks walk on, one block at a time; yield what FOOTPRINT says they are then.

    seen: is shown each block.
    """
    for block in blocks:
        calculated: pl.DataFrame = walk(nw.from_native(block.collect(), eager_only=True)).to_native()
        footprint = calculated.select(pl.col(name).cast(kind) for name, kind in FOOTPRINT.items())
        seen(footprint)
        yield footprint


def sink(blocks: Iterator[pl.DataFrame], path: Path) -> pl.LazyFrame:
    """Write FOOTPRINT rows into the Parquet file `path` in their order, texts as texts; return them from there.

    One block is written while the next is made, and memory does not grow with their number.
    """
    register_io_source(lambda *_: map(plain, blocks), schema=WRITTEN).sink_parquet(
        path,
        compression="zstd",
        compression_level=1,
        statistics=False,
        row_group_size=ROW_GROUP,
        engine="streaming",
    )
    return scan(path)


def scan(path: Path) -> pl.LazyFrame:
    """Return the rows of a footprint, lazily; a path that looks like a pattern is not taken for one."""
    return pl.scan_parquet(path, glob=False)
