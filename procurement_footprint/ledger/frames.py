"""Delimited text to a frame of text cells: the one place that calls polars' CSV reader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl
from polars.exceptions import PanicException, PolarsError

from procurement_footprint.ledger.columns import CODED


class Unreadable(Exception):  # noqa: N818 - it says what the block is
    """polars cannot read the block as `width` columns: a row is too long, or something worse."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is cut into columns: how many there are, what stands between them, and whether quotes surround.

    coded: the columns that come dictionary-coded.
    """

    width: int
    separator: bytes
    quoted: bool
    coded: Collection[int] = ()


def columns(width: int) -> list[str]:
    """Return the names of `width` columns: c0, c1, …"""
    return [f"c{number}" for number in range(width)]


def parse(block: bytes, form: Form, first_line: int) -> pl.DataFrame:
    """Return the rows of a block as "line", counted from `first_line`, and text columns; null when empty.

    A line that is empty is a row of nulls; a row that is short ends in nulls. Errors: Unreadable.
    """
    # Our own header line fixes the width, and keeps polars from unpacking text that starts like zlib.
    header = form.separator.join(name.encode() for name in columns(form.width)) + b"\n"
    try:
        frame = pl.read_csv(
            header + block,
            separator=form.separator.decode(),
            quote_char='"' if form.quoted else None,
            infer_schema=False,
            schema_overrides={f"c{number}": CODED for number in form.coded},
            row_index_name="line",
            row_index_offset=first_line,
        )
    except (PolarsError, PanicException, OSError) as error:
        raise Unreadable(str(error).split("\n", maxsplit=1)[0]) from None
    if form.quoted:
        frame = frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())
    return frame.rechunk()  # in one piece, else each column that is added copies all the others once more


def with_lines(frame: pl.DataFrame, lines: list[int]) -> pl.DataFrame:
    """Return the frame with these numbers as its "line"."""
    return frame.with_columns(pl.Series("line", lines, dtype=pl.UInt32))
