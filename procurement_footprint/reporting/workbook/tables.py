"""A table that can be filtered, as Excel knows it: a name, a header, lines in bands, and totals of what is shown.

Excel refuses a file where the header of a table is not a text, or stands twice in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from procurement_footprint.reporting.language import printable
from procurement_footprint.reporting.sheets import Cell, Table
from procurement_footprint.reporting.workbook import totals
from procurement_footprint.reporting.workbook.formats import Formats
from procurement_footprint.reporting.workbook.layout import Placed

STYLE: Final = "Table Style Light 1"  # grey bands and no colour but that of the header


def add(page: Worksheet, placed: Placed, formats: Formats) -> None:
    """Make a table of cells that are written already, and write its header and totals."""
    table, bottom = placed.table, placed.last if placed.total is None else placed.total
    totalled = [totals.formula(placed, place) for place in range(len(table.columns))]
    columns = [
        {"header": header, "header_format": formats.header(column.kind), **_total(formula, column.total)}
        for header, formula, column in zip(headers(table), totalled, table.columns, strict=True)
    ]
    options = {"name": table.name, "style": STYLE, "total_row": placed.total is not None, "columns": columns}
    page.add_table(placed.header, 0, bottom, len(table.columns) - 1, options)
    if placed.total is None:
        return
    for place, (formula, column) in enumerate(zip(totalled, table.columns, strict=True)):
        look = formats.total(column.kind)
        if formula is not None:
            page.write_formula(placed.total, place, formula, look, column.total)
        elif column.total is None:
            page.write_blank(placed.total, place, None, look)
        elif isinstance(column.total, str):
            page.write_string(placed.total, place, column.total, look)
        else:
            page.write_number(placed.total, place, column.total, look)


def headers(table: Table) -> tuple[str, ...]:
    """Return the headers of a table, each once whatever its case, and none empty."""
    return tuple(_unlike(table))


def _unlike(table: Table) -> Iterator[str]:
    met: set[str] = set()
    for number, column in enumerate(table.columns, 1):
        header = wanted = printable(column.header) or str(number)
        again = 2
        while header.casefold() in met:
            header, again = f"{wanted} ({again})", again + 1
        met.add(header.casefold())
        yield header


def _total(formula: str | None, total: Cell) -> dict[str, Any]:
    if formula is not None:
        return {"total_function": formula, "total_value": total}
    return {"total_string": total} if isinstance(total, str) else {}
