"""Rows that are recognised as a whole are counted as the parser counts them, cell by cell; what is not goes to it."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.ledger import excel_guard, excel_rows
from procurement_footprint.ledger.excel_guard import Cells
from procurement_footprint.problems import Refused

HEAD = '<?xml version="1.0" encoding="UTF-8"?><worksheet><dimension ref="A1"/><sheetData>'
TAIL = '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
USUAL = (
    "><v>7</v></c>",
    ' t="s"><v>0</v></c>',
    ' s="3"/>',
    ' s="1" t="str"><f>A1&amp;"x"</f><v>räksmörgås</v></c>',
    '><f t="shared" ref="A1:A9" si="0">B1+1</f><v>-1.5</v></c>',
    '><f t="shared" si="0"/><v>2</v></c>',
    ' t="inlineStr"><is><t xml:space="preserve"> r="ZZ9" v </t></is></c>',
    ' t="inlineStr"><is><t></t></is></c>',
)
ODD = (
    ' t="e"><v>#N/A</v></c>',
    "><f>A1</f></c>",
    "><f>A1</f><v></v></c>",
    ' t="str"><v></v></c>',
    "><v> </v></c>",
    ' t="s" s="1"><v>1</v></c>',
    "></c>",
    ' t="inlineStr"><is><r><t>rich</t></r></is></c>',
)
COLUMN = st.sampled_from(["A", "B", "Z", "AA", "RZ", "SR"])
ROW = st.sampled_from([1, 2, 9, 10, 19, 99, 100, 1048576])


@st.composite
def row(draw: st.DrawFn, kinds: tuple[str, ...]) -> str:
    number = draw(ROW)
    beside = draw(st.sampled_from(["", ' spans="1:3"', ' s="1" customFormat="1" ht="15.75" customHeight="1"']))
    if draw(st.integers(0, 9)) == 0:
        return f'<row r="{number}"{beside}/>'
    cells = draw(st.lists(st.tuples(COLUMN, st.sampled_from(kinds)), max_size=4))
    inside = "".join(f'<c r="{column}{number}"{rest}' for column, rest in cells)
    return f'<row r="{number}"{beside}>{inside}</row>'


def looked_over(sheet: str) -> Cells:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sheet.xml", sheet)
    with zipfile.ZipFile(packed) as archive:
        return excel_guard._cells(archive, "sheet.xml", "x")


@settings(deadline=None)
@given(rows=st.lists(row(USUAL + ODD) | row(USUAL), max_size=6), piece=st.integers(40, 400))
def test_a_sheet_is_counted_as_the_parser_counts_it(rows: list[str], piece: int) -> None:
    sheet = HEAD + "".join(rows) + TAIL
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(excel_guard, "MAX_RECTANGLE", 10**12)
        patched.setattr(excel_guard, "_PIECE", piece)
        counted = looked_over(sheet)
        patched.setattr(excel_rows, "extent", lambda *_: None)
        assert counted == looked_over(sheet)


@given(rows=st.lists(row(USUAL), min_size=1, max_size=4))
def test_rows_as_programs_write_them_are_recognised(rows: list[str]) -> None:
    assert excel_rows.extent("".join(rows).encode(), 1, 1) is not None


@pytest.mark.parametrize(
    "piece",
    [
        '<row r="1"><c r="SS1"><v>1</v></c></row>',  # column 513
        '<row r="1"><c r="XFD1"/></row>',
        '<row r="1100001"/>',
        '<row r="1"><c r="A1100000"><v>1</v></c></row>',
        '<row r="1"><c r="A1" r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><!-- --></row>',
        '<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>1&other;</v></c></row>',
        '<row r="1"><x:c r="A1"><v>1</v></x:c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><evil/>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        "<row r='1'><c r='A1'><v>1</v></c></row>",
        "",
        b'<row r="1"><c r="A1" t="str"><v>1\xff</v></c></row>',
    ],
)
def test_whatever_is_not_known_goes_to_the_parser(piece: str | bytes) -> None:
    raw = piece if isinstance(piece, bytes) else piece.encode()
    assert excel_rows.extent(raw, 1, 1) is None


@pytest.mark.parametrize("cell", ['<c r="SS5"><v>1</v></c>', '<c r="A1100001"><v>1</v></c>', '<c r="XFD5" s="1"/>'])
def test_a_cell_far_out_after_many_usual_rows_is_refused(cell: str) -> None:
    usual = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 30_000))
    with pytest.raises(Refused, match="beyond column 512 or row 1100000"):
        looked_over(f'{HEAD}{usual}<row r="30000">{cell}</row>{TAIL}')


def test_columns_and_rows_between_which_nothing_lies() -> None:
    held = "".join(f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>' for row, column in ((7, "C"), (12, "AB")))
    assert excel_rows.extent(held.encode(), 513, 0) == excel_rows.Extent(2, 3, 28, 12, 12)
    assert excel_rows.extent(held.encode(), 1, 30) == excel_rows.Extent(2, 1, 30, 12, 12)
    empty = b'<row r="7"><c r="C7"><v>1</v></c></row><row r="9"><c r="D9" s="1"/></row>'
    assert excel_rows.extent(empty, 3, 3) == excel_rows.Extent(1, 3, 3, 7, 9)
