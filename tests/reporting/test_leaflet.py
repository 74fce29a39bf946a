"""A leaflet: the same answer on the terminal, as a page and as a workbook."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter.exceptions

from procurement_footprint.reporting.language import NBSP, Words
from procurement_footprint.reporting.leaflet import columns, files, page, screen, shown
from procurement_footprint.reporting.leaflet.document import Fact, Leaflet, Section
from procurement_footprint.reporting.sheets import Column, Table, text

KILOGRAMS = pl.Series("kg", [Decimal("1234567.891"), Decimal("-500.000")])


def leaflet(language: str = "sv") -> Leaflet:
    names = text("Vad", ["Livsmedel", "<b>=1+1</b>"])
    table = Table(
        "Tabell",
        (
            Column(names.header, names.kind, names.values, "Summa"),
            columns.tonnes("t CO2e", KILOGRAMS),
            columns.change("ändring, t", KILOGRAMS),
            columns.numbers("andel", "share", [0.5, None]),
            columns.numbers("förändring", "share_change", [0.25, -0.1]),
            columns.numbers("år", "year", [2024, 2025]),
            Column("länk", "link", ["https://example.org/", ""]),
        ),
    )
    section = Section("table", "En tabell", ("En mening.",), (), (table,), 1)
    return Leaflet(
        title="Rubrik",
        subtitle="Norrsele 2024",
        lead="Svaret.",
        facts=(Fact("Andel", "12 %", "av allt"),),
        sections=(section, section_without()),
        notes=("Ett.",),
        citations=(),
        language=language,
        program="procurement-footprint 0",
    )


def section_without() -> Section:
    return Section("quiet", "Bara ord", ("Inget att räkna.",), on_screen=0)


def test_the_terminal_shows_the_answer_and_the_first_lines() -> None:
    said = screen.text(leaflet()).replace(NBSP, " ")
    assert said.startswith("Rubrik: Norrsele 2024\n\nSvaret.\n  Andel: 12 % (av allt)\n\nEn tabell\nEn mening.\n")
    assert "Livsmedel  1 234,6    +1 234,6  50,0 %     +25,0 %  2024" in said
    assert "Summa      1 234,1    +1 234,1" in said
    assert "<b>" not in said
    assert "… och 1 till" in said
    assert "Bara ord" not in said


def test_columns_that_do_not_fit_on_the_terminal_are_named() -> None:
    wide = tuple(text(f"Kolumn {number}", ["ord " * 20]) for number in range(1, 7))
    section = Section("wide", "Bred", tables=(Table("", wide),))
    said = screen.text(replace(leaflet(), sections=(section,)))
    assert max(map(len, said.splitlines())) <= 120
    assert said.count("…") == 4
    assert "Fler kolumner på sidan och i arbetsboken: Kolumn 5, Kolumn 6" in said


def test_the_page_escapes_and_links_only_to_https() -> None:
    html = page.render(leaflet())
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in html
    assert '<a href="https://example.org/" rel="noopener noreferrer">https://example.org/</a>' in html
    assert html.count("<script") == 1, "ours, see test_page.py"
    assert html.count("<h2") == 3
    assert '<html lang="sv">' in html


def test_the_folder_holds_page_workbook_and_tables(tmp_path: Path) -> None:
    frame = pl.DataFrame({"supplier": ["=1+1"], "kg_co2e": [Decimal("1.000")]})
    for name in ("one", "two"):
        files.write(leaflet("en"), {"lines": frame}, tmp_path / name)
    found = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert found == ["lines.csv", "report.html", "report.xlsx"]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in found)
    assert (tmp_path / "one" / "lines.csv").read_text() == "supplier,kg_co2e\n'=1+1,1.000\n"
    book = openpyxl.load_workbook(tmp_path / "one" / "report.xlsx")
    assert book.sheetnames == ["Summary", "En tabell"]
    rows = [[cell.value for cell in row] for row in book["En tabell"].iter_rows(max_col=6)]
    assert ["Livsmedel", 1234.567891, 1234.567891, 0.5, 0.25, 2024] in rows
    assert ["Summa", 1234.067891, 1234.067891, None, None, None] in rows


def test_a_heading_becomes_a_name_that_a_sheet_may_have(tmp_path: Path) -> None:
    said = replace(
        leaflet(), sections=(replace(leaflet().sections[0], heading="Vem? [Alla]: 1/2 av det som köps in här"),)
    )
    files.write(said, {}, tmp_path / "out")
    assert openpyxl.load_workbook(tmp_path / "out" / "report.xlsx").sheetnames[1] == "Vem Alla 1 2 av det som köps in"


def test_a_folder_that_cannot_be_finished_does_not_appear(tmp_path: Path) -> None:
    twice = (leaflet().sections[0], leaflet().sections[0])
    with pytest.raises(xlsxwriter.exceptions.DuplicateWorksheetName):
        files.write(replace(leaflet(), sections=twice), {}, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("change", 0.0, "0,0"),
        ("change", -2.5, "-2,500"),
        ("change", 25.0, "+25,0"),
        ("tonnes", 1.25, "1,250"),
        ("tonnes", 12.25, "12,2"),
        ("share_change", 0.0, "0,0 %"),
        ("grams", 17.04, "17,0"),
        ("number", 3.14159, "3,14"),
        ("year", 2040.0, "2040"),
        ("money", 1234.5, "1 234"),
    ],
)
def test_cells_are_read_as_their_kind_says(kind: str, value: float, said: str) -> None:
    column = Column("", kind, [value])  # type: ignore[arg-type]
    assert shown.cells(column, Words("sv"))[0].replace(NBSP, " ").replace("\N{MINUS SIGN}", "-") == said
