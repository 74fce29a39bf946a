"""Sheets become an .xlsx file: texts, numbers, formulas of ours and links inside it, with widths and print set-up.

It cannot execute anything: every text from data is written as text, the only formulas are those that a table carries
or that total it, and the only links lead to its own sheets. The same sheets give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from procurement_footprint.reporting.language import printable
from procurement_footprint.reporting.sheets import Column, Sheet
from procurement_footprint.reporting.workbook import layout, tables, widths
from procurement_footprint.reporting.workbook.formats import CREATED, OPTIONS, TEXTS, Formats
from procurement_footprint.reporting.workbook.layout import Placed
from procurement_footprint.reporting.workbook.widths import LINE_HEIGHT

NAME_LENGTH = 31  # of a sheet
A4 = 9
WIDE_PROSE = 110  # characters on one line of a text that stretches over the sheet
NOTE_OVER = 8  # columns that the note of a sheet stretches over, at most
STRETCH = 5  # columns that such a text stretches over
BACK = "\N{LEFTWARDS ARROW} "
Ways = Mapping[str, str]


def write_book(path: Path, title: str, contents: Sequence[Sheet], language: str = "", subject: str = "") -> None:
    """Write sheets to `path` as an .xlsx file; same sheets, same bytes.

    title, subject, language (`sv` or `en`): what the file says of itself.
    """
    packed = BytesIO()  # a disk that is full would end the library midway
    book = xlsxwriter.Workbook(packed, OPTIONS)
    book.set_properties({"title": printable(title), "subject": printable(subject), "created": CREATED})
    if language:
        book.set_custom_property("Language", language)
    formats, ways = Formats(book), layout.ways(contents)
    for sheet in contents:
        page = book.add_worksheet(sheet.name)
        if sheet.title:
            _write_top(page, sheet, contents[0], formats)
        write_sheet(page, sheet, formats, ways)
    for name, cells in layout.names(contents).items():
        book.define_name(name, cells)
    book.close()
    path.write_bytes(packed.getvalue())


def write_sheet(page: Worksheet, sheet: Sheet, formats: Formats, ways: Ways | None = None) -> None:
    """Write one sheet into its page, with widths and print set-up; frozen where it is one table.

    ways: where addresses lead (`layout.ways`).
    """
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&R&P / &N")
    widths.set_widths(page, sheet)
    last = 0
    for one in layout.placed(sheet):
        if one.heading is not None:
            page.write_string(one.heading, 0, printable(one.table.heading), formats.heading)
        if layout.is_prose(one.table):
            _write_prose(page, one, formats)
        else:
            _write_table(page, one, formats, ways or {})
        last = one.last if one.total is None else one.total
    page.print_area(0, 0, last, max(len(table.columns) for table in sheet.tables) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 2}"})
    if len(sheet.tables) == 1:
        _freeze(page, one)
        if not sheet.title and not one.table.name:
            _filter(page, one)


def _write_top(page: Worksheet, sheet: Sheet, first: Sheet, formats: Formats) -> None:
    """Write the title, and below it the way back to the first sheet and the note."""
    page.write_string(0, 0, printable(sheet.title), formats.title)
    page.set_row(0, 24)
    back = sheet is not first
    if back:
        page.write_url(1, 0, f"internal:'{first.name}'!A1", formats.way, BACK + first.name)
    if sheet.note:
        _write_note(page, sheet, int(back), formats)


def _write_note(page: Worksheet, sheet: Sheet, place: int, formats: Formats) -> None:
    """Write the note over the columns beside the way back, on as many lines as it needs."""
    wide, note = widths.widths(sheet), printable(sheet.note)
    last = max(min(len(wide), NOTE_OVER) - 1, place + 1)
    page.merge_range(1, place, 1, last, "", formats.note)
    page.write_string(1, place, note, formats.note)
    page.set_row(1, LINE_HEIGHT * widths.lines(note, sum(wide[place : last + 1])))


def _freeze(page: Worksheet, one: Placed) -> None:
    page.freeze_panes(one.first, 0)
    page.repeat_rows(one.header)


def _filter(page: Worksheet, one: Placed) -> None:
    # without the total, so that sorting leaves it at the bottom
    page.autofilter(one.header, 0, one.last, len(one.table.columns) - 1)


def _write_table(page: Worksheet, one: Placed, formats: Formats, ways: Ways) -> None:
    for place, column in enumerate(one.table.columns):
        _write_cells(page, one.first, place, column, formats)
        if column.formulas:
            _write_formulas(page, one, place, column, formats)
        if column.addresses:
            _write_links(page, one.first, place, column, formats, ways)
    if one.table.name:
        tables.add(page, one, formats)
        return
    for place, column in enumerate(one.table.columns):
        page.write_string(one.header, place, column.header, formats.header(column.kind))
        if one.total is not None:
            _write_total(page, one.total, place, column, formats.total(column.kind))


def _write_cells(page: Worksheet, row: int, place: int, column: Column, formats: Formats) -> None:
    look = formats.cell(column.kind)
    put = page.write_string if column.kind in TEXTS else page.write_number
    for line, value in enumerate(column.values, row):
        if value is not None:
            put(line, place, value, look)


def _write_formulas(page: Worksheet, one: Placed, place: int, column: Column, formats: Formats) -> None:
    look = formats.cell(column.kind)
    for row, (formula, value) in enumerate(zip(column.formulas, column.values, strict=True), one.first):
        if formula is not None:
            said = formula.format(row=row + 1, above=row, first=one.first + 1)
            page.write_formula(row, place, f"={said}", look, "" if value is None else value)


def _write_links(page: Worksheet, row: int, place: int, column: Column, formats: Formats, ways: Ways) -> None:
    look = formats.link(column.kind)
    for line, (address, value) in enumerate(zip(column.addresses, column.values, strict=True), row):
        way = ways.get(address or "")
        if value is None or way is None:
            continue
        page.write_url(line, place, way, look, str(value))
        if column.kind not in TEXTS:
            page.write_number(line, place, value, look)


def _write_total(page: Worksheet, row: int, place: int, column: Column, look: Format) -> None:
    if column.total is None:
        page.write_blank(row, place, None, look)
    elif isinstance(column.total, str):
        page.write_string(row, place, column.total, look)
    else:
        page.write_number(row, place, column.total, look)


def _write_prose(page: Worksheet, one: Placed, formats: Formats) -> None:
    """Write one column of sentences, stretched over the sheet."""
    (column,) = one.table.columns
    page.write_string(one.header, 0, column.header, formats.header(column.kind))
    for line, value in enumerate(column.values, one.first):
        sentence = str(value or "")
        page.merge_range(line, 0, line, STRETCH - 1, "", formats.stretched)
        page.write_string(line, 0, sentence, formats.stretched)
        page.set_row(line, LINE_HEIGHT * (1 + len(sentence) // WIDE_PROSE))
