"""CSV and TSV: rows of text cells with the lines they stand on, in blocks; a file of any length fits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import polars as pl

from procurement_footprint.ledger import frames, quoting, ragged
from procurement_footprint.ledger.frames import Unreadable
from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.quoting import Quoting
from procurement_footprint.ledger.text_file import BEGINNING, TextFile
from procurement_footprint.problems import Problem, Refused, problem

QUOTED_BLOCK = 8_000_000  # splitting at every quote takes several times the block's size
_MAX_ROW = 64_000_000


@dataclass(frozen=True, slots=True)
class _Lines:
    """Whole lines of text, from line `first` up to, not with, line `end`."""

    block: bytes
    first: int
    end: int

    @property
    def count(self) -> int:
        return self.end - self.first


@dataclass(frozen=True, slots=True)
class CsvRows:
    """A delimited text file, the one sheet in it. See `source.Sheet` for `head` and `blocks`.

    announced: the first line is `sep=;`. rest: the text that is read after the header, and the line on which it begins,
    where that is not all of it.
    """

    text: TextFile
    separator: bytes
    quoting: Quoting
    announced: bool
    name: str | None = None
    rest: tuple[TextFile, int] | None = None

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return the first rows that are not blank, each with its line and its cells."""
        result: list[tuple[int, list[str | None]]] = []
        for row in self._first_rows():
            if len(result) == rows:
                break
            if not ragged.is_blank(row, self.separator):
                result.append((row.line, self._cells(row)))
        return result

    def blocks(
        self, header_line: int, rejected: list[Problem] | None = None, coded: Collection[int] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield all rows after the header as text columns; see `source.Sheet`."""
        bad = [] if rejected is None else rejected
        form = frames.Form(self._width(header_line), self.separator, self.quoting.surround, frozenset(coded))
        text, line = self.rest or (self.text, 1)
        for whole in self._whole_rows(text):
            block, start = self._after(whole, line, header_line)
            line += whole.count(b"\n")
            if block:
                yield self._frame(_Lines(block, start, line), form, bad)
        if bad and rejected is None:
            raise Refused(bad)

    def _first_rows(self) -> Iterator[ragged.Row]:
        block = next(self._unbroken(self.text.blocks(BEGINNING)), b"")
        found = ragged.rows(block, self.separator, self.quoting.surround, 1)
        if self.announced:
            next(found)
        return found

    def _cells(self, row: ragged.Row) -> list[str | None]:
        cells = [quoting.restore(cell, self.separator) for cell in row.text.split(self.separator)]
        if self.quoting.surround:
            cells = [quoting.unquoted(cell) for cell in cells]
        return [cell.decode("utf-8") or None for cell in cells]

    def _width(self, header_line: int) -> int:
        before: list[ragged.Row] = []
        for row in self._first_rows():
            before.append(row)
            if row.line == header_line:
                width = row.text.count(self.separator) + 1
                self._refuse_swallowed(before)
                return width
        raise ValueError(f"no row starts on line {header_line}")

    def _whole_rows(self, text: TextFile) -> Iterator[bytes]:
        return self._unbroken(text.blocks(QUOTED_BLOCK) if self.quoting.surround else text.blocks())

    def _unbroken(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        return _until_quotes_close(blocks, name_of(self.text.path)) if self.quoting.surround else blocks

    def _after(self, block: bytes, line: int, header_line: int) -> tuple[bytes, int]:
        """The part of a block (from `line` on) that follows the header, and the line it starts on."""
        if line > header_line:
            return block, line
        offset = 0
        for row in ragged.rows(block, self.separator, self.quoting.surround, line):
            if row.line > header_line:
                return block[offset:], row.line
            offset += len(row.text) + 1
        return b"", line

    def _frame(self, lines: _Lines, form: frames.Form, bad: list[Problem]) -> pl.DataFrame:
        """The rows of one block: polars reads them when all have the width of the header and stand on one line."""
        quoted, width = form.quoted, form.width
        outside = b"".join(lines.block.split(quoting.QUOTE)[::2]) if quoted else lines.block
        one_line_each = not quoted or outside.count(b"\n") == lines.count
        if one_line_each:
            with suppress(Unreadable):  # polars refuses a row that is too long
                frame = frames.parse(lines.block, form, lines.first)
                ends = frame.to_series(-1).null_count() == 0  # the last field of a row that is too short is null
                if frame.height == lines.count and (ends or outside.count(self.separator) == lines.count * (width - 1)):
                    return frame
        return self._frame_of_unlike(lines.block, form, lines.first, bad)

    def _frame_of_unlike(self, block: bytes, form: frames.Form, line: int, bad: list[Problem]) -> pl.DataFrame:
        width = form.width
        found = list(ragged.rows(block, self.separator, self.quoting.surround, line))
        self._refuse_swallowed(found)
        rows = ragged.sort(iter(found), width, self.separator)
        bad.extend(self._wrong_width(row, fields, width) for row, fields in rows.bad)
        text = quoting.restore(b"".join(row.text + b"\n" for row in rows.good), self.separator)
        try:
            frame = frames.parse(text, form, line)
        except Unreadable as error:
            raise Refused([self._unreadable(line, str(error))]) from None
        if frame.height != len(rows.good):
            raise Refused([self._unreadable(line, f"{len(rows.good)} rows became {frame.height}")])
        return frames.with_lines(frame, [row.line for row in rows.good])

    def _refuse_swallowed(self, rows: Iterable[ragged.Row]) -> None:
        for row in rows:
            if ragged.swallowed(row, self.separator):
                last = row.line + row.text.count(quoting.NEWLINE_INSIDE)
                counts = {"rows": self.quoting.rows, "lines": self.quoting.lines, "last": last}
                place, excerpt = self._place(row), self._excerpt(row)
                raise Refused([problem("csv-quotes-swallow-rows", place, excerpt, **counts)])

    def _wrong_width(self, row: ragged.Row, fields: int, width: int) -> Problem:
        code = "csv-row-short" if fields < width else "csv-row-long"
        return problem(code, self._place(row), self._excerpt(row), fields=fields, width=width)

    def _unreadable(self, line: int, why: str) -> Problem:
        return problem("csv-unreadable", f"{name_of(self.text.path)}:{line}", why=why)

    def _place(self, row: ragged.Row) -> str:
        return f"{name_of(self.text.path)}:{row.line}"

    def _excerpt(self, row: ragged.Row) -> str:
        return masked(quoting.restore(row.text, self.separator).decode("utf-8"))[:500]


def _until_quotes_close(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    pending = b""
    for block in blocks:
        pending = pending + block if pending else block
        cut = quoting.whole_rows(pending)
        if cut:
            yield pending[:cut]
            pending = pending[cut:]
        elif len(pending) > _MAX_ROW:
            raise Refused([problem("ledger-endless-line", name, megabytes=_MAX_ROW // 1_000_000)])
    if pending:
        yield pending
