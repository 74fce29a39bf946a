"""A workbook of ours that people have filled in comes back: its cells as text, by the names in its header.

People may move columns, sort, filter, add columns and notes of their own; what they must not lose is refused with the
address of the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from procurement_footprint.ledger import kinds
from procurement_footprint.ledger.excel import ExcelSheet
from procurement_footprint.ledger.excel_guard import Cells, Workbook, address, look_over
from procurement_footprint.ledger.names import name_of
from procurement_footprint.problems import Problem, Refused, problem

__all__ = ["ReturnedRow", "address", "read"]


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row as it came back. line: its row in Excel. cells: column → text without blanks around it; None when empty.

    numbers: column → its number in Excel, from 1. where: the workbook and the sheet, `review.xlsx:Decisions`.
    """

    line: int
    cells: dict[str, str | None]
    numbers: dict[str, int]
    where: str

    def place(self, column: str) -> str:
        """Return where a cell of this row is, as Problems say it: `review.xlsx:Decisions!C12`."""
        return f"{self.where}!{address(self.line, self.numbers[column])}"


def read(path: Path, sheet: str, columns: Sequence[str]) -> list[ReturnedRow]:
    """Return the rows below the header of `sheet` that have something in one of `columns`.

    The header is the first row that is not blank. Dates come as 2024-01-31, numbers with a decimal point.
    Errors: Refused when the file is no workbook or damaged, the sheet is missing or hidden, a column is missing or
    stands twice, or a cell has no value to be read; all of them at once, with the addresses of their cells.
    """
    name = name_of(path)
    if kinds.recognise(path) != kinds.EXCEL:
        raise Refused([problem("returned-not-workbook", name)])
    raw = path.read_bytes()
    book = look_over(raw, name)
    cells = _cells(book, name, sheet)
    where = f"{name}:{sheet}"
    if unread := list(_unread(cells, where)):
        raise Refused(unread)
    table = ExcelSheet(raw, name, sheet, book)
    header_line, header = next(iter(table.head(1)), (1, []))
    if problems := list(_header_problems(header, columns, f"{where}!{header_line}:{header_line}")):
        raise Refused(problems)
    places = {column: header.index(column) for column in columns}
    numbers = {column: cells.first_column + place for column, place in places.items()}
    found: list[ReturnedRow] = []
    for block in table.blocks(header_line):
        for line, *texts in block.iter_rows():
            held = {column: _text(texts[place]) for column, place in places.items()}
            if any(text is not None for text in held.values()):
                found.append(ReturnedRow(line, held, numbers, where))
    return found


def _cells(book: Workbook, name: str, sheet: str) -> Cells:
    if sheet in book.hidden:
        raise Refused([problem("returned-sheet-hidden", name, sheet=sheet)])
    if sheet not in book.sheets:
        known = ", ".join(f'"{one}"' for one in book.sheets) or "none"
        raise Refused([problem("returned-sheet-missing", name, sheet=sheet, known=known)])
    return book.sheets[sheet]


def _unread(cells: Cells, where: str) -> Iterator[Problem]:
    for line, number in sorted(cells.empty):
        yield problem("returned-no-value", f"{where}!{address(line, number)}")
    for (line, number), text in sorted(cells.errors.items()):
        yield problem("returned-error", f"{where}!{address(line, number)}", text)


def _header_problems(header: Sequence[str | None], columns: Sequence[str], place: str) -> Iterator[Problem]:
    for column in columns:
        if column not in header:
            yield problem("returned-column-missing", place, column=column)
        elif header.count(column) > 1:
            yield problem("returned-column-twice", place, column=column)


def _text(cell: str | None) -> str | None:
    return (cell or "").strip() or None
