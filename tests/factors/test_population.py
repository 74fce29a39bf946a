"""How many people live where: the figures of the source, names that people write, and a project's own figures."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint import shelf
from procurement_footprint.factors import figures, inventory, population
from procurement_footprint.problems import Refused

SOURCE = Path(__file__).resolve().parents[3] / "shared/data/sweden-geography/population_by_municipality.csv"
KNOWN = population.load()
FOLDER = shelf.folder("emission_factors") / "population/scb-be0101/2024.12"
HEAD = "municipality_code,area,year,population,source\n"


@pytest.fixture
def added(tmp_path: Path) -> Callable[[str], population.Population]:
    """The shipped population with the lines of a project's own file on top."""

    def read(lines: str) -> population.Population:
        (tmp_path / "population.csv").write_text(lines, encoding="utf-8")
        return population.of_project(tmp_path)

    return read


def test_290_municipalities_have_three_years_that_add_up_to_the_country() -> None:
    assert KNOWN.identity == "scb-be0101@2024.12"
    assert len(KNOWN.names) == 290
    assert len(KNOWN.people) == 290 * 3
    assert all(len(code) == 4 and code.isdigit() for code in KNOWN.names)
    totals = {2022: 10_521_556, 2023: 10_551_707, 2024: 10_587_710}  # as Statistics Sweden publishes them
    assert {year: sum(KNOWN.of(code, year) or 0 for code in KNOWN.names) for year in totals} == totals
    assert KNOWN.citation.licence == "CC0 1.0"


@pytest.mark.parametrize(
    ("area", "year", "people"),
    [
        ("2480", 2022, 132_235),
        ("Umeå", 2023, 133_091),
        ("umeå kommun", 2024, 134_249),
        ("0114", 2022, 49_262),
        ("Kiruna", 2024, 22_426),
        ("Umeå", 2021, None),
    ],
)
def test_a_municipality_is_asked_for_by_code_or_name(area: str, year: int, people: int | None) -> None:
    assert KNOWN.of(area, year) == people


@pytest.mark.skipif(not SOURCE.is_file(), reason="the source file is not beside this checkout")
def test_every_figure_is_that_of_the_source() -> None:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["municipality_code"], int(row["year"])): int(row["population_31_dec"]) for row in rows} == KNOWN.people
    assert {row["municipality_code"]: row["municipality_name"] for row in rows} == KNOWN.names


@given(code=st.sampled_from(sorted(KNOWN.names)))
def test_name_and_code_are_the_same_municipality(code: str) -> None:
    assert KNOWN.code(KNOWN.names[code]) == code
    assert KNOWN.years(KNOWN.names[code].upper()) == (2022, 2023, 2024)


@pytest.mark.parametrize(
    ("area", "fix"),
    [
        ("Umea", "did you mean Umeå (2480), Kumla (1881)?"),
        ("Gotheburg", "did you mean Göteborg (1480)?"),
        ("2479", "did you mean Norsjö (2417), Robertsfors (2409)?"),
        ("Xyzzy", "write the name of a municipality or its four digits, or give the area a line in a file of your own"),
    ],
)
def test_an_unknown_area_is_refused_with_the_nearest_names(area: str, fix: str) -> None:
    with pytest.raises(Refused) as refused:
        KNOWN.of(area, 2024)
    assert str(refused.value) == (f'scb-be0101@2024.12: there is no municipality or area "{area}"\n    fix: {fix}')


def test_a_project_adds_years_and_areas_and_replaces_figures(added: Callable[[str], population.Population]) -> None:
    held = added(
        "municipality_code;area;year;population;source\n"
        "2480;;2025;135100;SCB, preliminary\n"
        "2480;Umeå;2024;134000;own count\n"
        ";Holmsund;2024;5600;own count\n"
        ";holmsund;2025;5650;own count\n"
        ";Vännäs;2025;9100;SCB, preliminary\n"
    )
    assert [held.of("Umeå", year) for year in (2023, 2024, 2025)] == [133_091, 134_000, 135_100]
    assert held.years("Holmsund") == (2024, 2025)
    assert held.of("2460", 2025) == 9100
    assert held.source("Umeå", 2025) == "SCB, preliminary"
    assert held.source("Umeå", 2023) == "Source: Statistics Sweden, population statistics (BE0101)."
    assert KNOWN.of("Umeå", 2024) == 134_249, "what is shipped stays as it is"
    assert held.sha256s == KNOWN.sha256s
    assert (len(held.own_sha256), KNOWN.own_sha256) == (64, "")


def test_a_project_without_a_file_has_what_is_shipped(tmp_path: Path) -> None:
    assert population.of_project(tmp_path).people == KNOWN.people == population.of_project(None).people


PLACE = "population.csv:2"
LINES = [
    (
        "2479,,2024,5,x",
        f'{PLACE}, column "municipality_code": there is no municipality or area "2479"\n'
        "    fix: did you mean Norsjö (2417), Robertsfors (2409)?",
    ),
    (
        ",,2024,5,x",
        f"{PLACE}: the line does not say whose inhabitants they are\n"
        "    fix: write the four digits of a municipality under municipality_code, or a name under area",
    ),
    (
        "2480,Vännäs,2024,5,x",
        f'{PLACE}: this line is about two: municipality_code is that of Umeå, and area is "Vännäs"\n'
        "    fix: empty one of the two",
    ),
    (
        "2480,,24,5,x",
        f'{PLACE}, column "year": this is not a year\n    24\n    fix: write four digits, for example 2023',
    ),
    (
        "2480,,2024,134 249,x",
        f'{PLACE}, column "population": this is not a number of inhabitants\n    134 249\n'
        "    fix: write a whole number above 0 without spaces, for example 134249",
    ),
    ("2480,,2024,5,", f"{PLACE}: source is empty\n    fix: fill it in: every figure needs it"),
]


@pytest.mark.parametrize(("line", "said"), LINES, ids=[line for line, _ in LINES])
def test_a_wrong_line_is_named_with_its_column_and_its_fix(
    added: Callable[[str], population.Population], line: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        added(HEAD + line + "\n")
    assert str(refused.value) == said


def test_everything_that_is_wrong_is_said_at_once(added: Callable[[str], population.Population]) -> None:
    with pytest.raises(Refused) as refused:
        added(HEAD + "2480,,2024,0,\n,Umeå,2024,7,x\n2480,,2024,8,x\n9999,,20,1.5,x\n")
    assert [line.split(": ")[0] for line in str(refused.value).splitlines() if line.startswith("population")] == [
        'population.csv:2, column "population"',
        "population.csv:2",
        "population.csv:4",
        'population.csv:5, column "municipality_code"',
        'population.csv:5, column "year"',
        'population.csv:5, column "population"',
    ]
    assert "population.csv:4: this stands twice (first on line 3)\n    2480, 2024" in str(refused.value)


@pytest.mark.parametrize("change", [("134249", "134250"), ("134249", "134249.5")], ids=["another figure", "no person"])
def test_a_changed_file_is_refused_by_name(tmp_path: Path, change: tuple[str, str]) -> None:
    folder = tmp_path / "population/scb-be0101/2024.12"
    folder.mkdir(parents=True)
    for path in FOLDER.iterdir():
        (folder / path.name).write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        population.load(shelves=[tmp_path])
    assert str(refused.value).startswith(
        "scb-be0101/2024.12/population.csv: the file was changed: its SHA-256 is not the one in population.yaml\n"
    )


def test_figures_that_are_no_people_or_years_that_are_not_there_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "population/scb-be0101/2024.12"
    folder.mkdir(parents=True)
    table = "municipality_code,municipality,year,population\n2480,Umeå,2023,133091.5\n"
    (folder / "population.csv").write_text(table, encoding="utf-8")
    said = (FOLDER / "population.yaml").read_text(encoding="utf-8")
    stated = shelf.digest(folder / "population.csv")
    (folder / "population.yaml").write_text(said.replace(KNOWN.citation.sha256, stated), encoding="utf-8")
    with pytest.raises(Refused, match=r"population\.csv, Umeå, 2023: this is not a number of inhabitants"):
        population.load(shelves=[tmp_path])
    (folder / "population.csv").write_text(table.replace(".5", ""), encoding="utf-8")
    stated = shelf.digest(folder / "population.csv")
    (folder / "population.yaml").write_text(said.replace(KNOWN.citation.sha256, stated), encoding="utf-8")
    with pytest.raises(Refused, match=r"the years are not those of population\.csv, which has: 2023"):
        population.load(shelves=[tmp_path])


def test_the_readme_describes_every_column_and_every_key() -> None:
    described = (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")
    keys = (*population.LAYOUT.header, *population.OWN, *population.Description.__struct_fields__)
    assert [key for key in keys if f"`{key}`" not in described] == []


def test_the_inventory_holds_the_population() -> None:
    assert [one.identity for one in inventory.load(figures.SHIPPED).people] == ["scb-be0101@2024.12"]
