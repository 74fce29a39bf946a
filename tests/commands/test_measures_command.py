"""`measures` on a small town: the answer on the terminal, the folder, and what it refuses."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from closed_project import here

from procurement_footprint import abating, project
from procurement_footprint.analysis.abatement import file
from procurement_footprint.analysis.abatement.best_set import Budget
from procurement_footprint.footprint import finished
from procurement_footprint.opening import Opened
from procurement_footprint.problems import Refused
from procurement_footprint.reporting.abatement import document
from procurement_footprint.reporting.language import NBSP
from procurement_footprint.reporting.leaflet import page, screen

PLAN = """
- name: Less food waste
  acts_on: {categories: [food]}
  effect: {volume: -10}
  confidence: C
  start: 2026
  ramp: 2
  lifetime: 5
  investment: 100000
  yearly: -90000
  discount_rate: 4
  source: {title: A report that does not exist, url: "https://example.org/waste"}
- name: Other <b>meals</b>
  acts_on: {groups: [food_meals]}
  effect: {intensity: -20}
  effect_range: [0, -30]
  start: 2025
  lifetime: 5
  investment: 200000
  yearly: 40000
  discount_rate: 4
  assumption: invented
"""


@pytest.fixture(scope="module")
def town(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measures") / "town"
    shutil.copytree(small_town, folder)
    (folder / "measures.yaml").write_text(PLAN, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def opened(town: Path) -> Opened:
    return Opened("footprint", finished.opened(town / "footprint", project.load(town)))


@pytest.fixture(scope="module")
def folder(town: Path) -> Path:
    done = here("measures", "footprint", "--out", "plan", "--lang", "en", cwd=town)
    assert done.returncode == 0, done.stderr
    (town / "said.txt").write_text(done.stdout, encoding="utf-8")
    return town / "plan"


def test_the_answer_is_said_and_written(town: Path, folder: Path) -> None:
    said = (town / "said.txt").read_text(encoding="utf-8")
    assert said.startswith("Climate measures: Norrsele kommun, base year 2024\n\nThe plan of 2 measures lowers")
    assert said.endswith(f"Open: {Path('plan') / 'report.html'}\n")
    assert sorted(path.name for path in folder.iterdir()) == [
        "attribution.csv", "categories.csv", "course.csv", "curve.csv", "departments.csv", "measures.csv",
        "report.html", "report.xlsx", "suppliers.csv", "years.csv",
    ]  # fmt: skip
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "\N{MINUS SIGN}20% of emissions per SEK" in html
    assert "Other &lt;b&gt;meals&lt;/b&gt;" in html
    assert '<a href="https://example.org/waste" rel="noopener noreferrer">' in html
    assert html.count("<svg") == 2


def test_the_tables_and_the_workbook_add_up_to_the_plan(folder: Path) -> None:
    sums = {name: _sum(folder / f"{name}.csv") for name in ("attribution", "departments", "suppliers", "categories")}
    assert len(set(sums.values())) == 1
    lowered = sums["attribution"]
    book = openpyxl.load_workbook(folder / "report.xlsx")
    assert "The measures" in book.sheetnames
    for sheet in ("Departments concerned", "Suppliers concerned", "Purchases concerned"):
        rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
        total = next(row for row in rows if row[0] == "Total")
        assert total[2] == pytest.approx(float(lowered) / 1000)


def test_the_same_plan_is_the_same_bytes(town: Path, folder: Path) -> None:
    assert here("measures", "footprint", "--out", "again", "--lang", "en", cwd=town).returncode == 0
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (town / "again" / path.name).read_bytes(), path.name


def test_from_python_it_is_the_same_plan(town: Path, folder: Path, opened: Opened) -> None:
    found = abating.measures(opened, file.load(town / "measures.yaml"))
    assert found.base_year == 2024
    assert found.whole.kg_base == Decimal(str(_base(opened)))
    assert found.whole.kg_lowered == _sum(folder / "departments.csv")


def test_targets_are_drawn_beside_the_path(town: Path, opened: Opened) -> None:
    targets = pl.DataFrame({"target": ["Halved 2030"] * 2, "year": [2024, 2028], "kg_co2e": ["9000.000", "7000.000"]})
    listed = file.load(town / "measures.yaml")
    with_targets = abating.measures(
        opened, listed, targets=targets.with_columns(pl.col("kg_co2e").cast(pl.Decimal(38, 3)))
    )
    html = page.render(document.leaflet(with_targets, opened.footprint.basis, "sv"))
    assert "Mål 1: Halved 2030" in html
    assert "Mål 1" not in page.render(document.leaflet(abating.measures(opened, listed), opened.footprint.basis, "sv"))


def test_a_budget_chooses_and_says_so_in_swedish(town: Path, opened: Opened) -> None:
    found = abating.measures(opened, file.load(town / "measures.yaml"), budget=Budget(Decimal(150000)), growth=-2.0)
    said = screen.text(document.leaflet(found, opened.footprint.basis, "sv")).replace(NBSP, " ")
    assert "Planen med 1 åtgärd minskar utsläppen" in said
    assert "Av alla urval som ryms i budgeten minskar det här mest." in said
    assert "antas utsläppen ändras med -2,0 % per år från 2024" in said
    assert "Budget: 150 tkr (100 tkr av 150 tkr går till investeringar)" in said
    none = abating.measures(opened, file.load(town / "measures.yaml"), budget=Budget(Decimal(1)))
    leaflet = document.leaflet(none, opened.footprint.basis, "en")
    assert leaflet.lead == "No measure fits into the budget. Emissions will be as they are without a plan."
    assert page.render(leaflet).count("<svg") == 1


def test_an_effect_that_may_be_nothing_leaves_the_cost_without_a_bound(town: Path, opened: Opened) -> None:
    costs = [one for one in file.load(town / "measures.yaml") if one.name.startswith("Other")]
    saves = [replace(one, yearly=Decimal(-90000)) for one in costs]
    for listed, words in ((costs, "without an upper bound"), (saves, "without a lower bound")):
        found = abating.measures(opened, listed)
        assert found.whole.kg_lowered_low == 0
        assert words in screen.text(document.leaflet(found, opened.footprint.basis, "en"))


def test_wrong_usage_and_missing_files_are_said(town: Path, tmp_path: Path, folder: Path) -> None:
    cases = {
        ("--budget", "much"): "much is not an amount of money; write it in digits: 5000000",
        ("--until", "99"): "99 is not in the range",
        ("--out", "plan"): "plan is already there; choose another folder with --out",
    }
    for arguments, words in cases.items():
        done = here("measures", "footprint", *arguments, cwd=town)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    done = here("measures", cwd=tmp_path)
    assert (done.returncode, "there is no file with measures here" in done.stderr) == (3, True)
    (tmp_path / "measures.yaml").write_text(PLAN, encoding="utf-8")
    done = here("measures", cwd=tmp_path)
    assert (done.returncode, "which footprint? Name a period or a folder" in done.stderr) == (2, True)


def test_a_quarter_is_no_base_year(opened: Opened, town: Path) -> None:
    quarter = opened.footprint.rows.filter(pl.col("booked_on").dt.quarter() == 1)
    part = finished.Finished(
        opened.footprint.folder, opened.footprint.manifest, "", quarter, opened.footprint.basis
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        abating.measures(Opened("2024-Q1", part), file.load(town / "measures.yaml"))
    assert str(refused.value) == (
        "2024-Q1: no year in this footprint is whole: each lacks a quarter\n"
        "    fix: name a year or a footprint with a whole year"
    )


def _sum(path: Path) -> Decimal:
    column = pl.read_csv(path, infer_schema=False)["kg_lowered"]
    return sum((Decimal(one) for one in column), Decimal(0))


def _base(opened: Opened) -> object:
    rows = opened.footprint.rows.filter((pl.col("status") == "counted") & (pl.col("booked_on").dt.year() == 2024))
    return rows.select(pl.col("kg_co2e").cast(pl.Decimal(38, 3)).sum()).collect().item()
