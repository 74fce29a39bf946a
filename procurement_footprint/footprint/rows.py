"""The row-level footprint: one Parquet row for each ledger row, with the contract's columns and types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from procurement_footprint.ledger.columns import FOOTPRINT

Rows = nw.DataFrame[Any]

FILE = "footprint.parquet"
ROW_GROUP = 50_000  # fixed, so that the same rows give the same bytes on any number of cores


def sink(blocks: Iterable[pl.LazyFrame], walk: Callable[[Rows], Rows], path: Path) -> pl.LazyFrame:
    """Let the rows of a ledger walk on, block by block, into the Parquet file `path`; return them from there.

    blocks: LEDGER rows in ledger order. walk: from there to the FOOTPRINT contract. While one block is calculated
    the one before is written, and memory does not grow with the ledger.
    """

    def walked(*_: object) -> Iterator[pl.DataFrame]:
        for block in blocks:
            calculated: pl.DataFrame = walk(nw.from_native(block.collect(), eager_only=True)).to_native()
            yield calculated.select(pl.col(name).cast(kind) for name, kind in FOOTPRINT.items())

    register_io_source(walked, schema=FOOTPRINT).sink_parquet(
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
