"""How wide the columns of a sheet are, and how high rows are whose text goes over several lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Final

from xlsxwriter.worksheet import Worksheet

from procurement_footprint.reporting.sheets import Column, Kind, Sheet
from procurement_footprint.reporting.workbook import layout
from procurement_footprint.reporting.workbook.formats import TEXTS
from procurement_footprint.reporting.workbook.layout import Placed

LEAST, MOST, PROSE, NUMBER = 10, 48, 70, 16
SHARED = 34  # at most, where tables of a sheet share their columns and one would tear the others apart
NARROW: Final[Mapping[Kind, int]] = {"year": 9, "date": 12, "count": 11, "multiplier": 12, "share": 13, "flowing": 0}
LOOKED_AT = 500  # the largest lines decide the width of a column
LINE_HEIGHT = 15
_BOLD = 1.15  # how much wider


def set_widths(page: Worksheet, sheet: Sheet) -> None:
    """Make each column as wide as any of its tables wants it, and each row as high as it needs."""
    wide = widths(sheet)
    for place, width in enumerate(wide):
        page.set_column(place, place, width)
    for one in layout.placed(sheet):
        if not layout.is_prose(one.table):
            _set_heights(page, one, wide)


def widths(sheet: Sheet) -> list[int]:
    """Return the width of each column, in characters."""
    tables = [table for table in sheet.tables if not layout.is_prose(table)]
    most = MOST if len(tables) < 3 else SHARED
    found = [LEAST] * max((len(table.columns) for table in tables), default=1)
    for table in tables:
        for place, column in enumerate(table.columns):
            found[place] = max(found[place], _width(column, most if place else MOST))
    return found


def lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a cell of this width."""
    return max(1, ceil(len(text) / max(width, 1)))


def _set_heights(page: Worksheet, one: Placed, wide: Sequence[int]) -> None:
    columns = one.table.columns
    high = max(lines(column.header, int(wide[place] / _BOLD)) for place, column in enumerate(columns))
    if high > 1:
        page.set_row(one.header, LINE_HEIGHT * high)
    prose = [(wide[place], column) for place, column in enumerate(columns) if column.kind == "prose"]
    for line in range(len(columns[0].values) if prose else 0):
        high = max(lines(str(column.values[line] or ""), width) for width, column in prose)
        if high > 1:
            page.set_row(one.first + line, LINE_HEIGHT * high)


def _width(column: Column, most: int) -> int:
    if column.kind == "prose":
        return PROSE if most == MOST else most
    if column.kind not in TEXTS or column.kind in NARROW:
        return NARROW.get(column.kind, NUMBER)
    longest = max((len(str(value)) for value in column.values[:LOOKED_AT] if value), default=0)
    return min(max(longest, len(column.header), LEAST) + 2, most)
