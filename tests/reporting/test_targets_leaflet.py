"""What is said of targets in every case: before and after their milestones, with one year, with nothing left."""

from __future__ import annotations

import polars as pl
import pytest
from target_cells import HALVED, TOWN, A, cells, material, target

from procurement_footprint.analysis.targets.beside import beside
from procurement_footprint.analysis.targets.follow import follow
from procurement_footprint.mapping import taxonomy
from procurement_footprint.reporting.language import NBSP
from procurement_footprint.reporting.leaflet import page, screen
from procurement_footprint.reporting.targets import document

TREE = taxonomy.load()
SMALL = cells((2023, A, "1000000"), (2024, A, "1200000"))


def leaflet(more: str, held: pl.DataFrame = TOWN, base: str = "2023", unit: str = "absolute") -> tuple[str, str]:
    """What the terminal and the page say of one target, in English, on one line."""
    found = follow(target(more, base, unit), material(held, {2024: 1000}))
    years = tuple(found.years["year"])
    setting = document.Setting(("Ångfors",), years, (), (), "2024", {}, "SEK", TREE, None, ())
    made = document.leaflet([found], [], setting, "en")
    return " ".join(screen.text(made).replace(NBSP, " ").split()), page.render(made)


@pytest.mark.parametrize(
    ("more", "held", "base", "said"),
    [
        (HALVED, TOWN, "2023", "Emissions in 2024 were 31.4 t above the path (3.4%)"),
        (HALVED, TOWN, "2023", "To reach 500 t in 2030, emissions have to fall by 10.3% a year, or by 76.7 t a year"),
        (HALVED, TOWN, "2023", "The straight line through 2023–2024 leads to 320 t"),
        (HALVED, TOWN, "2023", "The line reaches 100 t in 2046."),
        (HALVED, cells((2023, A, "1000000")), "2023", "2023 is the base, 1,000 t. The path begins there"),
        (HALVED, cells((2023, A, "1000000")), "2023", "A single year shows no direction, so there is no projection."),
        ('milestones: {"2030": 5 t}', TOWN, "", "The path begins in 2030. Emissions in 2024 were 960 t."),
        ('milestones: {"2024": 500 t}', TOWN, "", "All milestones are past: the last one was for 2024."),
        ('milestones: {"2024": 500 t}', TOWN, "", "Emissions in 2024 were 460 t above the path (92.0%)"),
        ('milestones: {"2024": 0 t}', TOWN, "", "were 960 t (245–2,610 t), and the path allows none."),
        ('milestones: {"2030": 0 t}', TOWN, "", "To reach 0 kg in 2030, emissions have to fall by 160 t a year"),
        ('milestones: {"2030": 2 kt}', TOWN, "2023", "2,000 t, leaves room for a rise of 13.0% a year."),
        ('milestones: {"2030": 2 kt}', TOWN, "2023", "Emissions in 2024 were 183 t below the path (16.0%)"),
        ('milestones: {"2030": 2 kt}', TOWN, "2023", "2,000 t is reached already."),
        (HALVED, SMALL, "2023", "On that line 100 t is not reached."),
        (f"{HALVED}, budget: {{value: 2 kt, from: '2023', until: '2030', assumption: b}}", SMALL, "2023",
         "The carbon budget of 2,000 t for 2023–2030 is overspent: 2,200 t are gone"),
        (f"{HALVED}, budget: {{value: 5 kt, from: '2024', until: '2030', assumption: b}}", TOWN, "2023",
         "Of the carbon budget of 5,000 t for 2024–2030, 960 t are spent"),
        (f"{HALVED}, budget: {{value: 5 kt, from: '2024', until: '2030', assumption: b}}", TOWN, "2023",
         "lasts for 4.2 more years. The path takes another 4,071 t from 2025 to 2030, 31.4 t more"),
        (f"{HALVED}, budget: {{value: 9 kt, from: '2022', until: '2030', assumption: b}}", TOWN, "2023",
         "At least that much is spent: 2022 could not be counted."),
        (f"{HALVED}, budget: {{value: 9 kt, from: '2023', until: '2030', assumption: b}}", TOWN, "2023",
         "and what is left is enough for that. The budget is an assumption: b"),
    ],
)  # fmt: skip
def test_each_case_is_said(more: str, held: pl.DataFrame, base: str, said: str) -> None:
    printed, html = leaflet(more, held, base)
    assert said in printed
    assert html.count("<svg") == 1


def test_a_year_without_inhabitants_is_named() -> None:
    printed, _ = leaflet('milestones: {"2030": 500 kg}', base="", unit="per_inhabitant")
    assert "Left out: 2023. Nobody says how many inhabitants there were." in printed
    assert "The path begins in 2030. Emissions in 2024 were 960 kg per inhabitant." in printed


def test_without_a_total_nothing_is_said_of_the_share() -> None:
    one = beside(target('boundary: all_consumption, milestones: {"2040": 2 t}', base=""), material(TOWN))
    setting = document.Setting(("Ångfors",), (2023, 2024), (), (), "2024", {}, "SEK", TREE, None, ())
    said = " ".join(screen.text(document.leaflet([], [one], setting, "sv")).replace(NBSP, " ").split())
    assert "Hur stor del inköpen är av helheten framgår inte" in said
    assert "Inget av målen gäller enbart inköp. Inköpens utsläpp, 960 t CO₂e 2024," in said
    assert list(document.frames([], [one])) == ["beside"]
