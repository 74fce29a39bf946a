"""The workbook of a whole report: what Excel demands, what LibreOffice computes, and whether it all adds up."""

import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import excel_rules
import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from recalculated import converted, needs_libreoffice

from procurement_footprint import opening, presenting, project
from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.largest_rows import largest_rows
from procurement_footprint.job import Silent
from procurement_footprint.opening import Named
from procurement_footprint.period import parse
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.share import scan
from procurement_footprint.reporting.share.scan import Known
from procurement_footprint.reporting.sheets import Column, Table
from procurement_footprint.reporting.site.edition import Edition
from procurement_footprint.reporting.workbook import answers, whole
from procurement_footprint.reporting.workbook import report as own_book
from procurement_footprint.reporting.workbook import rows as rows_sheet
from procurement_footprint.shelf import folder as shipped

SHEETS = [
    "Översikt", "Förvaltningar", "Leverantörer", "Kategorier", "Vem köper vad", "Kvartal", "Indikatorer",
    "Var krav gör mest nytta", "Arbetsblad", "Förändring", "Mål", "Åtgärder", "Brygga", "Oklassat",
    "Utelämnat", "Klassningsgrund", "Rader", "Faktorer", "Regler", "Källor och metod",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """Workbooks of the small town: of the whole report in both languages, and the one that `run` writes."""

    edition: Edition
    whole: Path
    english: Path
    own: Path

    @property
    def tables(self) -> Breakdown:
        return self.edition.report.breakdown


@pytest.fixture(scope="module")
def made(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("book")
    town = place / "town"
    shutil.copytree(small_town, town)
    for name in ("targets", "measures"):
        example = next(iter(sorted((shipped("mappings") / name).glob("*.yaml"))))
        shutil.copy(example, town / f"{name}.yaml")
    held = project.load(town)
    years = [Named(span=parse(year)) for year in ("2023", "2024")]
    with opening.opened(years, held, Silent()) as (before, opened):
        material = presenting.material(opened, before, (before, opened), held, "sv")
        plain = replace(presenting.material(opened, None, (), held, "en"), listed=())
        editions = {"sv": presenting.edition(material, held, "sv"), "en": presenting.edition(plain, held, "en")}
    files = Made(editions["sv"], place / "whole.xlsx", place / "english.xlsx", place / "own.xlsx")
    whole.write(editions["sv"], files.whole)
    whole.write(editions["en"], files.english)
    own_book.write(editions["en"].report, files.own)
    return files


def values(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def called(book: openpyxl.Workbook, name: str) -> object:
    sheet, _, cell = book.defined_names[name].attr_text.partition("!")
    return book[sheet.strip("'")][cell.replace("$", "")].value


def test_the_sheets_stand_in_the_order_in_which_people_read_them(made: Made) -> None:
    assert values(made.whole).sheetnames == SHEETS


@pytest.mark.parametrize("which", ["whole", "english", "own"])
def test_excel_finds_nothing_to_repair(made: Made, which: str) -> None:
    assert excel_rules.broken(getattr(made, which)) == []


def test_names_are_the_same_in_both_languages(made: Made) -> None:
    swedish, english = openpyxl.load_workbook(made.whole), openpyxl.load_workbook(made.english)
    assert set(english.defined_names) == set(swedish.defined_names)
    tables = [{name for page in book for name in page.tables} for book in (swedish, english)]
    assert tables[0] - tables[1] == {name for name in tables[0] if name.startswith(("change", "targets", "measures"))}
    assert {"departments", "suppliers", "largest_rows", "factors", "rules", "who_buys_what"} <= tables[1] <= tables[0]


def test_the_main_figures_have_names_and_are_those_of_the_report(made: Made) -> None:
    book, totals = values(made.whole), made.tables.totals
    assert Decimal(str(called(book, "total_kg"))) == totals.kg_co2e
    assert called(book, "total_kg_low") == float(made.tables.range.low)
    for part in ("counted", "left_out", "unmapped", "ledger"):
        assert Decimal(str(called(book, f"{part}_amount"))) == totals.amount[part], part
        assert called(book, f"{part}_rows") == totals.rows[part], part
    assert called(book, "bridge_amount") == float(totals.amount["counted"])
    assert called(book, "everything_adds_up") == "Stämmer"


def test_the_figures_of_the_overview_are_formulas_over_the_other_sheets(made: Made) -> None:
    book = openpyxl.load_workbook(made.whole)
    assert called(book, "total_kg") == "=ROUND(SUM(kg_in_departments),3)"
    assert called(book, "left_out_amount") == "=ROUND(SUM(amount_in_left_out),2)"
    assert called(book, "ledger_amount") == "=ROUND(counted_amount+left_out_amount+unmapped_amount,2)"
    bridge = [row[3].value for row in book["Brygga"].iter_rows(min_row=4)]
    assert bridge[0] == "=ledger_amount"
    assert bridge[1] == "=ROUND(SUMPRODUCT((reason_in_left_out=B5)*amount_in_left_out),2)"


@pytest.mark.parametrize(
    ("table", "part"),
    [
        *((name, "counted") for name in ("departments", "suppliers", "categories", "who_buys_what", "quarters")),
        *((name, "counted") for name in ("evidence", "factors")),
        *((name, "ledger") for name in ("largest_rows", "rules")),
        ("left_out", "left_out"),
        ("unmapped", "unmapped"),
    ],
)
def test_the_cells_of_every_table_add_up_to_the_whole_to_the_ore_and_the_gram(
    made: Made, table: str, part: str
) -> None:
    book, totals = values(made.whole), made.tables.totals
    expected = {"rows": totals.rows[part], "amount": totals.amount[part], "kg": totals.kg_co2e}
    for column, whole_of_it in expected.items():
        if column == "kg" and part in ("left_out", "unmapped"):
            continue
        sheet, _, cells = book.defined_names[f"{column}_in_{table}"].attr_text.partition("!")
        held = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
        assert sum(Decimal(str(value)) for value in held if value is not None) == whole_of_it, column


def test_totals_follow_what_is_shown(made: Made) -> None:
    page = openpyxl.load_workbook(made.english)["Departments"]
    header, last = [cell.value for cell in page[3]], [cell.value for cell in page[page.max_row]]
    total, end = dict(zip(header, last, strict=True)), page.max_row - 1
    assert total["Amount, SEK"] == f"=SUBTOTAL(109,F4:F{end})"
    assert total["g CO₂e per SEK"] == (
        f'=IF(SUBTOTAL(109,F4:F{end})=0,"",1000*SUBTOTAL(109,G4:G{end})/SUBTOTAL(109,F4:F{end}))'
    )
    low = float(made.tables.range.low)
    assert total["kg CO₂e, low (95%)"] == f'=IF(SUBTOTAL(103,A4:A{end})=ROWS(A4:A{end}),{low!r},"")'


def test_links_lead_to_sheets_of_the_workbook_and_back(made: Made) -> None:
    book = openpyxl.load_workbook(made.whole)
    leads = {page.title: {sheet for _, sheet, _ in links(page)} for page in book}
    assert leads["Översikt"] == set(SHEETS[1:])
    assert all("Översikt" in leads[name] for name in SHEETS[1:])
    assert leads["Förvaltningar"] == {"Översikt", "Vem köper vad"}
    assert leads["Kategorier"] == {"Översikt", "Faktorer", "Regler"}


def links(page: Worksheet) -> Iterator[tuple[Cell, str, str]]:
    """Yield the cells of a page that lead somewhere, the sheet and the cell that they lead to."""
    for line in page.iter_rows():
        for cell in line:
            if cell.hyperlink:
                assert cell.hyperlink.target is None, cell.hyperlink
                sheet, _, place = cell.hyperlink.location.partition("!")
                yield cell, sheet.strip("'"), place


def test_a_department_leads_to_its_first_line_and_a_category_to_its_first_factor(made: Made) -> None:
    book = values(made.whole)
    departments, bought = book["Förvaltningar"], book["Vem köper vad"]
    found = [(cell.value, bought[place].row) for cell, sheet, place in links(departments) if sheet == "Vem köper vad"]
    assert len(found) == made.tables.departments.height
    for name, row in found:
        assert name in [cell.value for cell in bought[row]]
        assert name not in [cell.value for cell in bought[row - 1]]
    categories, factors = book["Kategorier"], book["Faktorer"]
    names = [factors.cell(row, 1).value for row in range(4, factors.max_row)]
    counts = [(cell, factors[place].row) for cell, sheet, place in links(categories) if sheet == "Faktorer"]
    assert len(counts) == made.tables.categories.height
    for cell, row in counts:
        name = categories.cell(cell.row, 2).value
        assert names.index(name) == row - 4
        assert names.count(name) == cell.value


def test_dates_are_dates_and_rows_are_shown_with_their_voucher(made: Made) -> None:
    page = values(made.english)["Rows"]
    header = [cell.value for cell in page[3]]
    first = dict(zip(header, [cell.value for cell in page[4]], strict=True))
    assert isinstance(first["Booked on"], datetime)
    assert first["Voucher"].isdigit()
    kilograms = [page.cell(row, header.index("kg CO₂e") + 1).value for row in range(4, page.max_row)]
    sizes = [abs(one) for one in kilograms if one is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert page["B2"].value.startswith("300 of 300 rows")


def test_rows_beyond_the_limit_are_one_line_for_each_outcome(made: Made, small_town: Path) -> None:
    held = project.load(small_town)
    with opening.opened([Named(folder=small_town / "footprint")], held, Silent()) as (opened,):
        few = largest_rows(opened.footprint.rows, 10)
        report = presenting.report(opened, held, "en")
    (table,) = rows_sheet.sheet(few, report, Words("en")).tables
    first, amount = table.columns[0].values, next(one for one in table.columns if one.name == "amount")
    assert len(first) == 10 + few.others.height
    assert [str(one).partition(" ")[0] for one in first[10:]] == ["Others"] * few.others.height
    assert amount.total == float(report.breakdown.totals.amount["ledger"])


def test_no_natural_person_is_in_it(made: Made, small_town: Path) -> None:
    held = project.load(small_town)
    with opening.opened([Named(folder=small_town / "footprint")], held, Silent()) as (opened,):
        people = opened.footprint.rows.filter("sole_trader").select("supplier", "supplier_id").unique().collect()
    assert people.height
    with zipfile.ZipFile(made.whole) as parts:
        text = "".join(parts.read(name).decode("utf-8") for name in parts.namelist())
    for name, number in people.iter_rows():
        assert name not in text, name
        assert number not in text, number
    assert list(scan.file(made.whole, "report.xlsx", Known())) == []


def test_the_same_edition_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    whole.write(made.edition, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == made.whole.read_bytes()


def test_it_says_whose_it_is_and_in_which_language(made: Made) -> None:
    book = openpyxl.load_workbook(made.english)
    assert book.properties.title == "Climate footprint of purchases"
    assert book.properties.subject.endswith("2024-12-31") or "2024" in book.properties.subject
    assert book.custom_doc_props["Language"].value == "en"
    for page in book:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9), page.title
        assert page.sheet_properties.pageSetUpPr.fitToPage, page.title


def test_tables_of_sections_with_names_that_look_alike_have_names_of_their_own() -> None:
    table = Table("", (Column("a", "text", ["x"]), Column("b", "count", [1.0])))
    alike = [Section(name, name, tables=(table, table)) for name in ("Mål 1", "mal-1")]
    leaflet = Leaflet("t", "s", "l", (), alike, (), (), "sv", "p")
    (made_of_it,) = answers.sheets("targets", leaflet, Words("sv"))
    names = [one.name for one in made_of_it.tables]
    assert names == ["targets_mal_1", "targets_mal_1_no_2", "targets_mal_1_no_3", "targets_mal_1_no_4"]


@pytest.fixture(scope="module")
def computed(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, openpyxl.Workbook]:
    """The workbooks as LibreOffice computes them, and one in which somebody has changed the money of a supplier."""
    place = tmp_path_factory.mktemp("computed")
    book = openpyxl.load_workbook(made.whole)
    book["Leverantörer"]["D4"].value = 1
    book.save(place / "changed.xlsx")
    paths = converted("xlsx", place, made.whole, made.own, place / "changed.xlsx")
    return dict(zip(("whole", "own", "changed"), map(values, paths), strict=True))


@needs_libreoffice
@pytest.mark.parametrize("which", ["whole", "own"])
def test_libreoffice_computes_what_stands_there(
    made: Made, computed: Mapping[str, openpyxl.Workbook], which: str
) -> None:
    path = getattr(made, which)
    formulas, said, found = openpyxl.load_workbook(path), values(path), computed[which]
    met = 0
    for page in formulas:
        for line in page.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    met += 1
                    one, other = said[page.title][cell.coordinate].value, found[page.title][cell.coordinate].value
                    assert same(one, other), (page.title, cell.coordinate, cell.value, one, other)
    assert met > 100
    assert called(found, "everything_adds_up") in ("Stämmer", "Adds up")


@needs_libreoffice
def test_a_sheet_that_was_changed_differs_and_the_overview_says_so(computed: Mapping[str, openpyxl.Workbook]) -> None:
    book = computed["changed"]
    results = {row[0].value: row[8].value for row in book["Översikt"].iter_rows() if row[8].value}
    assert called(book, "everything_adds_up") == "Avviker"
    assert [name for name, result in results.items() if result == "Avviker"] == ["Leverantörer", "Alla blad"]


@needs_libreoffice
def test_it_becomes_a_pdf(made: Made, tmp_path: Path) -> None:
    (printed,) = converted("pdf", tmp_path, made.own)
    raw = printed.read_bytes()
    assert raw.startswith(b"%PDF")
    assert len(re.findall(rb"/Type ?/Page\b", raw)) >= len(values(made.own).sheetnames)


def same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return round(float(one) - float(other), 4) == 0
    return (one or "") == (other or "")
