"""Where everything stands in a workbook: the rows of each table, the cells that addresses lead to and names stand for.

Rows and columns are counted from 0, as the writer does; what is written into formulas is counted from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from procurement_footprint.reporting.sheets import Sheet, Table

ABOVE = 2  # rows that the title takes, and the way back with the note


@dataclass(frozen=True, slots=True)
class Placed:
    """A table and where its parts stand. heading: None where it has none; total: None where it has none."""

    table: Table
    heading: int | None
    header: int
    total: int | None

    @property
    def lines(self) -> int:
        """How many rows its lines take: a table that can be filtered has at least one."""
        return max(len(self.table.columns[0].values), 1 if self.table.name else 0)

    @property
    def first(self) -> int:
        """The row of its first line."""
        return self.header + 1

    @property
    def last(self) -> int:
        """The row of its last line."""
        return self.header + self.lines

    def cells(self, place: int) -> str:
        """Return the cells of a column as a formula on the same sheet says them: `C4:C12`."""
        letter = xl_col_to_name(place)
        return f"{letter}{self.first + 1}:{letter}{self.last + 1}"


def placed(sheet: Sheet) -> Iterator[Placed]:
    """Yield the tables of a sheet from top to bottom, with an empty row between them."""
    row = 0
    if sheet.title:
        row = ABOVE + bool(sheet.tables[0].heading)
    for table in sheet.tables:
        heading = row if table.heading else None
        header = row + (heading is not None)
        one = Placed(table, heading, header, None)
        if table.columns[0].total is not None:
            one = Placed(table, heading, header, one.last + 1)
        yield one
        row = (one.last if one.total is None else one.total) + 2


def is_prose(table: Table) -> bool:
    """Whether a table is a list of sentences, which go over the columns of the other tables."""
    return len(table.columns) == 1 and not table.name


def ways(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return where each address leads in the workbook, as the writer wants it: `internal:'Suppliers'!A4`."""
    found: dict[str, str] = {}
    for sheet in sheets:
        if sheet.address:
            found[sheet.address] = f"internal:{_quoted(sheet)}!A1"
        for one in placed(sheet):
            for row, anchor in enumerate(one.table.anchors, one.first):
                if anchor:
                    found.setdefault(anchor, f"internal:{_quoted(sheet)}!A{row + 1}")
    return found


def names(sheets: Iterable[Sheet]) -> Mapping[str, str]:
    """Return what each name stands for: `kg_in_departments` → `='Departments'!$F$4:$F$12`, sorted by name."""
    return dict(sorted(pair for sheet in sheets for one in placed(sheet) for pair in _names(sheet, one)))


def _names(sheet: Sheet, one: Placed) -> Iterator[tuple[str, str]]:
    for place, column in enumerate(one.table.columns):
        letter, where = xl_col_to_name(place), f"={_quoted(sheet)}!"
        if one.table.name and column.name:
            cells = f"${letter}${one.first + 1}:${letter}${one.last + 1}"
            yield f"{column.name}_in_{one.table.name}", where + cells
        for row, name in enumerate(column.called, one.first):
            if name:
                yield name, f"{where}${letter}${row + 1}"


def _quoted(sheet: Sheet) -> str:
    return "'" + sheet.name.replace("'", "''") + "'"
