"""The row-level footprint: one Parquet row for each ledger row, with the contract's columns and types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from procurement_footprint.ledger.columns import FOOTPRINT

FILE = "footprint.parquet"
ROW_GROUP = 50_000  # fixed, so that the same rows give the same bytes on any number of cores
CHUNK = 10_000  # rows on their way at once; ten times as many take 200 MB more and no less time


def sink(rows: nw.LazyFrame[Any], path: Path) -> pl.LazyFrame:
    """Stream calculated rows into the Parquet file `path` in ledger order and return them from there."""
    native: pl.LazyFrame = rows.to_native()
    typed = native.select(pl.col(name).cast(kind) for name, kind in FOOTPRINT.items())
    with pl.Config(streaming_chunk_size=CHUNK):
        typed.sink_parquet(
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
