"""Columns that are written at once give the same file, byte for byte, as the writer's own way, cell by cell."""

from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from procurement_footprint.reporting.workbook.filled import LONGEST
from procurement_footprint.reporting.workbook.formats import CREATED, OPTIONS, Formats
from procurement_footprint.reporting.workbook.packing import Book

TEXTS = st.lists(
    st.none()
    | st.sampled_from(
        ["", "a", " b ", "<&>\"'", "å\n", "_x0041_", "\x07", "\ufffe", "\u2028", "\u00a0", " ", "<r>x</r>"]
    ),
    max_size=40,
)
NUMBERS = st.lists(
    st.none() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False), max_size=40
)
FORMULAS = ("=1+1", "SUM(B1:B2)", '=IF(SUM(B1)=0,"",1)', "=CONCAT(B1,B2)", "=UNIQUE(B1:B9)", "{=SUM(B1*B2)}")
COLUMNS = st.lists(st.tuples(st.booleans(), TEXTS, NUMBERS), min_size=1, max_size=4)


class CellByCell(Worksheet):
    """The writer's own page, with `fill` as one call for each cell."""

    def fill(self, row, place, values, look, texts):
        put = self.write_string if texts else self.write_number
        for line, value in enumerate(values, row):
            if value is not None:
                put(line, place, value, look)


def written(columns, row=3, over=False):
    return packed(Book, columns, row, over)


def expected(columns, row=3, over=False):
    return packed(lambda file: xlsxwriter.Workbook(file, OPTIONS), columns, row, over, CellByCell)


def packed(kind_of_book, columns, row, over, kind_of_page=None):
    file = BytesIO()
    book = kind_of_book(file)
    book.set_properties({"created": CREATED})
    formats = Formats(book)
    for name in ("One", "Two"):
        page = book.add_worksheet(name, kind_of_page)
        page.write_string(0, 0, "Title", formats.title)
        page.set_row(row + 1, 30)
        for place, (texts, words, numbers) in enumerate(columns, 1):
            kind = "text" if texts else "money"
            page.fill(row, place, words if texts else numbers, formats.cell(kind), texts)
        if over:
            page.write_url(row, 1, "internal:'One'!A1", formats.link("text"), "there")
            for line, formula in enumerate(FORMULAS, row + 2):
                page.write_formula(line, 1, formula, formats.cell("count"), 2)
    book.close()
    return file.getvalue()


@settings(max_examples=60, deadline=None)
@given(COLUMNS, st.sampled_from([1, 14, 15, 16, 40]), st.booleans())
def test_columns_at_once_give_the_bytes_of_the_writers_own_way(columns, row, over):
    assert written(columns, row, over) == expected(columns, row, over)


def test_a_text_that_may_be_too_long_for_a_cell_is_left_to_the_writer_which_cuts_it():
    columns = [(True, ["a", "x" * (LONGEST + 20_000)], [])]
    assert written(columns) == expected(columns)


def test_lines_below_the_last_row_of_a_sheet_are_not_written():
    columns = [(True, ["a", "b", "c"], [])]
    assert written(columns, 1_048_574) == expected(columns, 1_048_574)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused_as_the_writer_refuses_it(value):
    with pytest.raises(TypeError, match="NAN/INF not supported"):
        written([(False, [], [1.0, value])])
