"""Blocks whose rows are not all alike: blank lines, fields over several lines, rows too short or too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from procurement_footprint.ledger import quoting

_NUMBER = re.compile(rb"[^A-Za-z]*[0-9][^A-Za-z]*")  # or a date: what holds digits and no letter
_LETTER = re.compile(rb"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a delimited text: the line on which it starts, and its text with stand-ins inside quotes."""

    line: int
    text: bytes

    @property
    def several_lines(self) -> bool:
        """Whether a quoted field of it holds a line end."""
        return quoting.NEWLINE_INSIDE in self.text


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a block: those with the right number of fields, and those without (with what they have)."""

    good: list[Row] = field(default_factory=list)
    bad: list[tuple[Row, int]] = field(default_factory=list)


def rows(block: bytes, separator: bytes, quoted: bool, first_line: int) -> Iterator[Row]:
    """Yield each row of a block, empty lines too; `quoted`: quotes surround fields."""
    text = quoting.protect(block, separator) if quoted else block
    line = first_line
    for ended in BytesIO(text):
        row = ended.removesuffix(b"\n")
        yield Row(line, row)
        line += 1 + row.count(quoting.NEWLINE_INSIDE)


def is_blank(row: Row, separator: bytes) -> bool:
    """Whether nothing stands in the row but separators, spaces and empty quotes."""
    return not row.text.strip(separator + b' "\t' + quoting.NEWLINE_INSIDE)


def sort(found: Iterator[Row], width: int, separator: bytes) -> Sorted:
    """Return the rows that have `width` fields, forgiving empty ones at the end, and those that do not."""
    result = Sorted()
    for row in found:
        missing = width - 1 - row.text.count(separator)
        if missing == 0:
            result.good.append(row)
        elif is_blank(row, separator):
            if separator in row.text:
                result.good.append(Row(row.line, separator * (width - 1)))
        elif missing < 0 and row.text.endswith(separator * -missing):
            result.good.append(Row(row.line, row.text[:missing]))
        else:
            result.bad.append((row, width - missing))
    return result


def swallowed(row: Row, separator: bytes) -> bool:
    """Whether lines of a row over several lines could be rows, were its quotes only text.

    Either all of them: they have the same number of separators, and one field holds line ends and separators alike or
    the row has no more separators than each of its lines. Or one between the first and the last: it has the cells of
    the whole row, and numbers and dates in the same places.
    """
    if not row.several_lines:
        return False
    lines = quoting.restore(row.text, separator).split(b"\n")
    return _all_are_rows(lines, row, separator) or any(_is_like(line, row, separator) for line in lines[1:-1])


def _all_are_rows(lines: list[bytes], row: Row, separator: bytes) -> bool:
    counts = {line.count(separator) for line in lines if line.strip(quoting.QUOTE)}
    if len(counts) != 1 or counts == {0}:
        return False
    return counts.pop() >= row.text.count(separator) or any(
        quoting.NEWLINE_INSIDE in field and quoting.SEPARATOR_INSIDE in field for field in row.text.split(quoting.QUOTE)
    )


def _is_like(line: bytes, row: Row, separator: bytes) -> bool:
    """Whether a line has as many cells as a row, and where the row has numbers or dates, some of them and no text."""
    cells, others = row.text.split(separator), line.split(separator)
    if len(cells) != len(others):
        return False
    opposite = [other for cell, other in zip(cells, others, strict=True) if _NUMBER.fullmatch(cell)]
    return any(map(_NUMBER.fullmatch, opposite)) and not any(map(_LETTER.search, opposite))
