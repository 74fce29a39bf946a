"""How wide the columns of a sheet are."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from procurement_footprint.reporting.sheets import Column, Kind, Sheet
from procurement_footprint.reporting.workbook.formats import TEXTS

LEAST, MOST, PROSE, NUMBER = 10, 48, 70, 16
NARROW: Final[dict[Kind, int]] = {"year": 9, "date": 12, "count": 11, "multiplier": 12, "share": 13}
LOOKED_AT = 500  # the largest lines decide the width of a column


def set_widths(page: Worksheet, sheet: Sheet) -> None:
    """Make each column as wide as the widest of the tables above each other wants it."""
    tables = [table for table in sheet.tables if len(table.columns) > 1]
    for place in range(max(len(table.columns) for table in tables)):
        columns = [table.columns[place] for table in tables if place < len(table.columns)]
        page.set_column(place, place, max(_width(column) for column in columns))


def _width(column: Column) -> int:
    if column.kind == "prose":
        return PROSE
    if column.kind not in TEXTS:
        return NARROW.get(column.kind, NUMBER)
    longest = max((len(str(value)) for value in column.values[:LOOKED_AT] if value), default=0)
    return min(max(longest, len(column.header), LEAST) + 2, MOST)
