"""A scenario as people read it: it says that it is one, and what they must know about each step."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from scenarios import Tried, with_other_set

from procurement_footprint.reporting import simulated, simulated_tables
from procurement_footprint.reporting.language import NBSP
from procurement_footprint.reporting.leaflet import files, page, screen
from procurement_footprint.reporting.leaflet.document import Leaflet

STEPS = """\
- move: 30 %
  of: {categories: [food], departments: [Skola]}
  to: fruit_vegetables
  why: <b>Salad</b>
- volume: -12,5 %
  of: {groups: [it_telecom]}
- volume: +10 %
  of: {}
- supplier_pcf: 12 g
  of: {categories: [meals], suppliers: [Livs AB]}
  unit: SEK
  covers: 40 %
  source: their own figures
- electrify: 50 %
  of: {categories: [diesel]}
  to: vehicle_electricity
  quantity: 3000
  kwh_per_unit: 3
  source: the vehicle group
- factors: figaro-se:none
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return with_other_set(Tried(tmp_path_factory.mktemp("shown")))


@pytest.fixture(scope="module")
def told(town: Tried) -> dict[str, Leaflet]:
    found = town.scenario(STEPS)
    return {one: simulated.leaflet(found, town.opened.footprint, "2024", one) for one in ("sv", "en")}


def test_title_subtitle_and_notes_say_that_it_is_a_scenario(told: dict[str, Leaflet]) -> None:
    assert told["sv"].title == "Scenario: A try"
    assert told["sv"].subtitle == "SCENARIO, inget utfall · räknat på 2024"
    assert told["en"].subtitle == "SCENARIO, not an outcome · worked out on 2024"
    assert "kan inte öppnas som ett klimatavtryck" in told["sv"].notes[0]


def test_steps_are_said_in_sentences(told: dict[str, Leaflet]) -> None:
    said = {one: [str(text).replace(NBSP, " ") for text in _steps(told[one])] for one in told}
    assert said["sv"] == [
        "1. Flytta 30 % av pengarna från Livsmedel (Skola) till Frukt och grönsaker",
        "2. Köp 12,5 % mindre: IT och telekommunikation",
        "3. Köp 10 % mer: alla inköp",
        "4. Leverantörens eget klimatavtryck, 12,0 g/SEK, för 40 % av pengarna: Köpta måltider (Livs AB)",
        "5. Ersätt 50 % av Diesel med el",
        "6. Räkna med faktoruppsättningen figaro-se@2026.5:none",
    ]
    assert said["en"][0] == "1. Move 30% of the money from Food (Skola) to Fruit and vegetables"


def _steps(leaflet: Leaflet) -> list[object]:
    return list(leaflet.sections[0].tables[0].columns[0].values)


def test_notes_say_what_a_reader_must_know_about_a_step(told: dict[str, Leaflet]) -> None:
    notes = "\n".join(told["en"].notes).replace(NBSP, " ")
    for said in (
        "Step 1: <b>Salad</b>",
        "Step 1: both categories have the same emission factor in figaro-se@2026.5:median-3, so the move",
        "Step 4: if the goods are the same as before, nothing has decreased, one only knows better.",
        "Step 5: 3.00 kWh per litre according to the vehicle group. Electricity: electricity-se@2026.5:",
        "Step 5: no price of electricity is given",
        "Step 5: the burning of the fuel is not in the footprint",
    ):
        assert said in notes


def test_a_table_shows_what_changes_and_adds_up(town: Tried) -> None:
    found = town.scenario("- volume: -50 %\n  of: {categories: [computers]}\n")
    told = simulated.leaflet(found, town.opened.footprint, "2024", "en")
    categories = next(one for one in told.sections if one.name == "categories").tables[0]
    names, _, _, change, between, _ = categories.columns
    assert names.values == ["Computers, telephones and IT accessories", "Unchanged (3)"]
    assert change.values == [pytest.approx(-0.259873), 0.0]
    assert change.total == pytest.approx(-0.259873)
    assert between.values[1] == ""
    effects = next(one for one in told.sections if one.name == "effects").tables[0]
    assert [one.header for one in effects.columns] == ["Category", "Volume", "Mix", "Intensity", "Difference, t"]


def test_the_largest_changes_are_named_and_the_others_summed(town: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated_tables, "MOST", 2)
    found = town.scenario("- volume: -50 %\n  of: {groups: [food_meals]}\n- volume: -50 %\n  of: {groups: [energy]}\n")
    told = simulated.leaflet(found, town.opened.footprint, "2024", "en")
    names, before, *_ = next(one for one in told.sections if one.name == "categories").tables[0].columns
    assert names.values == ["Food", "Diesel", "Others (1)", "Unchanged (1)"]
    assert sum(before.values) == pytest.approx(before.total)


def test_the_answer_says_more_less_or_that_it_cannot_be_told(town: Tried) -> None:
    def lead(steps: str) -> str:
        return simulated.leaflet(town.scenario(steps), town.opened.footprint, "2024", "en").lead

    assert lead("- volume: -10 %\n  of: {}\n").endswith("That is a decrease.")
    assert lead("- volume: +10 %\n  of: {}\n").endswith("That is an increase.")
    assert lead("- volume: -0 %\n  of: {}\n").endswith("Nothing changes.")
    assert "cannot be told" in lead("- move: 50 %\n  of: {categories: [food]}\n  to: diesel\n")
    assert "change of method, not of purchases" in lead("- factors: own@1\n- volume: -10 %\n  of: {}\n")


def test_page_workbook_and_terminal_say_the_same(town: Tried, told: dict[str, Leaflet], tmp_path: Path) -> None:
    found = town.scenario(STEPS)
    for name in ("one", "two"):
        files.write(told["sv"], simulated.frames(found), tmp_path / name)
    made = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert made == [
        *("categories.csv", "cells.csv", "departments.csv", "report.html", "report.xlsx", "steps.csv"),
        *("suppliers.csv", "total.csv"),
    ]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in made)
    html, text = page.render(told["sv"]), screen.text(told["sv"])
    assert "&lt;b&gt;Salad&lt;/b&gt;" in html
    assert "<b>Salad" not in html
    assert 'role="img"' in html
    total = next(one for one in told["sv"].facts if one.label == "Skillnad").figure
    assert total in html
    assert total.replace("\N{MINUS SIGN}", "-") in text
    book = openpyxl.load_workbook(tmp_path / "one" / "report.xlsx")
    assert book.sheetnames[1] == "Steg för steg"
    kilograms = [row[3].value for row in book["Steg för steg"].iter_rows() if isinstance(row[3].value, float)]
    assert sum(kilograms[:-1]) == pytest.approx(kilograms[-1])


def test_the_chart_goes_from_before_over_each_step_to_the_scenario(told: dict[str, Leaflet]) -> None:
    picture = str(told["en"].sections[0].charts[0][1])
    said = re.findall(r"<text[^>]*>([^<]*)</text>", picture)
    assert said[0] == "Before"
    assert [one[:2] for one in said[1:7]] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert said[7] == "In the scenario"
    assert said[8].endswith("t")
