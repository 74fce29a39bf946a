"""The report says which factors behind it a policy changed, and how much of it are capital goods."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from conftest import Command

LEDGER = (
    "Datum;Konto;Kontotext;Belopp\n"
    "2018-03-01;64110;Livsmedel;1000,00\n"
    "2020-03-01;64600;Tryckning av blanketter;1000,00\n"
    "2020-04-01;11790;Nybyggnad av förskola;2000,00\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    """A footprint of food in 2018, and printing and a building in 2020."""
    place = tmp_path_factory.mktemp("notes")
    (place / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (place / "profile.yaml").write_text(
        "name: ours\ncolumns: {booked_on: [Datum], account: [Konto], account_text: [Kontotext], amount: [Belopp]}\n"
        "currency: SEK\n",
        encoding="utf-8",
    )
    asked = ("run", "ledger.csv", "--profile", "profile.yaml", "--chart", "kbas", "--lang", "en", "--out", "out")
    done = procurement_footprint(*asked, cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "out"


def test_the_changed_factors_behind_the_report_are_counted_and_listed(made: Path) -> None:
    rows = pl.read_parquet(made / "footprint.parquet").select("category", "factor_year").rows()
    assert rows == [("food", 2018), ("printing", 2020), ("new_buildings", 2020)]
    text = re.sub(r"<[^>]+>", "", (made / "report.html").read_text(encoding="utf-8"))
    assert "The vintage policy median-3 changed 2 of the factors that this report uses." in text
    assert (
        "C10T12 (Manufacture of food products; beverages and tobacco products), 2018: "
        "0.56125 instead of the published 0.56618 kg CO₂e per EUR"
    ) in text
    assert (
        "C18 (Printing and reproduction of recorded media), 2020: "
        "0.21726 instead of the published 0.37614 kg CO₂e per EUR"
    ) in text
    assert "derived from figaro-se-final-demand@2026.5: they are changed and are not the publisher" in text


def test_the_workbook_says_the_same(made: Path) -> None:
    book = openpyxl.load_workbook(made / "report.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "Of which capital goods" in cells
    assert "Changed factors" in cells
    assert any("0.21726 instead of the published 0.37614" in cell for cell in cells)


def test_why_marks_what_is_not_the_publishers(made: Path, procurement_footprint: Command) -> None:
    printing = procurement_footprint("why", "ledger.csv:3", "--in", made, cwd=made)
    assert (
        "1.0 × C18 (Printing and reproduction of recorded media): 0.21726 kg CO2e per EUR; "
        "changed by median-3, published 0.37614: the middle of 2019, 2020, 2021: 2021 in terms of 2020\n"
    ) in printing.stdout
    building = procurement_footprint("why", "ledger.csv:4", "--in", made, cwd=made)
    assert (
        "1.0 × F (Construction): 0.20678 kg CO2e per EUR; changed: for capital goods, derived with "
        "figaro-se-final-demand@2026.5, 2023, its relative applied to 2020; not an ordinary factor of the publisher\n"
    ) in building.stdout
