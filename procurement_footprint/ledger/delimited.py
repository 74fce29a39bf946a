"""CSV and TSV: rows of text cells with the lines they stand on, in blocks; a file of any length fits."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from procurement_footprint.ledger import encoding, frames, quoting, ragged, separators
from procurement_footprint.ledger.frames import Unreadable
from procurement_footprint.ledger.quoting import Quoting
from procurement_footprint.ledger.text_file import (
    BLOCK,
    CONTROLS,
    Survey,
    TextFile,
    raw_blocks,
    survey,
    transcoded,
)
from procurement_footprint.problems import Problem, Refused, problem

_MAX_ROW = 64_000_000
_NO_QUOTES = Quoting(False, 0, 0)


@dataclass(frozen=True, slots=True)
class Delimited:
    """A delimited text file, the one sheet in it. See `source.Sheet` for `head` and `blocks`."""

    text: TextFile
    separator: bytes
    quoting: Quoting
    announced: bool  # the first line is `sep=;`
    name: str | None = None

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return the first rows that are not blank, each with its line and its cells."""
        result: list[tuple[int, list[str | None]]] = []
        for row in self._first_rows():
            if len(result) == rows:
                break
            if not ragged.is_blank(row, self.separator):
                result.append((row.line, self._cells(row)))
        return result

    def blocks(self, header_line: int, rejected: list[Problem] | None = None) -> Iterator[pl.DataFrame]:
        """Yield all rows after the header as text columns; see `source.Sheet`."""
        bad: list[Problem] = []
        width = self._width(header_line)
        line = 1
        for whole in self._whole_rows():
            block, start = self._after(whole, line, header_line)
            line += whole.count(b"\n")
            if block:
                yield self._frame(block, width, start, bad if rejected is None else rejected)
        if bad:
            raise Refused(bad)

    def _first_rows(self) -> Iterator[ragged.Row]:
        block = next(self._whole_rows(), b"")
        found = ragged.rows(block, self.separator, self.quoting.surround, 1)
        if self.announced:
            next(found)
        return found

    def _cells(self, row: ragged.Row) -> list[str | None]:
        text = quoting.restore(row.text, self.separator).decode("utf-8")
        if not self.quoting.surround:
            return [cell or None for cell in text.split(self.separator.decode())]
        cells = next(csv.reader([text], delimiter=self.separator.decode()), [])
        return [cell or None for cell in cells]

    def _width(self, header_line: int) -> int:
        for row in self._first_rows():
            if row.line == header_line:
                return row.text.count(self.separator) + 1
        raise ValueError(f"no row starts on line {header_line}")

    def _whole_rows(self) -> Iterator[bytes]:
        if not self.quoting.surround:
            return self.text.blocks()
        return _until_quotes_close(self.text.blocks(BLOCK // 2), self.text.path.name)

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

    def _frame(self, block: bytes, width: int, line: int, bad: list[Problem]) -> pl.DataFrame:
        """The rows of one block: polars reads them when all have `width` fields and stand on one line."""
        quoted = self.quoting.surround
        outside = b"".join(block.split(quoting.QUOTE)[::2]) if quoted else block
        lines = block.count(b"\n")
        one_line_each = not quoted or outside.count(b"\n") == lines
        if one_line_each and outside.count(self.separator) == lines * (width - 1):
            # too many fields in one row and too few in another can add up: polars refuses the former
            with suppress(Unreadable):
                frame = frames.parse(block, width, self.separator, quoted, line)
                if frame.height == lines:
                    return frame
        return self._frame_of_unlike(block, width, line, bad)

    def _frame_of_unlike(self, block: bytes, width: int, line: int, bad: list[Problem]) -> pl.DataFrame:
        found = list(ragged.rows(block, self.separator, self.quoting.surround, line))
        self._refuse_swallowed(found, width)
        rows = ragged.sort(iter(found), width, self.separator)
        bad.extend(self._wrong_width(row, fields, width) for row, fields in rows.bad)
        text = quoting.restore(b"".join(row.text + b"\n" for row in rows.good), self.separator)
        try:
            frame = frames.parse(text, width, self.separator, self.quoting.surround, line)
        except Unreadable as error:
            raise Refused([self._unreadable(line, str(error))]) from None
        if frame.height != len(rows.good):
            raise Refused([self._unreadable(line, f"{len(rows.good)} rows became {frame.height}")])
        return frames.with_lines(frame, [row.line for row in rows.good])

    def _refuse_swallowed(self, rows: Iterable[ragged.Row], width: int) -> None:
        for row in rows:
            if ragged.swallowed(row, width, self.separator):
                last = row.line + row.text.count(quoting.NEWLINE_INSIDE)
                counts = {"rows": self.quoting.rows, "lines": self.quoting.lines, "last": last}
                place, excerpt = self._place(row), self._excerpt(row)
                raise Refused([problem("csv-quotes-swallow-rows", place, excerpt, **counts)])

    def _wrong_width(self, row: ragged.Row, fields: int, width: int) -> Problem:
        code = "csv-row-short" if fields < width else "csv-row-long"
        return problem(code, self._place(row), self._excerpt(row), fields=fields, width=width)

    def _unreadable(self, line: int, why: str) -> Problem:
        return problem("csv-unreadable", f"{self.text.path.name}:{line}", why=why)

    def _place(self, row: ragged.Row) -> str:
        return f"{self.text.path.name}:{row.line}"

    def _excerpt(self, row: ragged.Row) -> str:
        return quoting.restore(row.text, self.separator).decode("utf-8")[:500]


def open_delimited(
    path: Path, codec_hint: str | None, separator_hint: str | None
) -> tuple[str, Delimited, str]:
    """Return the SHA-256 of a delimited file, the sheet in it, and a sentence on how it is read.

    Errors: Refused when encoding, separator or quotes are not clear, or control characters stand in it.
    """
    raw = survey(raw_blocks(path))
    codec, skip = _codec(path, raw, codec_hint)
    text = TextFile(path, codec, skip)
    found = _survey_of_text(text, raw)
    if found.control:
        raise Refused([_control_character(text)])
    first = next(text.blocks(), b"")
    announced = separators.announced(first)
    separator = _separator(first, announced, separator_hint, path.name)
    quotes = quoting.decide(text.blocks(BLOCK // 2), separator) if found.quotes else _NO_QUOTES
    if quotes.stray is not None:
        raise Refused([_stray_quote(text, quotes.stray)])
    sheet = Delimited(text, separator, quotes, announced is not None)
    return raw.sha256, sheet, _sentence(sheet, found)


def _codec(path: Path, raw: Survey, hint: str | None) -> tuple[str, int]:
    with path.open("rb") as file:
        head = file.read(4096)
    proved = encoding.marked(head)
    if hint:
        codec = encoding.hinted(hint)
        if codec == "utf-16":
            return proved or ("utf-16-le", 0)
        return codec, proved[1] if proved and proved[0] == codec else 0
    if proved:
        return proved
    return ("utf-8", 0) if raw.utf8 else (encoding.recognise(raw_blocks(path), path.name), 0)


def _survey_of_text(text: TextFile, raw: Survey) -> Survey:
    """The survey of the text: of its bytes as they are, or transcoded where NULs are half of every letter."""
    if text.codec == "utf-8" and raw.utf8:
        return raw
    try:
        return survey(transcoded(raw_blocks(text.path, skip=text.skip), text.codec))
    except UnicodeDecodeError:
        called = encoding.NAMES[text.codec]
        raise Refused([problem("encoding-wrong", text.path.name, encoding=called)]) from None


def _control_character(text: TextFile) -> Problem:
    line = 1
    for block in text.blocks():
        found = [at for byte in CONTROLS if (at := block.find(byte)) >= 0]
        if found:
            line += block.count(b"\n", 0, min(found))
            return problem("control-character", f"{text.path.name}:{line}", byte=f"{block[min(found)]:02X}")
        line += block.count(b"\n")
    raise ValueError("no control character in the text")


def _separator(block: bytes, announced: bytes | None, hint: str | None, name: str) -> bytes:
    if hint:
        return separators.hinted(hint)
    return announced or separators.recognise(block, name)


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


def _stray_quote(text: TextFile, line: int) -> Problem:
    excerpt, seen = "", 1
    for block in text.blocks():
        count = block.count(b"\n")
        if line < seen + count:
            excerpt = block.split(b"\n", line - seen + 1)[line - seen].decode("utf-8")[:500]
            break
        seen += count
    return problem("csv-stray-quote", f"{text.path.name}:{line}", excerpt)


def _sentence(sheet: Delimited, found: Survey) -> str:
    mark = " with BOM" if sheet.text.skip else ""
    parts = [f"CSV, {encoding.NAMES[sheet.text.codec]}{mark}", f"separator {_called(sheet.separator)}"]
    if found.line_ends:
        parts.append(found.line_ends)
    if found.quotes and not sheet.quoting.surround:
        parts.append("quotes are part of the text")
    return ", ".join(parts)


def _called(separator: bytes) -> str:
    return separators.NAMES.get(separator, f'"{separator.decode()}"')
