"""Parquet ledgers: typed columns become the text they stand for, to be read like any other file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO

import polars as pl
from polars.exceptions import PanicException, PolarsError

from procurement_footprint.ledger import frames
from procurement_footprint.problems import Problem, Refused, problem

_BLOCK_ROWS = 200_000
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """The rows of a Parquet file as one sheet: line 1 the names of the columns, line n + 1 the n-th row."""

    frame: pl.DataFrame
    name: str | None = None

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return the names of the columns (line 1) and the values of the first rows."""
        names: list[str | None] = [name.strip(_MARK) for name in self.frame.columns]
        values = [(line, cells) for line, *cells in _as_text(self.frame.head(rows), 2).iter_rows()]
        return [(1, names), *values][:rows]

    def is_number(self, index: int) -> bool:
        """Return whether a column (0 = first) holds numbers rather than text."""
        return self.frame.dtypes[index].is_numeric()

    def blocks(
        self, header_line: int, rejected: list[Problem] | None = None, coded: Collection[int] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield the rows after `header_line` as text columns; see `source.Sheet`."""
        for start in range(header_line - 1, self.frame.height, _BLOCK_ROWS):
            yield _as_text(self.frame.slice(start, _BLOCK_ROWS), start + 2)


def open_parquet(raw: bytes, file: str) -> tuple[ParquetRows, list[str]]:
    """Return the rows of the Parquet file `raw` called `file`, and what the user should know about it.

    Errors: Refused when it is damaged or a column has no plain text (lists, structures, bytes).
    """
    try:
        frame = pl.read_parquet(BytesIO(raw))
    except (PolarsError, PanicException, OSError) as error:
        why = str(error).split("\n", maxsplit=1)[0]
        raise Refused([problem("parquet-damaged", file, why=why)]) from None
    nested = [
        problem("parquet-nested", f'{file}, column "{name}"', kind=str(kind))
        for name, kind in frame.schema.items()
        if kind.is_nested() or kind in (pl.Binary, pl.Object)
    ]
    if nested:
        raise Refused(nested)
    return ParquetRows(frame), ["Parquet"]


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
