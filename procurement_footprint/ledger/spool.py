"""Where read rows wait for the next room: in memory while they are few, in Parquet files when they are many."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

MEMORY = 200_000_000  # bytes: about half a million rows, which saves writing and reading them once more


@dataclass(slots=True)
class Spool:
    """Blocks of rows in the order in which they came, and the memory that each takes. folder: an empty one of ours."""

    folder: Path
    memory: int = MEMORY
    blocks: list[tuple[pl.LazyFrame, int]] = field(default_factory=list)

    def add(self, rows: pl.DataFrame) -> None:
        """Keep a block of rows."""
        size = int(rows.estimated_size())
        if size <= self.memory:
            self.memory -= size
            self.blocks.append((rows.lazy(), size))
            return
        path = self.folder.absolute() / f"{len(self.blocks):06d}.parquet"
        rows.write_parquet(path, compression="lz4", statistics=False)
        self.blocks.append((pl.scan_parquet(path, glob=False), 0))

    def forget(self, kept: int) -> None:
        """Keep only the first `kept` blocks."""
        self.memory += sum(size for _, size in self.blocks[kept:])
        del self.blocks[kept:]

    def scan(self) -> list[pl.LazyFrame]:
        """Return the blocks, lazily."""
        return [block for block, _ in self.blocks]
