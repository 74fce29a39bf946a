"""Parquet ledgers: typed columns become the text they stand for, to be read like any other file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from procurement_footprint.ledger import frames, sandbox
from procurement_footprint.problems import Problem, Refused, problem

_BLOCK_ROWS = 200_000
_MARK = "\ufeff"
_MEMORY, _MEMORY_OF_BYTE = 4_000_000_000, 4  # addresses that its reader may have, of which it uses a part
_SECONDS, _BYTES_IN_A_SECOND = 30, 1_000_000  # and how long it may work


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """The rows of a Parquet file as one sheet: line 1 the names of the columns, line n + 1 the n-th row.

    They are read block by block. file: what it is called. height: how many rows it has. part: the first and the end of
    those that are read, where that is not all.
    """

    table: pl.LazyFrame
    file: str
    height: int
    name: str | None = None
    part: tuple[int, int] | None = None

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return the names of the columns (line 1) and the values of the first rows."""
        names: list[str | None] = [name.strip(_MARK) for name in self.table.collect_schema()]
        values = [(line, cells) for line, *cells in self._rows(0, rows).iter_rows()]
        return [(1, names), *values][:rows]

    def is_number(self, index: int) -> bool:
        """Return whether a column (0 = first) holds numbers rather than text."""
        return self.table.collect_schema().dtypes()[index].is_numeric()

    def blocks(
        self, header_line: int, rejected: list[Problem] | None = None, coded: Collection[int] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield the rows after `header_line` as text columns; see `source.Sheet`."""
        begin, end = self.part or (0, self.height)
        for start in range(max(begin, header_line - 1), end, _BLOCK_ROWS):
            yield self._rows(start, min(_BLOCK_ROWS, end - start))

    def _rows(self, start: int, count: int) -> pl.DataFrame:
        with _readable(self.file):
            return _as_text(self.table.slice(start, count).collect(), start + 2)


def open_parquet(path: Path, file: str) -> tuple[ParquetRows, list[str]]:
    """Return the rows of the Parquet file `path` called `file`, and what the user should know about it.

    It is read by another process first, since what is damaged in it can end the process that reads it.
    Errors: Refused when it is damaged or a column has no plain text (lists, structures, bytes, durations).
    """
    with _readable(file):
        size = path.stat().st_size
        bounds = sandbox.Bounds(_MEMORY + _MEMORY_OF_BYTE * size, _SECONDS + size // _BYTES_IN_A_SECOND)
        sandbox.try_parquet(path, _BLOCK_ROWS, bounds)
        table = pl.scan_parquet(str(path.absolute()), glob=False, hive_partitioning=False)
        kinds = table.collect_schema()
        height = int(table.select(pl.len()).collect().item())
    nested = [
        problem("parquet-nested", f'{file}, column "{name}"', kind=str(kind))
        for name, kind in kinds.items()
        if kind.is_nested() or kind in (pl.Binary, pl.Object, pl.Duration)
    ]
    if nested:
        raise Refused(nested)
    return ParquetRows(table, file, height), ["Parquet"]


@contextmanager
def _readable(file: str) -> Iterator[None]:
    try:
        yield
    except (PolarsError, PanicException, OSError, sandbox.Unread, sandbox.Stopped) as error:
        why = str(error).split("\n", maxsplit=1)[0]
        raise Refused([problem("parquet-damaged", file, why=why)]) from None


def _as_text(frame: pl.DataFrame, first_line: int) -> pl.DataFrame:
    texts = [
        _text(pl.col(old), kind).alias(new)
        for (old, kind), new in zip(frame.schema.items(), frames.columns(frame.width), strict=True)
    ]
    return frame.select(texts).with_row_index("line", offset=first_line)


def _text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Numbers in full, dates as ISO, whole numbers without decimals; null for empty text."""
    if kind.is_float():
        text = column.cast(pl.String).str.replace(r"\.0$", "")
    elif isinstance(kind, pl.Datetime):
        text = column.dt.to_string("iso").str.replace(r" 00:00:00(\.0+)?(\+00:00)?$", "")
    else:
        text = column.cast(pl.String)
    return pl.when(text != "").then(text)
