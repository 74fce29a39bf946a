"""The row-level footprint: one Parquet row for each ledger row, with the contract's columns and types."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from procurement_footprint.ledger.ahead import each_ahead
from procurement_footprint.ledger.columns import CODED, FOOTPRINT
from procurement_footprint.ledger.names import in_utf8
from procurement_footprint.mapping.group import BUYER, SELLER

Rows = nw.DataFrame[Any]

FILE = "footprint.parquet"
WRITTEN = {name: pl.String() if kind == CODED else kind for name, kind in FOOTPRINT.items()}
ARROW_SCHEMA = "ARROW:schema"  # the key of the note
ROW_GROUP = 50_000  # fixed, so that the same rows give the same bytes on any number of cores
ENTITY = "entity"  # the buyer, in the folders of a footprint that a cluster wrote: period=2024-Q1/entity=212000-2627
FOLDERS = ("period", ENTITY)  # one in the other


def walked(
    blocks: Iterable[pl.LazyFrame], walk: Callable[[Rows], Rows], seen: Callable[[pl.DataFrame], None]
) -> Iterator[pl.DataFrame]:
    """Let the LEDGER rows of a few blocks walk on, two blocks at a time; yield what FOOTPRINT says they are then.

    seen: is shown each block, in their order, in a group with who bought and sold.
    """

    def walk_on(block: pl.LazyFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        calculated = _walked(block, walk)
        parties = [name for name in (BUYER, SELLER) if name in calculated.columns]
        footprint = calculated.select(pl.col(name).cast(kind) for name, kind in FOOTPRINT.items())
        return footprint, calculated.select(parties)

    for footprint, parties in each_ahead(walk_on, blocks):
        seen(footprint.hstack(parties) if parties.width else footprint)
        yield footprint


def each(blocks: Iterable[pl.LazyFrame], walk: Callable[[Rows], Rows]) -> Iterator[pl.DataFrame]:
    """Yield what the LEDGER rows of each block are after `walk`, one block at a time."""
    for block in blocks:
        yield _walked(block, walk)


def _walked(block: pl.LazyFrame, walk: Callable[[Rows], Rows]) -> pl.DataFrame:
    walked_on: pl.DataFrame = walk(nw.from_native(block.collect(), eager_only=True)).to_native()
    return walked_on


def sink(blocks: Iterator[pl.DataFrame], path: Path) -> pl.LazyFrame:
    """Write FOOTPRINT rows into the Parquet file `path` in their order, texts as texts; return them from there.

    One block is written while the next is made, and memory does not grow with their number.
    """
    register_io_source(lambda *_: blocks, schema=FOOTPRINT).sink_parquet(
        path.absolute(),
        metadata=_as_texts(),
        compression="zstd",
        compression_level=1,
        statistics=False,
        row_group_size=ROW_GROUP,
        engine="streaming",
    )
    return scan(path)


def _as_texts() -> dict[str, str]:
    """Return the note by which readers know the types of WRITTEN.

    Coded columns are written as they are, which takes half the time; without this note readers would get them coded.
    """
    empty = io.BytesIO()
    pl.DataFrame(schema=WRITTEN).write_parquet(empty)
    empty.seek(0)
    return {ARROW_SCHEMA: pl.read_parquet_metadata(empty)[ARROW_SCHEMA]}


def scan(path: Path) -> pl.LazyFrame:
    """Return the rows of a footprint, lazily; columns that the version which wrote it did not have yet are null.

    path: the file, or the folder that a cluster wrote.
    """
    if path.is_dir():
        return pl.concat(parts(path))
    held = pl.scan_parquet(in_utf8(path).absolute(), glob=False)  # neither a pattern nor "~" means another file
    missing = WRITTEN.keys() - held.collect_schema().keys()
    return held.with_columns(pl.lit(None, dtype=WRITTEN[name]).alias(name) for name in WRITTEN if name in missing)


def parts(path: Path, more: Collection[str] = ()) -> list[pl.LazyFrame]:
    """Return the rows of a footprint file by file; one unless a cluster wrote it. more: columns of ours beside them."""
    if not path.is_dir():
        return [scan(path)]
    return [_in_folder(file, path, more) for file in sorted(path.rglob("*.parquet"))]


def _in_folder(file: Path, path: Path, more: Collection[str]) -> pl.LazyFrame:
    """Return the rows of a file of a cluster, whose folders are columns, in the types of WRITTEN."""
    said = dict(folder.split("=", 1) for folder in file.relative_to(path).parts[:-1])
    held = pl.scan_parquet(file.absolute(), glob=False, hive_partitioning=False).with_columns(
        period=pl.lit(said["period"])
    )
    there = [name for name in more if name in held.collect_schema()]
    return held.select(*(pl.col(name).cast(kind) for name, kind in WRITTEN.items()), *there)


def lasting(rows: pl.LazyFrame, see: Callable[[], None]) -> pl.LazyFrame:
    """Return the same rows; `see`, and what it belongs to, stays as long as anybody has them, and is called first."""

    def batches(
        columns: list[str] | None, predicate: pl.Expr | None, height: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        see()
        asked = rows if height is None else rows.head(height)
        asked = asked if predicate is None else asked.filter(predicate)
        yield from (asked if columns is None else asked.select(columns)).collect_batches(chunk_size=size)

    return register_io_source(batches, schema=rows.collect_schema())
