"""A workbook that comes back is read by the names in its header; what cannot be read is said with its address."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from procurement_footprint.problems import Refused
from procurement_footprint.reporting import returned

COLUMNS = ("id", "category", "comment")


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A workbook as we send it out: a header, two lines, and a hidden sheet for the drop-down."""
    path = tmp_path / "review.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, choices = book.add_worksheet("Decisions"), book.add_worksheet("choices")
    sheet.write_row(0, 0, COLUMNS)
    text = book.add_format({"quote_prefix": True})
    sheet.write_string(1, 0, "0017", text)
    sheet.write_string(2, 0, "=1+1", text)
    choices.write_column(0, 0, ["meals", "food"])
    choices.hide()
    sheet.data_validation(1, 1, 2, 1, {"validate": "list", "source": "=choices!$A$1:$A$2"})
    book.close()
    return path


def refusal(path: Path, sheet: str = "Decisions") -> str:
    with pytest.raises(Refused) as caught:
        returned.read(path, sheet, COLUMNS)
    return str(caught.value)


def test_what_people_wrote_comes_back_with_its_addresses(sent: Path) -> None:
    book = openpyxl.load_workbook(sent)
    sheet = book["Decisions"]
    sheet["B2"], sheet["C2"], sheet["B3"] = " meals ", date(2024, 3, 1), 0.5
    book.save(sent)
    first, second = returned.read(sent, "Decisions", COLUMNS)
    assert first.cells == {"id": "0017", "category": "meals", "comment": "2024-03-01"}
    assert second.cells == {"id": "=1+1", "category": "0.5", "comment": None}
    assert (first.line, second.line) == (2, 3)
    assert second.place("category") == "review.xlsx:Decisions!B3"
    assert returned.address(12, 28) == "AB12"


def test_columns_and_rows_may_be_moved_and_others_added(sent: Path) -> None:
    book = openpyxl.load_workbook(sent)
    sheet = book["Decisions"]
    sheet.insert_cols(1, 2)
    sheet["B1"], sheet["B2"], sheet["D3"], sheet["B7"] = "mine", "a note", "food", "a note below"
    sheet.insert_rows(2)
    book.save(sent)
    first, second = returned.read(sent, "Decisions", ("category", "id"))
    assert [first.line, second.line] == [3, 4]
    assert second.cells == {"category": "food", "id": "=1+1"}
    assert second.place("id") == "review.xlsx:Decisions!C4"


def test_an_empty_sheet_has_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Decisions"
    book.save(path)
    assert refusal(path).startswith('empty.xlsx:Decisions!1:1: the column "id" is missing\n')


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text("id,category,comment\n1,meals,\n")
    assert refusal(path) == (
        "review.csv: this is not a workbook\n    fix: give the .xlsx file that was sent out and filled in"
    )


def test_a_damaged_workbook_is_refused(sent: Path) -> None:
    sent.write_bytes(sent.read_bytes()[:2000])
    assert refusal(sent).startswith("review.xlsx: this workbook is damaged: ")


def test_a_missing_or_hidden_sheet_is_refused(sent: Path) -> None:
    assert refusal(sent, "Verdicts") == (
        'review.xlsx: there is no sheet "Verdicts"; there are: "Decisions"\n'
        "    fix: give the workbook that was sent out, and leave the names of its sheets as they are"
    )
    assert refusal(sent, "choices") == (
        'review.xlsx: the sheet "choices" is hidden\n    fix: show it in Excel, look through it and save the workbook'
    )


def test_missing_and_doubled_columns_are_refused_together(sent: Path) -> None:
    book = openpyxl.load_workbook(sent)
    sheet = book["Decisions"]
    sheet["B1"], sheet["D1"] = "kategori", "comment"
    book.save(sent)
    assert refusal(sent) == (
        'review.xlsx:Decisions!1:1: the column "category" is missing\n'
        "    fix: leave the header in the first row as it was sent out\n"
        'review.xlsx:Decisions!1:1: the column "comment" stands twice\n'
        "    fix: delete or rename the one that was added"
    )


def test_cells_without_a_value_are_refused_together(sent: Path) -> None:
    book = openpyxl.load_workbook(sent)
    sheet = book["Decisions"]
    sheet["B2"], sheet["C3"] = "=VLOOKUP(A2,E:F,2)", "#N/A"
    book.save(sent)
    assert refusal(sent) == (
        "review.xlsx:Decisions!B2: this formula has no stored value\n"
        "    fix: write the value itself, or open the workbook in Excel and save it\n"
        "review.xlsx:Decisions!C3: this cell holds an error instead of a value\n"
        "    #N/A\n"
        "    fix: write the value itself"
    )
