"""The workbook that `run` writes: it adds up, looks the same every time, and cannot execute anything."""

import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from example_report import WIDTHS, breakdown, footprint, report, taxonomy

from procurement_footprint.analysis.breakdown import break_down
from procurement_footprint.analysis.sums import added_up
from procurement_footprint.reporting.share import scan
from procurement_footprint.reporting.share.scan import Known
from procurement_footprint.reporting.sheets import Column, Sheet, Table
from procurement_footprint.reporting.workbook import report as workbook
from procurement_footprint.reporting.workbook import views
from procurement_footprint.reporting.workbook.book import write_book

NAMES = {
    "sv": [
        "Översikt",
        "Förvaltningar",
        "Leverantörer",
        "Kategorier",
        "Vem köper vad",
        "Kvartal",
        "Krav",
        "Brygga",
        "Oklassat",
        "Utelämnat",
        "Klassningsgrund",
        "Källor och metod",
    ],
    "en": [
        "Overview",
        "Departments",
        "Suppliers",
        "Categories",
        "Who buys what",
        "Quarters",
        "Requirements",
        "Bridge",
        "Unmapped",
        "Left out",
        "Evidence",
        "Sources and method",
    ],
}
TABLES = [name for name in NAMES["en"][1:-1] if name != "Bridge"]
HEADER = 3  # the row of it; above are the title, and the way back with the note
PART = {"Unmapped": "unmapped", "Left out": "left_out"}
HOSTILE = (
    '=HYPERLINK("http://example.com","x")',
    "{=1+1}",
    "http://example.com",
    "internal:Sheet1!A1",
    "mailto:a@example.com",
    "+1",
    "-1",
    "@x",
    "123",
    "<b>&amp;</b>",
    "_x0041_",
    "\x1b[2J\x00",
    "\ufffe",
)


def written(tmp_path, **changes):
    path = tmp_path / "report.xlsx"
    workbook.write(report("en", **changes), path)
    return path


def opened(tmp_path, **changes):
    return openpyxl.load_workbook(written(tmp_path, **changes), data_only=True)


def lines_of(page):
    return list(page.iter_rows(min_row=HEADER, values_only=True))


def hostile_report(tmp_path):
    names = pl.Series([HOSTILE[number % len(HOSTILE)] for number in range(400)])
    text = ("supplier", "department", "department_id", "account", "account_text", "cpv", "organisation")
    rows = footprint(400).with_columns(supplier_id=pl.lit(None, dtype=pl.String))
    rows = rows.with_columns(pl.lit(names).alias(name) for name in text)
    return written(
        tmp_path,
        breakdown=break_down(added_up(rows), taxonomy(), "SEK", WIDTHS),
        title=HOSTILE[0],
        organisations=HOSTILE,
        notes=HOSTILE,
        assumptions=HOSTILE,
    )


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_sheets_are_named_in_the_language_of_the_report(tmp_path, language):
    path = tmp_path / "report.xlsx"
    workbook.write(report(language), path)
    assert openpyxl.load_workbook(path).sheetnames == NAMES[language]


def test_every_sheet_adds_up_to_the_whole(tmp_path):
    book, totals = opened(tmp_path), breakdown().totals
    for name in TABLES:
        header, *lines, last = lines_of(book[name])
        part = PART.get(name, "counted")
        whole = {"Rows": totals.rows[part], "Amount, SEK": totals.amount[part], "kg CO₂e": totals.kg_co2e}
        assert last[0] == "Total", name
        for column, expected in whole.items():
            if column in header:
                place = header.index(column)
                assert Decimal(str(last[place])) == expected, (name, column)
                assert sum(Decimal(str(line[place])) for line in lines) == expected, (name, column)


def test_the_overview_shows_the_footprint_what_it_is_part_of_and_the_notes(tmp_path):
    lines = list(opened(tmp_path)["Overview"].iter_rows(values_only=True))
    totals, known = breakdown().totals, breakdown().range
    assert lines[0][0].startswith(report("en").title)
    counted = next(line for line in lines if line[0] == "Counted")
    assert counted[1:3] == (totals.rows["counted"], float(totals.amount["counted"]))
    assert counted[4:7] == (float(totals.kg_co2e), float(known.low), float(known.high))
    assert counted[8] == known.quality
    assert next(line for line in lines if line[0] == "Ledger total")[2] == float(totals.amount["ledger"])
    texts = {line[0] for line in lines}
    assert {*report("en").notes, *report("en").assumptions} <= texts


def test_the_bridge_leads_from_the_ledger_to_what_is_counted_and_says_what_is_left(tmp_path):
    _, *lines = lines_of(opened(tmp_path)["Bridge"])
    totals, left = breakdown().totals, Decimal(str(lines[0][3]))
    assert left == totals.amount["ledger"]
    for step, _, _, amount, after, *_ in lines[1:-1]:
        assert step in ("Left out", "Unmapped")
        left -= Decimal(str(amount))
        assert Decimal(str(after)) == left
    assert lines[-1][:5] == ("Counted", None, totals.rows["counted"], float(left), float(left))


def test_the_sources_sheet_holds_credit_lines_and_checksums(tmp_path):
    made = report("en")
    texts = {cell for line in opened(tmp_path)["Sources and method"].iter_rows(values_only=True) for cell in line}
    for citation in made.citations:
        assert {citation.title, citation.licence} <= texts
        assert {citation.attribution, citation.url, citation.licence_url, citation.sha256} - {""} <= texts
    assert {made.inputs[0].name, made.inputs[0].sha256, made.inputs[0].rows} <= texts


def test_numbers_have_formats_and_headers_are_frozen_filtered_and_repeated_on_paper(tmp_path):
    book = opened(tmp_path)
    page = book["Suppliers"]
    formats = {header.value: cell.number_format for header, cell in zip(page[3], page[4], strict=True)}
    assert formats == {
        "Supplier": "General",
        "Organisation number": "General",
        "Rows": "#,##0",
        "Amount, SEK": "#,##0.00",
        "kg CO₂e": "#,##0",
        "kg CO₂e, low (95%)": "#,##0",
        "kg CO₂e, high (95%)": "#,##0",
        "g CO₂e per SEK": "#,##0.0",
        "Share of emissions": "0.0%",
        "Share of spend": "0.0%",
        "Quality": "General",
        "Larger than the next?": "0.0%",
    }
    for name in TABLES:
        page = book[name]
        (table,) = page.tables.values()
        assert page.freeze_panes == "A4", name
        assert table.autoFilter.ref.endswith(str(page.max_row - 1)), name
        assert page.print_title_rows == "$3:$3", name
        setup = page.page_setup
        assert (setup.orientation, setup.fitToHeight) == ("landscape", 0), name
        assert page.sheet_properties.pageSetUpPr.fitToPage, name


def test_nothing_that_a_supplier_types_becomes_a_formula_or_a_link(tmp_path):
    """The formulas and links of a report of hostile texts are those of the same report with plain ones."""
    path = hostile_report(tmp_path)
    hostile, calls = openpyxl.load_workbook(path), set()
    for page in hostile:
        for line in page.iter_rows():
            for cell in line:
                assert not isinstance(cell.value, str) or not set(cell.value) & set("\x00\x1b\ufffe\n")
                if cell.data_type == "f":
                    calls |= set(re.findall(r"[A-Z]+(?=\()", cell.value))
                    assert not any(text in cell.value for text in HOSTILE if len(text) > 3), cell.value
                if cell.hyperlink:
                    assert cell.hyperlink.target is None
                    assert cell.hyperlink.location.split("!")[0].strip("'") in hostile.sheetnames
    assert calls == {"AND", "COUNTIF", "IF", "ROUND", "ROWS", "SUBTOTAL", "SUM", "SUMPRODUCT"}
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        assert not [name for name in names if re.search("external|vba|macro|activeX|embed|connections", name, re.I)]
        for name in names:
            assert b'TargetMode="External"' not in parts.read(name), name
            assert b"ddeLink" not in parts.read(name), name


def test_a_text_that_looks_like_a_formula_stands_there_as_text(tmp_path):
    page = openpyxl.load_workbook(hostile_report(tmp_path))["Suppliers"]
    found = {page.cell(row, 1).value: page.cell(row, 1) for row in range(HEADER + 1, page.max_row)}
    for name in HOSTILE[:11]:
        assert found[name].quotePrefix, name


def test_the_same_report_gives_the_same_bytes(tmp_path, monkeypatch):
    first = written(tmp_path).read_bytes()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert written(tmp_path).read_bytes() == first


def test_large_money_keeps_its_ore(tmp_path):
    amount = pl.lit(Decimal("9999999999999.99"), dtype=pl.Decimal(18, 2))
    rows = footprint(400).filter(pl.col("status") == "counted").head(1).with_columns(reporting_amount=amount)
    page = opened(tmp_path, breakdown=break_down(added_up(rows), taxonomy(), "SEK", WIDTHS))["Suppliers"]
    assert str(page["D4"].value) == "9999999999999.99"


def test_a_long_list_of_unmapped_rows_ends_with_a_line_for_the_rest_of_each_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(views, "UNMAPPED_LINES", 10)
    tables = breakdown()
    _, *lines, total = lines_of(opened(tmp_path, breakdown=tables)["Unmapped"])
    rest = tables.unmapped.slice(10)
    others, reasons = lines[10:], rest["reason"].n_unique()
    assert len(others) == reasons
    assert {line[0] for line in others} == {f"Others ({count})" for count in rest["reason"].value_counts()["count"]}
    assert sum(Decimal(str(line[-1])) for line in others) == rest["reporting_amount"].sum()
    assert Decimal(str(total[-1])) == tables.totals.amount["unmapped"]


def test_sole_traders_are_named_nowhere(tmp_path):
    person = pl.when("sole_trader")
    rows = footprint(400).with_columns(
        supplier_id=person.then(pl.lit("750101-1234")).otherwise("supplier_id"),
        supplier=person.then(pl.lit("Anna Persson")).otherwise("supplier"),
    )
    path = written(tmp_path, breakdown=break_down(added_up(rows), taxonomy(), "SEK", WIDTHS))
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            assert b"750101" not in parts.read(name), name
            assert b"Persson" not in parts.read(name), name


def test_an_empty_footprint_and_a_report_without_notes_still_open(tmp_path):
    empty = break_down(added_up(footprint(0)), taxonomy(), "SEK", WIDTHS)
    book = opened(tmp_path, breakdown=empty, notes=(), assumptions=(), inputs=(), citations=())
    assert lines_of(book["Suppliers"])[1:] == [(None,) * 12, ("Total", None, 0, 0, 0, *[None] * 7)]
    assert "everything_adds_up" in book.defined_names


def test_money_in_several_currencies_has_a_column_each_among_the_inputs(tmp_path):
    (one,) = report("en").inputs
    other = replace(one, name="norge.csv", amounts={"NOK": Decimal("12.50")})
    page = opened(tmp_path, inputs=(one, other))["Sources and method"]
    assert [cell.value for cell in page[5]][3:5] == ["Amount, NOK", "Amount, SEK"]
    assert [cell.value for cell in page[7]][3:5] == [12.5, None]


PERSON = "640823-3234"


@pytest.mark.parametrize(
    "column",
    [
        Column("Name", "text", [PERSON], "Total"),
        Column(PERSON, "text", ["a"], "Total"),
        Column("Name", "text", ["a"], PERSON),
        Column("Name", "text", [PERSON], "Total", formulas=[f'"{PERSON}"']),
        Column("Name", "text", ["a"], "Total", addresses=["page/it"]),
    ],
    ids=["cell", "header", "total", "formula", "link"],
)
def test_the_last_look_before_publishing_sees_a_persons_number_wherever_it_stands(tmp_path, column):
    path, table = tmp_path / "book.xlsx", Table("", (column,), "people")
    sheets = (Sheet("First", (table,)), Sheet(PERSON, (replace(table, name="others"),), address="page/it"))
    write_book(path, "Title", sheets)
    places = [str(problem) for problem in scan.file(path, path.name, Known())]
    assert any('sheet "First"' in place for place in places), places
    plain = replace(column, header="Name", values=["a"], total="Total", formulas=(), addresses=())
    write_book(path, "Title", (Sheet("First", (replace(table, columns=(plain,)),)),))
    assert list(scan.file(path, path.name, Known())) == []
