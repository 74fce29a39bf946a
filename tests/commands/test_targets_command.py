"""The years of the small town held against its targets: what is printed, written, and refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import changing
import openpyxl
import polars as pl
import pytest
from closed_project import here

from procurement_footprint import opening, period, planning, project, workflow
from procurement_footprint.analysis.cells import cells
from procurement_footprint.analysis.targets import file
from procurement_footprint.analysis.targets.people import People
from procurement_footprint.job import Silent, job
from procurement_footprint.opening import Named, Opened
from procurement_footprint.planning import TargetPaths
from procurement_footprint.problems import Refused
from procurement_footprint.reporting.language import NBSP
from procurement_footprint.reporting.leaflet import page
from procurement_footprint.reporting.targets import document

TARGETS = """\
municipality: "2480"
targets:
- id: half
  name: {sv: "Halva, allt", en: "Half [of/all]: 'everything'"}
  base: "2023"
  milestones: {"2030": -50 %, "2040": net_zero}
  counts_as: {value: -90 %, why: decided}
  budget: {value: 90 kt, from: "2023", until: "2030", assumption: shared out}
  source: {title: Decision 7, url: "https://example.org/7", checked: 2026-11-29}
- {id: meals, name: Meals, scope: {groups: [food_meals]}, unit: per_inhabitant, milestones: {"2030": 30 kg}, note: n,
   assumption: a}
- {id: krona, name: Krona, unit: per_amount, base: "2023", milestones: {"2030": 8 g}, assumption: a}
- id: everybody
  name: Everybody
  boundary: all_consumption
  unit: per_inhabitant
  milestones: {"2040": 2 t}
  source: {title: Goals, url: "https://example.org/8", checked: 2026-11-29}
  consumption_total:
    {value: 10 t, year: "2018", source: {title: A survey, url: "https://example.org/9", checked: 2026-11-29}}
"""


@pytest.fixture(scope="module")
def town(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("targets") / "town"
    shutil.copytree(small_town, folder)
    (folder / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(town: Path) -> Opened:
    """Both years in one footprint."""
    with opening.opened([Named(folder=town / "footprint")], project.load(town), Silent()) as (one,):
        return one


@pytest.fixture(scope="module")
def paths(whole: Opened, town: Path) -> TargetPaths:
    return planning.targets([whole], file.load(town / "targets.yaml"), People({2023: 30112, 2024: 30054}))


def test_the_story_of_two_years_and_their_targets(town: Path, whole: Opened) -> None:
    done = here("targets", "--lang", "en", "--out", "answer", cwd=town)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace(NBSP, " ")
    assert said.startswith(
        "Targets and their path: Norrsele kommun, 2023–2024\n\nHalf [of/all]: 'everything': emissions in 2024 were "
    )
    assert "2023: computed from the ledger as it is now" in done.stderr
    for part in (
        "Emissions in 2024 were",
        "Two years show a direction",
        "Source: Decision 7, https://example.org/7 (checked 2026-11-29).",
        "What counts as net zero here: decided",
        "Of the carbon budget of 90,000 t for 2023–2030,",
        "The path begins in 2030.",
        "The two figures cannot be compared.",
        "Of all consumption, 10 t per inhabitant in 2018 by A survey, purchases are about",
        "For 2024 the factors are those of an earlier year",
        "The number of inhabitants is the project's own",
        "Open: answer/report.html",
    ):
        assert part in " ".join(said.split()), part
    folder = town / "answer"
    assert sorted(path.name for path in folder.iterdir()) == [
        *("ahead.csv", "beside.csv", "departments.csv", "milestones.csv", "report.html", "report.xlsx", "years.csv"),
    ]  # fmt: skip
    kilograms = pl.read_csv(folder / "years.csv", schema_overrides={"kg_co2e": pl.Decimal(38, 3)}).filter(target="half")
    assert str(kilograms["kg_co2e"].sum()) == whole.footprint.manifest["totals"]["kg_co2e"]
    sheets = openpyxl.load_workbook(folder / "report.xlsx").sheetnames
    assert sheets == ["Summary", "1. Half of all everything", "2. Meals", "3. Krona", "4. Everybody"]


def test_tables_add_up_and_years_of_one_footprint_are_those_of_two(paths: TargetPaths, town: Path) -> None:
    half = paths.followed[0]
    assert half.distance is not None
    assert half.departments["kg_co2e"].sum() == half.years["kg_co2e"][-1]
    assert half.departments["path_kg"].sum() == half.distance.path
    assert half.departments["distance_kg"].sum() == half.distance.kilograms
    assert half.budget is not None
    assert half.budget.spent == half.years["kg_co2e"].sum()
    named = [Named(span=period.parse(year)) for year in ("2023", "2024")]
    with opening.opened(named, project.load(town), Silent()) as years:
        apart = planning.targets(years, file.load(town / "targets.yaml"), paths.people)
    assert apart.followed[0].years.equals(half.years)
    assert apart.methods == paths.methods == ()
    assert (paths.years, paths.partial, paths.carried, paths.buyers) == (
        (2023, 2024),
        (),
        (2024,),
        ("Norrsele kommun",),
    )


def test_values_are_per_what_the_target_says(paths: TargetPaths) -> None:
    _, meals, krona = paths.followed
    year, kilograms, people, value = meals.years.select("year", "kg_co2e", "inhabitants", "value").row(-1)
    assert (year, people) == (2024, 30054)
    assert value == pytest.approx(kilograms / people, abs=Decimal("0.001"))
    kilograms, amount, value = krona.years.select("kg_co2e", "reporting_amount", "value").row(-1)
    assert value == pytest.approx(kilograms * 1000 / amount, abs=Decimal("0.001"))
    assert meals.distance is None


def test_cells_under_one_method_count_instead_of_the_footprints_own(
    whole: Opened, town: Path, paths: TargetPaths
) -> None:
    own = cells(whole.footprint.rows, whole.footprint.basis.mappings.taxonomy.table)
    doubled = own.with_columns(kg_co2e=pl.when(pl.col("year") == 2023).then(pl.col("kg_co2e") * 2).otherwise("kg_co2e"))
    found = planning.targets([whole], file.load(town / "targets.yaml"), paths.people, restated=doubled.cast(own.schema))
    assert found.followed[0].years["kg_co2e"][0] == 2 * paths.followed[0].years["kg_co2e"][0]


def test_the_page_holds_a_chart_for_each_target_about_purchases_in_both_languages(paths: TargetPaths) -> None:
    for language, path in (("sv", "Målbana 2030"), ("en", "Path 2030")):
        html = page.render(planning.leaflet(paths, language))
        assert html.count("<svg") == 3
        assert path in html
        assert html.count("<script") == 1, "ours"
    assert planning.frames(paths)["milestones"]["unit"].unique().sort().to_list() == [
        *("g per unit of money", "kg", "kg per inhabitant"),
    ]  # fmt: skip


def test_what_differs_in_method_and_what_is_missing_is_said(paths: TargetPaths, whole: Opened) -> None:
    setting = document.Setting(
        ("B",), (2023,), (2025,), (), "2024", {"2023": ["factor_set a: 1 (2023), 2 (2024)"]}, "SEK",
        whole.footprint.basis.mappings.taxonomy, None, (),
    )  # fmt: skip
    notes = document.leaflet(paths.followed[:1], (), setting, "en").notes
    assert notes[0] == (
        "2023 was not made with the same files as 2024: part of the difference between the years is method. "
        "Files that differ: factor_set a: 1 (2023), 2 (2024)."
    )
    assert notes[1] == "Left out: 2025. Some month has no rows, and a target is about whole years."


def refusal(opened: list[Opened], text: str, paths: TargetPaths) -> str:
    with pytest.raises(Refused) as refused:
        planning.targets(opened, file.parse(text.encode()), paths.people)
    return str(refused.value)


def test_what_cannot_be_held_against_a_target_is_refused(whole: Opened, town: Path, paths: TargetPaths) -> None:
    assert refusal([whole, whole], TARGETS, paths) == (
        "footprint: 2023 is in footprint too\n    fix: name each year once\n"
        "footprint: 2024 is in footprint too\n    fix: name each year once"
    )
    assert refusal([whole], TARGETS.replace("food_meals", "foodd"), paths) == (
        "targets.yaml:10: nothing that was bought in 2023, 2024 is called so: foodd\n"
        "    fix: correct the scope: ids as `mappings list` shows them, names and codes as in the report"
    )
    with opening.opened([Named(span=period.parse("2024-Q1"))], project.load(town), Silent()) as (quarter,):
        assert refusal([quarter], TARGETS, paths) == (
            "2024-Q1: no footprint that is read holds a whole year: 2024\n"
            "    fix: name whole years, footprints of them, or closed ones: targets 2023 2024"
        )


def test_money_in_two_currencies_is_refused(whole: Opened, paths: TargetPaths) -> None:
    totals = {**whole.footprint.manifest["totals"], "currency": "EUR"}
    other = Opened("other", replace(whole.footprint, manifest={**whole.footprint.manifest, "totals": totals}))
    assert refusal([whole, other], TARGETS, paths).startswith(
        "other: its money is in EUR, and that of footprint in SEK\n    fix: name footprints in the same currency"
    )


def test_an_example_is_written_once_and_works(small_town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(small_town, folder)
    assert "there are no targets here" in here("targets", cwd=folder).stderr
    wrong = here("targets", "--init", "nowhere", cwd=folder)
    assert (wrong.returncode, 'there is no example "nowhere"; there are: example, umea' in wrong.stderr) == (2, True)
    done = here("targets", "--init", "umea", cwd=folder)
    assert done.returncode == 0
    before = (folder / "targets.yaml").read_bytes()
    again = here("targets", "--init", "example", cwd=folder)
    assert (again.returncode, "is already there" in again.stderr) == (2, True)
    assert (folder / "targets.yaml").read_bytes() == before
    shown = here("targets", "footprint", cwd=folder)
    assert shown.returncode == 0, shown.stderr
    assert "Inget av målen gäller enbart inköp." in shown.stdout
    assert "De två talen går inte att jämföra." in " ".join(shown.stdout.split())


def test_years_must_be_somewhere(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TARGETS, encoding="utf-8")
    done = here("targets", "--targets", "t.yaml", cwd=tmp_path)
    assert (done.returncode, "which years?" in done.stderr) == (2, True)
    done = here("targets", "--init", "umea", cwd=tmp_path)
    assert (done.returncode, "where to?" in done.stderr) == (2, True)


@pytest.fixture(scope="module")
def unlike(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two years, of which the earlier was made with another vintage policy."""
    folder = tmp_path_factory.mktemp("unlike") / "town"
    shutil.copytree(town, folder)
    settings = folder / "procurement.yaml"
    asked = settings.read_text(encoding="utf-8")
    for year, policy in (("2023", "none"), ("2024", "median-3")):
        settings.write_text(f"{asked}\nfactor_policy: {policy}\n", encoding="utf-8")
        workflow.run(job((), project.load(folder), period=period.parse(year)), folder / year, Silent())
    return folder


def test_years_that_were_made_otherwise_are_brought_under_the_latest_years_method(
    unlike: Path, paths: TargetPaths
) -> None:
    home = project.load(unlike)
    named, wanted = [Named(folder=unlike / "2024"), Named(folder=unlike / "2023")], file.load(unlike / "targets.yaml")
    with opening.opened(named, home, Silent()) as opened:
        as_made = planning.targets(opened, wanted, paths.people)
        found = planning.targets(opened, wanted, paths.people, planning.at_one_method(opened, home))
    assert [one.name for one in as_made.methods] == ["2023"]
    assert found.methods == ()
    assert found.followed[0].years["kg_co2e"].to_list() == paths.followed[0].years["kg_co2e"].to_list()
    assert as_made.followed[0].years["kg_co2e"][0] != found.followed[0].years["kg_co2e"][0]


def test_where_the_latest_years_rules_are_gone_the_years_stay_as_made(unlike: Path) -> None:
    changing.rules(unlike, "category: food")
    workflow.run(job((), project.load(unlike), period=period.parse("2024")), unlike / "2024-own", Silent())
    changing.rules(unlike, "left_out: transfers")
    home, named = project.load(unlike), [Named(folder=unlike / name) for name in ("2023", "2024-own")]
    with opening.opened(named, home, Silent()) as opened:
        assert planning.at_one_method(opened, home) is None


def test_the_paths_of_absolute_targets_about_everything_are_drawn_elsewhere(whole: Opened, town: Path) -> None:
    ways, left = planning.ways(whole, file.load(town / "targets.yaml"))
    assert ways["target"].unique().to_list() == ["Halva, allt"]
    assert ways.filter(year=2030)["kg_co2e"][0] * 2 == pytest.approx(ways.filter(year=2023)["kg_co2e"][0], abs=1)
    assert left == ("Meals", "Krona", "Everybody")
