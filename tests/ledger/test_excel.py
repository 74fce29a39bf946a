"""Workbooks: what Excel shows arrives as text on the row Excel shows it; what could harm or mislead is refused."""

import datetime
import io
import re
import zipfile
from contextlib import suppress

import polars as pl
import pytest
import xlsxwriter

from procurement_footprint.ledger import excel_guard
from procurement_footprint.ledger.source import SourceHints, open_source
from procurement_footprint.problems import Refused

SHEET = "xl/worksheets/sheet1.xml"


def workbook(fill, **options):
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, **options})
    fill(book)
    book.close()
    return packed.getvalue()


def table(*rows, first_row=0, first_column=0):
    def fill(book):
        sheet = book.add_worksheet("Blad1")
        for number, row in enumerate(rows, first_row):
            for column, cell in enumerate(row, first_column):
                if cell is not None:
                    sheet.write(number, column, cell)

    return workbook(fill)


def changed(raw, part, change):
    """The workbook with one part of it changed: a function of its text."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == part else text)
    return result.getvalue()


def source(folder, raw, name="2024.xlsx"):
    path = folder / name
    path.write_bytes(raw)
    return open_source(path, SourceHints())


def rows(folder, raw, header_line=1):
    blocks = source(folder, raw).sheets[0].blocks(header_line)
    return [(line, cells) for block in blocks for line, *cells in block.iter_rows()]


def refusal(folder, raw, header_line=1):
    with pytest.raises(Refused) as caught:
        rows(folder, raw, header_line)
    return str(caught.value)


# what arrives


def test_cells_arrive_as_exact_text(tmp_path):
    numbers = [1302.03, 1234.5, 5564480282, 0, -0.01, 123456789012.34, 0.1 + 0.2, 99999999999999, 45700, 1e-7]
    raw = table(["belopp"], *[[number] for number in numbers])
    texts = [
        "1302.03",
        "1234.5",
        "5564480282",
        "0",
        "-0.01",
        "123456789012.34",
        "0.3",
        "99999999999999",
        "45700",
        "1e-07",
    ]
    found = [cells[0] for _, cells in rows(tmp_path, raw)]
    assert [float(text) for text in found] == pytest.approx([float(text) for text in texts])
    assert found[:-1] == texts[:-1]


def test_text_stays_text(tmp_path):
    raw = table(["konto"], ["0640"], [" 1 234,50"], ["=1+1 "[1:]], ["rad_x000D_\nrad"], ["NULL"])
    assert [cells[0] for _, cells in rows(tmp_path, raw)] == ["0640", " 1 234,50", "1+1 ", "rad\nrad", "NULL"]


def test_dates_and_booleans_arrive_as_text(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Blad1")
        sheet.write_row(0, 0, ["datum", "tid", "flagga"])
        sheet.write_datetime(1, 0, datetime.datetime(2025, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(
            1, 1, datetime.datetime(2025, 1, 31, 12, 30), book.add_format({"num_format": "d/m/yy hh:mm"})
        )
        sheet.write_boolean(1, 2, True)

    assert rows(tmp_path, workbook(fill)) == [(2, ["2025-01-31", "2025-01-31 12:30:00", "true"])]
    assert rows(tmp_path, workbook(fill, date_1904=True)) == [(2, ["2025-01-31", "2025-01-31 12:30:00", "true"])]


def test_rows_have_the_numbers_that_excel_shows(tmp_path):
    raw = table(["Rapport"], [], ["a", "b"], [], ["1", None], [None, "2"], first_row=2, first_column=3)
    sheet = source(tmp_path, raw).sheets[0]
    assert sheet.name == "Blad1"
    assert sheet.head() == [(3, ["Rapport", None]), (5, ["a", "b"]), (7, ["1", None]), (8, [None, "2"])]
    assert rows(tmp_path, raw, 5) == [(7, ["1", None]), (8, [None, "2"])]
    assert next(sheet.blocks(5)).schema == {"line": pl.UInt32, "c0": pl.String, "c1": pl.String}


def test_a_doubled_header_stays_doubled(tmp_path):
    assert source(tmp_path, table(["Belopp", "Belopp"], ["1", "2"])).sheets[0].head(1) == [(1, ["Belopp", "Belopp"])]


def test_cells_with_an_error_arrive_as_their_text(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Blad1")
        sheet.write_row(2, 1, ["a", "b", "c"])
        sheet.write_row(3, 1, [1, 2, 3])
        sheet.write_formula(3, 2, "=NA()", None, "#N/A")
        sheet.write_formula(5, 3, "=1/0", None, "#DIV/0!")

    assert rows(tmp_path, workbook(fill), 3) == [(4, ["1", "#N/A", "3"]), (6, [None, None, "#DIV/0!"])]


def test_formulas_arrive_as_the_values_stored_with_them(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Blad1")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, '=""', None, "x")

    raw = changed(workbook(fill), SHEET, lambda xml: xml.replace("<v>x</v>", "<v></v>"))
    assert rows(tmp_path, raw) == [(2, ["2", None])]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="D4" t="str"><f>A1</f><v/></c>', None),
        ('<c r="D4" t="inlineStr"><is><t></t></is></c>', None),
        ('<c r="D4" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c>', "xy"),
        ('<c r="D4" t="d"><v>2025-01-31T00:00:00</v></c>', "2025-01-31"),
        ('<c r="D4" t="str"><v> </v></c>', " "),
        ('<c r="D4" s="99"><v>1</v></c>', "1"),
    ],
)
def test_cells_as_other_programs_write_them(tmp_path, cell, text):
    raw = changed(
        table(["a", "b"]), SHEET, lambda xml: xml.replace("</sheetData>", f'<row r="4">{cell}</row></sheetData>')
    )
    assert rows(tmp_path, raw) == ([(4, [None, None, None, text])] if text else [])


def test_a_cell_that_stands_twice_is_refused(tmp_path):
    twice = '<row r="4"><c r="A4"><v>1</v></c><c r="A4"><v>2</v></c></row></sheetData>'
    assert refusal(tmp_path, changed(table(["a"]), SHEET, lambda xml: xml.replace("</sheetData>", twice))) == (
        "2024.xlsx:Blad1: not all cells can be read: 3 cells have a value, but 2 were read\n"
        "    fix: export the sheet as CSV"
    )


def test_formulas_without_a_stored_value_are_refused(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Blad1")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1, 0, 1)
        for row in range(1, 8):
            sheet.write_formula(row, 1, "=A1", None, "")

    assert refusal(tmp_path, workbook(fill)) == (
        "2024.xlsx:Blad1: formulas without a stored value: 7\n"
        "    B2, B3, B4, B5, B6 and 2 more\n"
        "    fix: open the workbook in Excel and save it, or export as CSV"
    )


def test_an_empty_sheet_has_no_rows(tmp_path):
    sheet = source(tmp_path, table()).sheets[0]
    assert sheet.head() == []
    assert list(sheet.blocks(1)) == []


# what the user is told


def test_hidden_sheets_are_passed_over_and_mentioned(tmp_path):
    def fill(book):
        book.add_worksheet("Blad1").write(0, 0, "a")
        book.add_worksheet("Dold").hide()
        book.add_worksheet("Gömd").very_hidden()
        book.add_worksheet("Blad 2").write(0, 0, "b")
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "=Blad1!$A$1:$A$2"})
        book.add_chartsheet("Diagram").set_chart(chart)

    found = source(tmp_path, workbook(fill))
    assert [sheet.name for sheet in found.sheets] == ["Blad1", "Blad 2"]
    assert found.notes == ("Excel, 2 visible sheets", 'hidden, not read: "Dold", "Gömd"')


def test_macros_are_ignored_and_links_noted(tmp_path):
    raw = io.BytesIO(table(["a"], ["1"]))
    with zipfile.ZipFile(raw, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert source(tmp_path, raw.getvalue(), "2024.xlsm").notes == (
        "Excel, 1 visible sheet",
        "it links to other workbooks; the values stored in this one are used",
        "it holds macros, which are never run",
    )


# what is refused before the reader opens it


@pytest.mark.parametrize(("cell", "row"), [("XFD1048576", 1048576), ("SS2", 2), ("AAA2", 2)])
def test_a_cell_far_out_is_refused(tmp_path, cell, row):
    raw = changed(
        table(["a"], ["b"]), SHEET, lambda xml: xml.replace('r="A2"', f'r="{cell}"').replace('r="2"', f'r="{row}"')
    )
    assert refusal(tmp_path, raw) == (
        f"2024.xlsx:Blad1: this workbook would need too much memory: it has a cell in {cell}, "
        "beyond column 512 or row 1100000\n"
        "    fix: delete the empty rows and columns around the table, or export as CSV"
    )


def test_a_row_far_down_is_refused_also_on_hidden_sheets(tmp_path):
    raw = changed(table(["a"], ["b"]), SHEET, lambda xml: xml.replace('<row r="2"', '<row r="99999999"'))
    raw = changed(raw, "xl/workbook.xml", lambda xml: xml.replace('name="Blad1"', 'name="Blad1" state="hidden"'))
    assert "it has row 99999999, beyond column 512 or row 1100000" in refusal(tmp_path, raw)


def test_a_few_cells_that_span_a_huge_rectangle_are_refused(tmp_path):
    raw = changed(table(["a"], ["b"]), SHEET, lambda xml: xml.replace('r="A2"', 'r="SR1048576"'))
    assert refusal(tmp_path, raw) == (
        "2024.xlsx:Blad1: this workbook would need too much memory: it has cells spread over 1048576 rows "
        "and 512 columns\n"
        "    fix: delete the empty rows and columns around the table, or export as CSV"
    )


def test_a_wide_and_long_sheet_within_bounds_is_read(tmp_path):
    assert len(rows(tmp_path, table(["x"] * 512, ["y"] * 512))[0][1]) == 512


def test_a_workbook_that_unpacks_to_hundreds_of_times_its_size_is_refused(tmp_path):
    raw = changed(table(["a"], ["b"]), SHEET, lambda xml: xml + " " * 60_000_000)
    size = 60_000_000 // len(raw)
    text = refusal(tmp_path, raw)
    assert text.startswith("2024.xlsx: this workbook would need too much memory: it has 60 MB when unpacked, ")
    assert abs(int(re.search(r"unpacked, (\d+) times its own size", text).group(1)) - size) < 5


def test_a_workbook_of_too_many_parts_is_refused(tmp_path):
    raw = io.BytesIO(table(["a"], ["b"]))
    with zipfile.ZipFile(raw, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"part{number}", b"")
    assert refusal(tmp_path, raw.getvalue()) == (
        "2024.xlsx: this workbook would need too much memory: it has 2010 parts, more than 2000\n"
        "    fix: delete the empty rows and columns around the table, or export as CSV"
    )


def test_a_workbook_of_more_than_a_gigabyte_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(excel_guard, "MAX_BYTES", 1_000_000)
    raw = changed(table(["a"], ["b"]), SHEET, lambda xml: xml + " " * 1_000_000)
    assert "it has more than 1 MB when unpacked" in refusal(tmp_path, raw)


def test_entities_are_refused(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet '
    for part in (SHEET, "xl/workbook.xml"):
        raw = changed(table(["a"], ["b"]), part, lambda xml: re.sub("<(worksheet|workbook) ", bomb, xml, count=1))
        assert "2024.xlsx: this workbook is damaged: its XML is not well-formed" in refusal(tmp_path, raw)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_cut_workbook_is_refused(tmp_path, keep):
    raw = table(["a"], ["b"])
    assert refusal(tmp_path, raw[: int(len(raw) * keep)]) == (
        "2024.xlsx: this workbook is damaged: File is not a zip file\n    fix: open it in Excel and save it again"
    )


def test_damaged_workbooks_are_read_or_refused(tmp_path):
    good = table(["a", "b"], ["x", 1], ["y", 2])
    for at in range(0, len(good), 7):
        with suppress(Refused):
            rows(tmp_path, good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :])


def test_cells_without_an_address_are_counted_along(tmp_path):
    raw = changed(table(["a", "b"], ["1", "2"]), SHEET, lambda xml: re.sub(r' r="[A-Z]*\d+"', "", xml))
    assert rows(tmp_path, raw) == [(2, ["1", "2"])]


def test_addresses_are_written_as_excel_does():
    assert [excel_guard.address(7, column) for column in (1, 26, 27, 512, 703)] == ["A7", "Z7", "AA7", "SR7", "AAA7"]
