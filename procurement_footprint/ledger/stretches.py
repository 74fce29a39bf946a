"""A long file cut into stretches of whole rows, which can be read side by side: delimited text, and Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from procurement_footprint.ledger.csv_rows import CsvRows
from procurement_footprint.ledger.parquet_rows import ParquetRows
from procurement_footprint.ledger.source import Sheet
from procurement_footprint.ledger.text_file import TextFile, raw_blocks

SIZE = 32_000_000  # bytes: about 200,000 rows
ROW = 160  # bytes, as text
_WIDE = ("utf-16-le", "utf-16-be")  # a byte 10 may be half of another letter
_PIECE = 1_000_000


class Stretch(Protocol):
    """A part of a file."""

    def lines(self) -> int:
        """Return how many lines there are in it."""

    def begins_on(self, line: int) -> Sheet:
        """Return the part as a sheet whose first line is this one of the file."""


@dataclass(frozen=True, slots=True)
class _OfText:
    """A part of a delimited file. sheet: all of it, to be read after its header. text: the part."""

    sheet: CsvRows
    text: TextFile

    def lines(self) -> int:
        """Return how many lines there are in it."""
        return sum(block.count(b"\n") for block in self.text.blocks())

    def begins_on(self, line: int) -> Sheet:
        """Return the part as a sheet whose first line is this one of the file."""
        return replace(self.sheet, rest=(self.text, line))


@dataclass(frozen=True, slots=True)
class _OfParquet:
    """Rows of a Parquet file, which say themselves on which lines they stand."""

    sheet: ParquetRows
    first: int
    end: int

    def lines(self) -> int:
        """Return how many rows there are in it."""
        return self.end - self.first

    def begins_on(self, line: int) -> Sheet:
        """Return the part as a sheet."""
        return replace(self.sheet, part=(self.first, self.end))


def stretches(sheet: Sheet, size: int = SIZE) -> list[Stretch]:
    """Return the parts of a sheet of about `size` bytes, in order; none where it cannot be cut at all."""
    if isinstance(sheet, CsvRows):
        return [*_of_text(sheet, size)]
    if isinstance(sheet, ParquetRows):
        rows = max(1, size // ROW)
        starts = range(0, max(1, sheet.height), rows)
        return [_OfParquet(sheet, start, min(start + rows, sheet.height)) for start in starts]
    return []


def _of_text(sheet: CsvRows, size: int) -> list[_OfText]:
    """Return the parts of a text; one only where a quoted field may run over lines, or in UTF-16."""
    text = replace(sheet.text, path=sheet.text.path.absolute())  # whoever reads it may stand elsewhere
    sheet = replace(sheet, text=text)
    length = text.path.stat().st_size
    if sheet.quoting.surround or text.codec in _WIDE or length <= size:
        return [_OfText(sheet, text)]
    starts = [text.skip, *_line_starts(text, range(text.skip + size, length, size))]
    return [_OfText(sheet, replace(text, skip=one, end=other)) for one, other in pairwise((*starts, length))]


def first_lines(lines: Sequence[int]) -> list[int]:
    """Return the line on which each stretch begins. lines: how many each has."""
    firsts = [1]
    for count in lines:
        firsts.append(firsts[-1] + count)
    return firsts[:-1]


def _line_starts(text: TextFile, wanted: Sequence[int]) -> list[int]:
    """Return where the first line after each of these bytes begins, each once."""
    found: dict[int, None] = {}
    for at in wanted:
        if found and at < next(reversed(found)):
            continue
        for number, piece in enumerate(raw_blocks(text.path, _PIECE, at)):
            if (place := piece.find(b"\n")) >= 0:
                found[at + number * _PIECE + place + 1] = None
                break
    return [one for one in found if one < text.path.stat().st_size]
