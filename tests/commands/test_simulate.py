"""`simulate` on the small town: shown and written, never among what is kept, and the project stays as it was."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import click
import pytest
from conftest import Command

from procurement_footprint import shelf
from procurement_footprint.commands import cli
from procurement_footprint.ledger.seal import sealed
from procurement_footprint.problems import Refused

SCENARIO = """\
scenario: Reparera först
why: Nämnden frågade
steps:
- move: 30 %
  of: {categories: [furniture]}
  to: equipment_repair
- volume: -20 %
  of: {groups: [it_telecom]}
"""


def state(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): shelf.digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "scenario" not in path.name
    }


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def told(small_town: Path, tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    """The folder of a scenario that was written twice, once from a period's footprint by its folder."""
    place = tmp_path_factory.mktemp("simulated")
    (place / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    before = state(small_town)
    for name in ("one", "two"):
        asked = ("simulate", small_town / "footprint", "--scenario", "scenario.yaml", "--out", name, "--lang", "sv")
        done = procurement_footprint(*asked, cwd=place)
        assert done.returncode == 0, done.stderr
        (place / f"{name}.txt").write_text(done.stdout, encoding="utf-8")
    assert state(small_town) == before
    return place


def test_the_answer_is_shown_and_written_the_same_each_time(told: Path) -> None:
    shown = (told / "one.txt").read_text(encoding="utf-8")
    assert shown.startswith("Scenario: Reparera först: SCENARIO, inget utfall")
    assert shown.endswith("Open: one/report.html\n")
    made = sorted(path.name for path in (told / "one").iterdir())
    assert all((told / "one" / name).read_bytes() == (told / "two" / name).read_bytes() for name in made)


def test_the_tables_add_up_to_the_footprint_and_the_scenario(told: Path, small_town: Path) -> None:
    steps = lines(told / "one" / "steps.csv")
    [total] = lines(told / "one" / "total.csv")
    before = sum(Decimal(row["kg_co2e"]) for row in lines(small_town / "footprint" / "categories.csv"))
    after = sum(Decimal(row["kg_co2e"]) for row in lines(told / "one" / "cells.csv"))
    assert Decimal(total["kg_before"]) == before == Decimal(steps[0]["kg_before"])
    assert Decimal(total["kg_after"]) == after == Decimal(steps[-1]["kg_after"])
    assert steps[0]["amount_change"] == "0.00"
    for name in ("categories", "departments", "suppliers"):
        table = lines(told / "one" / f"{name}.csv")
        for column in ("kg_change", "volume", "mix", "intensity", "method", "amount_change"):
            assert sum(Decimal(row[column]) for row in table) == Decimal(total[column]), (name, column)


def test_no_person_is_named(told: Path, small_town: Path) -> None:
    names = {row["supplier"] for row in lines(told / "one" / "cells.csv") if row["supplier"]}
    shown = {row["supplier"] for row in lines(small_town / "footprint" / "suppliers.csv")}
    assert names <= shown


def test_what_was_written_cannot_be_opened_as_a_footprint(told: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("simulate", told / "one", "--less", "furniture=10%", cwd=told)
    assert done.returncode == 3
    assert done.stderr.startswith(f"{told / 'one'}: there is no manifest.json in this folder")


def test_short_options_mean_what_the_file_means(
    told: Path, small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    less = ("--less", "it_telecom=20%")
    asked = ("simulate", "--out", tmp_path / "short", "--move", "furniture=>equipment_repair:30%", *less)
    done = procurement_footprint(*asked, cwd=small_town)  # the newest footprint near is taken
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Scenario: Utan namn: ")
    short, long = (lines(place / "total.csv") for place in (tmp_path / "short", told / "one"))
    assert short[0]["kg_after"] == long[0]["kg_after"]


def asked_in(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What the command says against being asked so in a folder: wrong usage, or a refusal."""
    monkeypatch.chdir(folder)
    with pytest.raises((click.UsageError, Refused)) as found:
        cli.main(["simulate", *arguments], standalone_mode=False)
    return f"{type(found.value).__name__}: {found.value}"


@pytest.mark.parametrize("place", ["closed/2024/2", "archive/scenario", "footprint/scenario", "footprint/../closed/x"])
def test_a_scenario_is_not_written_among_what_is_real(
    place: str, small_town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = asked_in(small_town, monkeypatch, "footprint", "--less", "furniture=10%", "--out", place)
    assert said.startswith("UsageError: ")
    assert said.endswith("holds what is real; choose another folder for a scenario with --out")
    assert not (small_town / place).exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "UsageError: what is to be tried? Name a file with --scenario, or say --less, --more, --move, ..."),
        (
            ("--less", "furniture"),
            'UsageError: --less: this cannot be read\n    furniture\n    fix: write it so: --less "meat=20%"',
        ),
        (
            ("--less", "furnitures=3%"),
            'Refused: --less "furnitures=3%": this footprint knows no category "furnitures"\n'
            '    fix: did you mean "furniture"?',
        ),
        (
            ("2031@1", "--less", "furniture=3%"),
            "UsageError: 2031@1: there is no version 1 of 2031\n"
            "    fix: name one that is there: verify 2031 lists them",
        ),
    ],
)
def test_wrong_usage_is_said(
    asked: tuple[str, ...], said: str, small_town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked_in(small_town, monkeypatch, *asked) == said


def test_factors_that_have_changed_since_are_refused(
    small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    shutil.copytree(small_town, tmp_path / "town")
    path = tmp_path / "town" / "footprint" / "manifest.json"
    written = json.loads(path.read_bytes())
    written["made_with"]["crosswalk"][0]["sha256"] = "0" * 64
    written["made_with"]["rule_books"][0]["sha256"] = "0" * 64
    del written["sha256"]
    path.write_bytes(sealed(written))
    done = procurement_footprint("simulate", "footprint", "--less", "furniture=10%", cwd=tmp_path / "town")
    assert done.returncode == 3
    assert "this footprint was made with other files than those that are here now: crosswalk\n" in done.stderr
