"""Which file a row is from: its row_id begins with the file's name in the run."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

BETWEEN = ":"


def file_of(files: Collection[str]) -> pl.Expr:
    """Return the name of each row's file; files: the names of all files of the run."""
    if len(files) == 1:
        return pl.lit(next(iter(files)))
    found = pl.col("row_id").str.splitn(BETWEEN, 2).struct[0]
    # a name may hold the mark itself; where one is the beginning of another, the longer is the row's
    for name in sorted((one for one in files if BETWEEN in one), key=len):
        found = pl.when(pl.col("row_id").str.starts_with(name + BETWEEN)).then(pl.lit(name)).otherwise(found)
    return found
