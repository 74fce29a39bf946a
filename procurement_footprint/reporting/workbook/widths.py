"""How wide the columns of a sheet are, and how high the headers of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final

from xlsxwriter.worksheet import Worksheet

from procurement_footprint.reporting.sheets import Column, Kind, Sheet
from procurement_footprint.reporting.workbook import layout
from procurement_footprint.reporting.workbook.formats import TEXTS

LEAST, MOST, PROSE, NUMBER = 10, 48, 70, 16
NARROW: Final[Mapping[Kind, int]] = {"year": 9, "date": 12, "count": 11, "multiplier": 12, "share": 13, "flowing": 0}
LOOKED_AT = 500  # the largest lines decide the width of a column
LINE_HEIGHT = 15


def set_widths(page: Worksheet, sheet: Sheet) -> None:
    """Make each column as wide as any of its tables wants it, and each header as high as it needs."""
    placed = [one for one in layout.placed(sheet) if len(one.table.columns) > 1]
    widest = [0] * max(len(one.table.columns) for one in placed)
    for one in placed:
        for place, column in enumerate(one.table.columns):
            widest[place] = max(widest[place], _width(column))
    for place, width in enumerate(widest):
        page.set_column(place, place, max(width, LEAST))
    for one in placed:
        pairs = zip(one.table.columns, widest, strict=False)
        lines = max(ceil(1.15 * len(column.header) / max(width, LEAST)) for column, width in pairs)  # it is bold
        if lines > 1:
            page.set_row(one.header, LINE_HEIGHT * lines)


def _width(column: Column) -> int:
    if column.kind == "prose":
        return PROSE
    if column.kind not in TEXTS or column.kind in NARROW:
        return NARROW.get(column.kind, NUMBER)
    longest = max((len(str(value)) for value in column.values[:LOOKED_AT] if value), default=0)
    return min(max(longest, len(column.header), LEAST) + 2, MOST)
