"""The report as an Excel workbook: the same views with formats, frozen headers, filters and print set-up.

It cannot execute anything: every text is written as text, no cell is a formula or a link. The same report
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from procurement_footprint.reporting import group_views, measured, sheets, summary
from procurement_footprint.reporting.hot_spots import in_brief
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Column, Kind, Sheet, Table

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # constant, so that the same report gives the same bytes
NUMBERS: dict[Kind, str] = {
    "count": "#,##0",
    "money": "#,##0.00",
    "kilograms": "#,##0",
    "tonnes": "#,##0.0",
    "change": "+#,##0.0;-#,##0.0;0.0",
    "grams": "#,##0.0",
    "share": "0.0%",
    "share_change": "+0.0%;-0.0%;0.0%",
    "number": "#,##0.00",
    "year": "0",
}
TEXTS: tuple[Kind, ...] = ("text", "short", "prose", "link")
NAME_LENGTH = 31  # of a sheet
HEADER_COLOUR = "#E3EBE6"
A4 = 9
NUMBER_WIDTH, LEAST_WIDTH, MOST_WIDTH, PROSE_WIDTH = 16, 10, 48, 70
WIDE_PROSE = 110  # characters on one line of a text that stretches over the sheet
STRETCH = 5  # columns that such a text stretches over
LINE_HEIGHT = 15
LOOKED_AT = 500  # the largest lines decide the width of a column


class Formats:
    """The few formats that all sheets share."""

    __slots__ = ("_cells", "_totals", "header", "heading", "stretched")

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top = {"valign": "top"}
        self.heading: Format = book.add_format({"bold": True, "font_size": 13})
        self.header: Format = book.add_format(
            {"bold": True, "bg_color": HEADER_COLOUR, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.stretched: Format = book.add_format({"text_wrap": True, "quote_prefix": True, **top})
        # quote_prefix: a text stays a text also when somebody edits its cell
        kinds: dict[Kind, dict[str, Any]] = {"text": {"quote_prefix": True, **top}}
        kinds["prose"] = {"text_wrap": True, **kinds["text"]}
        kinds["link"] = kinds["short"] = kinds["text"]
        kinds |= {kind: {"num_format": pattern, **top} for kind, pattern in NUMBERS.items()}
        self._cells = {kind: book.add_format(look) for kind, look in kinds.items()}
        total = {"bold": True, "top": 1}
        self._totals = {kind: book.add_format(look | total) for kind, look in kinds.items()}

    def cell(self, kind: Kind) -> Format:
        """Return how a cell of this kind looks."""
        return self._cells[kind]

    def total(self, kind: Kind) -> Format:
        """Return how the total of such a column looks."""
        return self._totals[kind]


def write(report: Report, path: Path) -> None:
    """Write the report to `path` as an .xlsx file, in the report's language."""
    words = Words(report.language)
    views = (*group_views.sheets(report, words), *sheets.views(report, words), in_brief.sheet(report, words))
    if report.activities is not None:
        views = (*views, measured.sheet(report.activities, report, words))
    write_book(path, report.title, (summary.summary(report, words), *views, summary.sources(report, words)))


def write_book(path: Path, title: str, contents: Iterable[Sheet]) -> None:
    """Write sheets to `path` as an .xlsx file; same sheets, same bytes."""
    with path.open("wb") as file:
        book = xlsxwriter.Workbook(file, OPTIONS)
        book.set_properties({"title": printable(title), "created": CREATED})
        formats = Formats(book)
        for sheet in contents:
            write_sheet(book.add_worksheet(sheet.name), sheet, formats)
        book.close()


def write_sheet(page: Worksheet, sheet: Sheet, formats: Formats) -> None:
    """Write one sheet into its page, with widths and print set-up; frozen and filtered where it is one table."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&R&P / &N")
    _set_widths(page, sheet)
    row = 0
    for table in sheet.tables:
        if len(table.columns) == 1:
            row = _write_prose(page, row, table, formats) + 1
        else:
            row = _write_table(page, row, table, formats) + 1
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{row + 1}"})
    if len(sheet.tables) == 1:
        _freeze_and_filter(page, sheet.tables[0])


def _freeze_and_filter(page: Worksheet, table: Table) -> None:
    lines, width = len(table.columns[0].values), len(table.columns)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, lines, width - 1)  # without the total, so that sorting leaves it at the bottom
    page.repeat_rows(0)


def _write_table(page: Worksheet, row: int, table: Table, formats: Formats) -> int:
    """Write a table from `row` down and return the row after it."""
    row = _write_heading(page, row, table, formats)
    lines = len(table.columns[0].values)
    has_total = table.columns[0].total is not None
    for place, column in enumerate(table.columns):
        page.write_string(row, place, column.header, formats.header)
        _write_cells(page, row + 1, place, column, formats.cell(column.kind))
        if has_total:
            _write_total(page, row + 1 + lines, place, column, formats.total(column.kind))
    return row + 1 + lines + has_total


def _write_heading(page: Worksheet, row: int, table: Table, formats: Formats) -> int:
    if not table.heading:
        return row
    page.write_string(row, 0, printable(table.heading), formats.heading)
    return row + 1


def _write_cells(page: Worksheet, row: int, place: int, column: Column, look: Format) -> None:
    put = page.write_string if column.kind in TEXTS else page.write_number
    for line, value in enumerate(column.values, row):
        if value is not None:
            put(line, place, value, look)


def _write_total(page: Worksheet, row: int, place: int, column: Column, look: Format) -> None:
    if column.total is None:
        page.write_blank(row, place, None, look)
    elif isinstance(column.total, str):
        page.write_string(row, place, column.total, look)
    else:
        page.write_number(row, place, column.total, look)


def _write_prose(page: Worksheet, row: int, table: Table, formats: Formats) -> int:
    """Write one column of sentences, stretched over the sheet, and return the row after them."""
    row = _write_heading(page, row, table, formats)
    (column,) = table.columns
    page.write_string(row, 0, column.header, formats.header)
    for line, value in enumerate(column.values, row + 1):
        sentence = str(value or "")
        page.merge_range(line, 0, line, STRETCH - 1, "", formats.stretched)
        page.write_string(line, 0, sentence, formats.stretched)
        page.set_row(line, LINE_HEIGHT * (1 + len(sentence) // WIDE_PROSE))
    return row + 1 + len(column.values)


def _set_widths(page: Worksheet, sheet: Sheet) -> None:
    tables = [table for table in sheet.tables if len(table.columns) > 1]
    for place in range(max(len(table.columns) for table in tables)):
        columns = [table.columns[place] for table in tables if place < len(table.columns)]
        page.set_column(place, place, max(_width(column) for column in columns))


def _width(column: Column) -> int:
    if column.kind == "prose":
        return PROSE_WIDTH
    if column.kind not in TEXTS:
        return NUMBER_WIDTH
    longest = max((len(str(value)) for value in column.values[:LOOKED_AT] if value), default=0)
    return min(max(longest, len(column.header), LEAST_WIDTH) + 2, MOST_WIDTH)
