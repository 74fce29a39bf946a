"""Excel workbooks: the cells of each visible sheet as text, with the row numbers that Excel shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future
from functools import cached_property

import polars as pl

from procurement_footprint.ledger import excel_guard, frames, sandbox
from procurement_footprint.ledger.ahead import begun
from procurement_footprint.ledger.excel_guard import Listed, Workbook
from procurement_footprint.problems import Problem, Refused, problem

_BLOCK_ROWS = 200_000
_SHOWN = 5
# What the reader may take: some three times what it takes of a large workbook, and the room that it begins with.
_MEMORY, _MEMORY_OF_CELL, _MEMORY_OF_BYTE = 1_000_000_000, 150, 3
_SECONDS, _BYTES_IN_A_SECOND = 10, 2_000_000
_LONG = 5_000_000  # bytes of XML of a sheet after which it is read while it is looked over
_CELL = 20  # bytes: no cell with a value is shorter
_MIDNIGHT, _NOISE, _RETURN = r"[ T]00:00:00$", r"^-?\d+\.\d{9}$", "_x000D_"
_ODD = rf"{_MIDNIGHT}|\.\d{{9}}$|{_RETURN}"  # what `_plain_text` changes and `_text` leaves

Begun = Future[pl.DataFrame]  # the cells of a sheet that is being read


class ExcelSheet:
    """One visible sheet of a workbook. See `source.Sheet` for `head` and `blocks`."""

    def __init__(self, raw: bytes, file: str, name: str, book: Workbook, begun: Begun | None = None) -> None:
        self._raw, self._file, self._name, self._begun = raw, file, name, begun
        self._cells, self._unpacked = book.sheets[name], book.unpacked

    @property
    def name(self) -> str | None:
        """The name of the sheet, as Excel shows it."""
        return self._name

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return the first rows that are not blank, each with its row number in Excel and its cells."""
        return [(line, cells) for line, *cells in self._frame.head(rows).iter_rows()]

    def blocks(
        self, header_line: int, rejected: list[Problem] | None = None, coded: Collection[int] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield all rows after the header as text columns; see `source.Sheet`."""
        self._refuse_empty_formulas(header_line)
        frame = self._frame.filter(pl.col("line") > header_line)
        yield from frame.iter_slices(_BLOCK_ROWS)

    @cached_property
    def _frame(self) -> pl.DataFrame:
        """All rows that are not blank: "line" and text columns, from the first column with anything in it."""
        width = self._cells.width
        if not width:
            return pl.DataFrame(schema={"line": pl.UInt32})
        frame = self._load()
        filled = sum(column.len() - column.null_count() for column in frame)
        expected = self._cells.valued - len(self._cells.errors)
        if (frame.width, frame.height, filled) != (width, self._cells.last_row, expected):
            what = f"{expected} cells have a value, but {filled} were read"
            raise Refused([problem("excel-cells-lost", f"{self._file}:{self._name}", what=what)])
        frame = frame.rename(dict(zip(frame.columns, frames.columns(width), strict=True)))
        odd = frame.select(pl.all().str.contains(_ODD).any()).row(0)
        shown = (pl.col(name).pipe(_plain_text if one else _text) for name, one in zip(frame.columns, odd, strict=True))
        frame = frame.with_columns(shown)
        frame = self._with_errors(frame).with_row_index("line", offset=1)
        return frame.filter(pl.any_horizontal(pl.exclude("line").is_not_null()))

    def _load(self) -> pl.DataFrame:
        place = f"{self._file}:{self._name}"
        coming, self._begun = self._begun, None  # which would hold the cells once more
        if coming and not coming.exception():
            return coming.result()
        bounds = _bounds(self._cells.last_row * self._cells.width, self._unpacked)
        try:
            return sandbox.cells(self._raw, self._name, bounds)
        except sandbox.Unread as error:
            why = str(error).split("\n", maxsplit=1)[0].removeprefix("calamine error: Xlsx error: ")
            raise Refused([problem("excel-damaged", place, why=why)]) from None
        except sandbox.Stopped as error:
            raise Refused([problem("excel-stopped", place, why=str(error))]) from None

    def _with_errors(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the text of cells like #N/A, which the reader leaves empty."""
        by_column: dict[str, dict[int, str]] = {}
        for (row, column), text in self._cells.errors.items():
            by_column.setdefault(f"c{column - self._cells.first_column}", {})[row - 1] = text
        for name, texts in by_column.items():
            frame = frame.with_columns(frame[name].scatter(list(texts), list(texts.values())))
        return frame

    def _refuse_empty_formulas(self, header_line: int) -> None:
        found = [cell for cell in self._cells.empty if cell[0] > header_line]
        if found:
            shown = ", ".join(excel_guard.address(*cell) for cell in found[:_SHOWN])
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            place = f"{self._file}:{self._name}"
            raise Refused([problem("excel-no-value", place, shown + more, count=len(found))])


def open_excel(raw: bytes, file: str) -> tuple[list[ExcelSheet], list[str]]:
    """Return the visible sheets of the workbook `raw` called `file`, and what the user should know about it.

    Errors: Refused when it is damaged, would need too much memory, or no sheet of it can be seen.
    """
    sandbox.wake()
    ahead = _Ahead(raw)
    try:
        book = excel_guard.look_over(raw, file, ahead.begin)
    except BaseException:
        ahead.stop()
        raise
    if not book.sheets:
        hidden = f": hidden are {_named(book.hidden)}" if book.hidden else ", or none has cells"
        raise Refused([problem("excel-all-hidden", file, hidden=hidden)])
    return [ExcelSheet(raw, file, name, book, ahead.begun.get(name)) for name in book.sheets], _notes(book)


class _Ahead:
    """Reads the first long sheet of a workbook while it is looked over, which takes about as long.

    The reader then knows less about what it may meet: if it cannot read the sheet so, it is asked again afterwards.
    """

    def __init__(self, raw: bytes) -> None:
        self.begun: dict[str, Begun] = {}
        self._raw = raw

    def begin(self, sheet: Listed) -> None:
        """Begin to read a sheet, where it is the first long one."""
        if self.begun or sheet.size < _LONG or not sandbox.BOUNDED:
            return
        bounds = _bounds(sheet.size // _CELL, sheet.unpacked)
        self.begun[sheet.name] = begun(lambda: sandbox.cells(self._raw, sheet.name, bounds))

    def stop(self) -> None:
        """Let what was begun end unread."""
        for one in self.begun.values():
            if not one.cancel():
                sandbox.stop()


def _bounds(cells: int, unpacked: int) -> sandbox.Bounds:
    memory = _MEMORY + _MEMORY_OF_CELL * cells + _MEMORY_OF_BYTE * unpacked
    return sandbox.Bounds(memory, _SECONDS + unpacked // _BYTES_IN_A_SECOND)


def _plain_text(cells: pl.Expr) -> pl.Expr:
    """Dates without midnight, numbers without the noise of the ninth decimal, text without escaped CRs."""
    date = rf"^(\d{{4}}-\d{{2}}-\d{{2}}){_MIDNIGHT}"
    number = cells.str.contains(_NOISE)
    short = pl.when(number).then(cells.cast(pl.Float64, strict=False)).map_batches(_shortest, pl.String)
    text = cells.str.replace(date, "$1").str.replace_all(_RETURN, "", literal=True)
    return pl.when(text == "").then(None).when(number).then(short).otherwise(text).name.keep()


def _text(cells: pl.Expr) -> pl.Expr:
    return pl.when(cells != "").then(cells).name.keep()


def _shortest(numbers: pl.Series) -> pl.Series:
    # Excel itself keeps fifteen digits: 123456789012.339996338 is the reader's spelling of 123456789012.34
    return pl.Series([None if number is None else f"{number:.15g}" for number in numbers], dtype=pl.String)


def _notes(book: Workbook) -> list[str]:
    notes = [f"Excel, {len(book.sheets)} visible sheet{'s'[: len(book.sheets) != 1]}"]
    if book.hidden:
        notes.append(f"hidden, not read: {_named(book.hidden)}")
    if book.external_links:
        notes.append("it links to other workbooks; the values stored in this one are used")
    if book.macros:
        notes.append("it holds macros, which are never run")
    return notes


def _named(sheets: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in sheets)
