"""The workbook: it adds up, looks the same every time, and cannot execute anything."""

import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from example_report import WIDTHS, breakdown, footprint, report, taxonomy

from procurement_footprint.analysis.breakdown import break_down
from procurement_footprint.analysis.sums import added_up
from procurement_footprint.reporting import sheets, workbook

NAMES = {
    "sv": [
        "Sammanfattning",
        "Förvaltningar",
        "Leverantörer",
        "Kategorier",
        "Vem köper vad",
        "Kvartal",
        "Oklassat",
        "Utelämnat",
        "Klassningsgrund",
        "Krav",
        "Källor och metod",
    ],
    "en": [
        "Summary",
        "Departments",
        "Suppliers",
        "Categories",
        "Who buys what",
        "Quarters",
        "Unmapped",
        "Left out",
        "Evidence",
        "Requirements",
        "Sources and method",
    ],
}
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
    return openpyxl.load_workbook(written(tmp_path, **changes))


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


def test_every_sheet_adds_up_to_the_whole_and_its_total_is_a_number(tmp_path):
    book, totals = opened(tmp_path), breakdown().totals
    for name in NAMES["en"][1:-1]:
        header, *lines, last = book[name].iter_rows(values_only=True)
        part = PART.get(name, "counted")
        whole = {"Rows": totals.rows[part], "Amount, SEK": totals.amount[part], "kg CO₂e": totals.kg_co2e}
        assert last[0] == "Total", name
        for column, expected in whole.items():
            if column in header:
                place = header.index(column)
                assert Decimal(str(last[place])) == expected, (name, column)
                assert sum(Decimal(str(line[place])) for line in lines) == expected, (name, column)


def test_the_summary_shows_the_footprint_the_bridge_and_the_notes(tmp_path):
    lines = list(opened(tmp_path)["Summary"].iter_rows(values_only=True))
    totals = breakdown().totals
    assert lines[0][0] == report("en").title
    known = breakdown().range
    assert lines[2][2:5] == (float(totals.kg_co2e), float(known.low), float(known.high))
    assert lines[2][5:7] == (known.quality, float(totals.amount["counted"]))
    amounts = {line[:2]: line[3] for line in lines}
    assert amounts["Ledger total", None] == float(totals.amount["ledger"])
    assert amounts["Counted", None] == float(totals.amount["counted"])
    reasons = [Decimal(str(line[3])) for line in lines if line[0] == "Left out" and line[1]]
    assert sum(reasons) == totals.amount["left_out"]
    texts = {line[0] for line in lines}
    assert {*report("en").notes, *report("en").assumptions} <= texts


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
    formats = {header.value: cell.number_format for header, cell in zip(page[1], page[2], strict=True)}
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
    for name in NAMES["en"][1:-1]:
        page = book[name]
        assert page.freeze_panes == "A2", name
        assert page.auto_filter.ref.endswith(str(page.max_row - 1)), name
        assert page.print_title_rows == "$1:$1", name
        setup = page.page_setup
        assert (setup.orientation, setup.fitToHeight) == ("landscape", 0), name
        assert page.sheet_properties.pageSetUpPr.fitToPage, name


def test_nothing_that_a_supplier_types_becomes_a_formula_or_a_link(tmp_path):
    path = hostile_report(tmp_path)
    for page in openpyxl.load_workbook(path):
        for line in page.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                assert not isinstance(cell.value, str) or cell.data_type == "s"
                assert not isinstance(cell.value, str) or not set(cell.value) & set("\x00\x1b\ufffe\n")
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name), name
            assert b"hyperlink" not in parts.read(name).replace(b"HYPERLINK", b""), name


def test_a_text_that_looks_like_a_formula_stands_there_as_text(tmp_path):
    page = openpyxl.load_workbook(hostile_report(tmp_path))["Suppliers"]
    found = {page.cell(row, 1).value: page.cell(row, 1) for row in range(2, page.max_row)}
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
    assert str(page["D2"].value) == "9999999999999.99"


def test_a_long_list_of_unmapped_rows_ends_with_one_line_for_the_rest(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "UNMAPPED_LINES", 10)
    tables = breakdown()
    *lines, others, total = opened(tmp_path, breakdown=tables)["Unmapped"].iter_rows(values_only=True)
    assert len(lines) == 11
    assert others[0] == f"Others ({len(tables.unmapped) - 10})"
    assert Decimal(str(others[-1])) == tables.unmapped["reporting_amount"].slice(10).sum()
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
    assert list(book["Suppliers"].iter_rows(min_row=2, values_only=True)) == [("Total", None, 0, 0, 0, *[None] * 7)]


def test_money_in_several_currencies_has_a_column_each_among_the_inputs(tmp_path):
    (one,) = report("en").inputs
    other = replace(one, name="norge.csv", amounts={"NOK": Decimal("12.50")})
    page = opened(tmp_path, inputs=(one, other))["Sources and method"]
    assert [cell.value for cell in page[2]][3:5] == ["Amount, NOK", "Amount, SEK"]
    assert [cell.value for cell in page[4]][3:5] == [12.5, None]
