"""`hotspots` on the small town: the answer, the folder, the worksheet, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from closed_project import here

from procurement_footprint import opening, prioritising, project
from procurement_footprint.job import Silent
from procurement_footprint.opening import Named
from procurement_footprint.problems import Refused
from procurement_footprint.reporting.leaflet import page

FRAMES = ("lines", "categories", "suppliers", "departments", "requirements", "levers", "by_lever", "asked")


@pytest.fixture(scope="module")
def town(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small town, with its hot spots in `spots`."""
    place = tmp_path_factory.mktemp("hot-spots") / "town"
    shutil.copytree(small_town, place)
    done = here("hotspots", "footprint", "--before", "2023", "--out", "spots", cwd=place)
    assert done.returncode == 0, done.stderr
    (place / "said.txt").write_text(done.stdout, encoding="utf-8")
    return place


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_are_written_and_add_up_to_the_footprint(town: Path) -> None:
    totals = json.loads((town / "footprint" / "manifest.json").read_text())["totals"]
    names = sorted(path.name for path in (town / "spots").iterdir())
    assert names == sorted([*(f"{name}.csv" for name in FRAMES), "report.html", "report.xlsx"])
    for name in ("lines", "categories", "suppliers", "departments"):
        rows = table(town / "spots" / f"{name}.csv")
        assert sum(Decimal(row["kg_co2e"]) for row in rows) == Decimal(totals["kg_co2e"])
        assert sum(Decimal(row["reporting_amount"]) for row in rows) == Decimal(totals["amount"]["counted"])
    assert any(row["change"] for row in table(town / "spots" / "lines.csv"))


def test_the_answer_stands_on_the_terminal_and_on_the_page(town: Path) -> None:
    said = (town / "said.txt").read_text(encoding="utf-8")
    html = (town / "spots" / "report.html").read_text(encoding="utf-8")
    assert said.startswith("Var krav gör mest nytta: Norrsele kommun, 2023–2024 (footprint)\n\nDe 20 största av ")
    for heading in ("De största posterna", "Vad ett krav ger", "Kategorier och åtgärder", "Leverantörer att fråga"):
        assert f"\n{heading}\n" in said
        assert f">{heading}</h2>" in html
    assert "Arbetsblad" not in html
    assert html.count("<svg") == 2
    assert "Regler eller faktorer skiljer sig åt" not in html
    assert said.endswith("Open: spots/report.html\n")


def test_the_worksheet_has_a_line_for_each_hot_spot_and_room_to_write(town: Path) -> None:
    sheet = openpyxl.load_workbook(town / "spots" / "report.xlsx")["Arbetsblad"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert len(rows) == 20
    assert header[:3] == ("Kategori", "Förvaltning", "Leverantör")
    assert header[-8:] == (
        "Avtal (nummer, slutdatum)",
        "Krav eller åtgärd",
        "Vald nivå",
        "Mål, t eller %",
        "Ansvarig",
        "Klart när",
        "Följs upp med",
        "Läge",
    )
    assert all(not any(row[-8:]) for row in rows)
    assert rows[0][0].startswith("1. ")
    assert all(row[7] for row in rows)


def test_natural_persons_are_in_nothing_that_is_written(town: Path) -> None:
    rows = pl.read_parquet(town / "footprint" / "footprint.parquet")
    people = rows.filter(pl.col("sole_trader") & (pl.col("status") == "counted"))
    names = [one for column in ("supplier", "supplier_id") for one in people[column].cast(pl.String).unique() if one]
    assert names
    text = (town / "spots" / "report.html").read_text("utf-8") + (town / "said.txt").read_text("utf-8")
    text += "".join((town / "spots" / f"{name}.csv").read_text("utf-8") for name in FRAMES)
    assert [name for name in names if name in text] == []


def test_the_same_footprint_gives_the_same_bytes(town: Path) -> None:
    done = here("hotspots", "footprint", "--before", "2023", "--out", "again", cwd=town)
    assert done.returncode == 0, done.stderr
    for path in sorted((town / "spots").iterdir()):
        assert path.read_bytes() == (town / "again" / path.name).read_bytes(), path.name


def test_a_part_of_it_is_looked_at_by_itself(town: Path) -> None:
    done = here("hotspots", "footprint", "--category", "Livsmedel och måltider", "--top", "2", "--lang", "en",
                "--requirement", "2,5", cwd=town)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Where requirements do most good: Norrsele kommun, 2023–2024 (footprint), Food")
    assert "of the whole footprint)" in done.stdout
    assert "What 2.5% less of what a lever reaches gives" in done.stdout
    assert "Personal assistance" not in done.stdout


def test_an_unknown_category_and_department_are_wrong_usage(town: Path) -> None:
    done = here("hotspots", "footprint", "--category", "foood", "--category", "bulidings", cwd=town)
    assert done.returncode == 2
    assert done.stderr.endswith(
        "Error: --category: there is no such category or group\n    foood\n"
        "    fix: write a code or a name, for example: food\n"
        "--category: there is no such category or group\n    bulidings\n"
        "    fix: write a code or a name, for example: new_buildings, buildings_land\n"
    )
    done = here("hotspots", "footprint", "--department", "Måltidsservise", cwd=town)
    assert done.returncode == 2
    assert done.stderr.endswith(
        "Error: --department: there is no such department\n    Måltidsservise\n"
        "    fix: write a code or a name, for example: Måltidsservice\n"
    )


@pytest.mark.parametrize("value", ["0", "101", "-5", "many", "nan"])
def test_a_requirement_is_a_number_of_per_cent(town: Path, value: str) -> None:
    done = here("hotspots", "footprint", "--requirement", value, cwd=town)
    assert done.returncode == 2
    assert f"{value} is not a number of per cent above 0, at most 100" in done.stderr


def test_where_nothing_is_counted_it_is_refused(town: Path) -> None:
    done = here("hotspots", "footprint", "--category", "rail_travel", "--department", "Måltidsservice", cwd=town)
    assert done.returncode == 3
    assert done.stderr == (
        "footprint: there is nothing to rank: no counted purchase in what is asked for\n"
        "    fix: name a period or a part in which something was bought\n\n1 problem: nothing was written\n"
    )


def test_from_python_it_has_the_same_names(town: Path) -> None:
    home = project.load(town)
    with opening.opened([Named(folder=town / "footprint")], home, Silent()) as (opened,):
        found = prioritising.hot_spots(opened, top=3)
        told = prioritising.leaflet(found, opened, language="en")
        with pytest.raises(Refused):
            prioritising.hot_spots(
                opened, selection=prioritising.selected((), ("Nobody",), opened.footprint.basis.mappings.taxonomy)
            )
        one = prioritising.leaflet(prioritising.hot_spots(opened, top=1), opened, language="en")
    assert one.lead.startswith("The largest of ")
    assert tuple(found.frames) == FRAMES
    assert found.lines.height > 3
    assert found.requirements["place"].max() == 3
    assert "The 3 largest of" in told.lead
    assert '<html lang="en">' in page.render(told)


def test_a_category_without_levers_still_has_its_lines(town: Path) -> None:
    home = project.load(town)
    with opening.opened([Named(folder=town / "footprint")], home, Silent()) as (opened,):
        tree = opened.footprint.basis.mappings.taxonomy
        selection = prioritising.selected(("personal_assistance",), (), tree)
        found = prioritising.hot_spots(opened, selection=selection)
        told = prioritising.leaflet(found, opened, selection=selection)
    assert found.requirements.is_empty()
    assert found.lines.height > 0
    assert "Personlig assistans" in page.render(told)
