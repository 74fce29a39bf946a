"""Footprints in a program: opened by name, made from ledgers, and read as frames that are the tables of the run."""

from __future__ import annotations

import gc
import shutil
from decimal import Decimal
from pathlib import Path

import group_project
import polars as pl
import pytest

import procurement_footprint as pf
from procurement_footprint import reading
from procurement_footprint.analysis.breakdown import COUNTED_TABLES
from procurement_footprint.reporting import tables


@pytest.fixture(scope="module")
def footprint(small_town: Path) -> pf.Footprint:
    """The footprint of both years of the small town, from its folder."""
    return pf.open(small_town / "footprint")


@pytest.fixture(scope="module")
def years(small_town: Path) -> tuple[pf.Footprint, pf.Footprint]:
    """The two years of the small town, computed."""
    return pf.open("2023", project=small_town), pf.open("2024", project=small_town)


def test_the_frames_are_the_tables_of_the_run(footprint: pf.Footprint, small_town: Path) -> None:
    written = sorted((small_town / "footprint").glob("*.csv"))
    assert [path.stem for path in written] == ["categories", "departments", "left_out", "suppliers", "unmapped"]
    for path in written:
        held = path.read_bytes()
        header = held.decode().splitlines()[0].split(",")
        assert tables.as_csv(getattr(footprint, path.stem)().select(header)) == held, path.stem


def test_every_table_adds_up_to_the_total(footprint: pf.Footprint) -> None:
    total, every = footprint.total(), footprint.tables()
    rows, kilograms, amount = total["rows"][0], total["kg_co2e"][0], total["counted"][0]
    assert rows > 500
    for name in COUNTED_TABLES:
        frame = getattr(footprint, name)()
        assert frame.equals(every[name])
        assert frame.select(pl.sum("rows", "kg_co2e", "reporting_amount")).row(0) == (rows, kilograms, amount), name
    for name in ("unmapped", "left_out"):
        assert every[name]["reporting_amount"].sum() == total[name][0]
    bridge = footprint.bridge()["reporting_amount"]
    assert bridge[0] == bridge[1:].sum() == total["ledger"][0]
    assert footprint.cells()["kg_co2e"].sum() == kilograms == footprint.kg_co2e
    assert footprint.rows().select(pl.sum("kg_co2e")).collect().item() == kilograms


def test_the_total_says_what_the_manifest_says(footprint: pf.Footprint) -> None:
    said, total = footprint.opened.footprint.manifest["totals"], footprint.total().row(0, named=True)
    assert {name: f"{total[name]:f}" for name in ("ledger", "left_out", "unmapped", "counted")} == said["amount"]
    assert [f"{total[name]:f}" for name in ("kg_co2e", "kg_co2e_low", "kg_co2e_high")] == [
        said["kg_co2e"], said["kg_co2e_low"], said["kg_co2e_high"]
    ]  # fmt: skip
    assert total["quality"] == said["quality"]
    assert total["coverage"] == pytest.approx(float(total["counted"] / (total["counted"] + total["unmapped"])))
    assert total["grams_per_unit"] == pytest.approx(float(total["kg_co2e"] * 1000 / total["counted"]))
    assert (total["name"], total["currency"], total["first"].year, total["last"].year) == (
        "footprint", footprint.currency, 2023, 2024
    )  # fmt: skip


def test_categories_groups_and_reasons_are_named_in_both_languages(footprint: pf.Footprint) -> None:
    every = footprint.tables() | {"cells": footprint.cells()}
    for name, key in {
        "categories": "category",
        "cells": "category",
        "groups": "group",
        "departments_by_group": "group",
        "left_out": "reason",
        "unmapped": "reason",
        "bridge": "reason",
    }.items():
        held = every[name].drop_nulls(key)
        place = held.columns.index(key)
        assert held.columns[place + 1 : place + 3] == ["name_sv", "name_en"], name
        assert held["name_sv", "name_en"].null_count().row(0) == (0, 0), name
    food = every["categories"].filter(pl.col("category") == "food")
    assert food.select("name_sv", "name_en").row(0) == ("Livsmedel", "Food")


def test_natural_persons_are_one_supplier_in_everything(footprint: pf.Footprint) -> None:
    delivered = footprint.opened.footprint.rows.filter("sole_trader").collect()
    hidden = {*delivered["supplier"], *delivered["supplier_id"], *delivered["text"]} - {None}
    assert delivered.height
    assert hidden
    frames = {**footprint.tables(), "cells": footprint.cells(), "rows": footprint.rows().collect()}
    for name, frame in frames.items():
        texts = {text for column in frame.select(pl.col(pl.String)) for text in column.unique()}
        assert not texts & hidden, name
    pooled = frames["rows"].filter("sole_trader")
    assert pooled.height == delivered.height
    assert set(pooled["supplier"]) == {"(sole traders)"}


def test_what_is_computed_stays_as_long_as_somebody_uses_it(small_town: Path) -> None:
    footprint = pf.open("2024-Q1", project=small_town)
    place = footprint.opened.footprint.folder
    rows, kilograms = footprint.rows(), footprint.kg_co2e
    spent = rows.filter(pl.col("status") == "counted").select("kg_co2e", "booked_on")
    del footprint, rows
    gc.collect()
    assert place.is_dir()
    assert spent.select(pl.sum("kg_co2e"), pl.col("booked_on").dt.month().max()).collect().row(0) == (kilograms, 3)
    assert spent.head(2).collect().shape == (2, 2)
    del spent
    gc.collect()
    assert not place.exists()


def test_a_closed_footprint_keeps_its_frames_and_says_so(small_town: Path) -> None:
    with pf.open("2024-Q1", project=small_town) as footprint:
        departments, rows = footprint.departments(), footprint.rows()
        place = footprint.opened.footprint.folder
    assert not place.exists()
    footprint.close()
    assert footprint.departments().equals(departments)
    with pytest.raises(ValueError, match="the footprint 2024-Q1 is closed"):
        footprint.cells()
    with pytest.raises(ValueError, match="the footprint 2024-Q1 is closed"):
        rows.collect()


def test_the_folder_of_a_run_is_left_alone(small_town: Path) -> None:
    with pf.open(small_town / "footprint") as footprint:
        pass
    assert footprint.rows().select(pl.len()).collect().item() == 600
    assert repr(footprint).startswith("<Footprint footprint: ")
    assert footprint.project.folder == small_town.resolve()


def test_two_years_are_compared(years: tuple[pf.Footprint, pf.Footprint]) -> None:
    before, after = years
    change = after.change(before)
    assert change.departments["kg_change"].sum() == after.kg_co2e - before.kg_co2e
    spots = after.hot_spots(before, requirement=10, top=3)
    assert spots.lines["kg_co2e"].sum() == after.kg_co2e
    assert (spots.search.per_cent, spots.search.top) == (Decimal(10), 3)
    assert spots.lines["kg_before"].is_not_null().any()


def test_the_quarter_of_a_footprint_is_by_its_name(years: tuple[pf.Footprint, pf.Footprint]) -> None:
    assert [one.name for one in years] == ["2023", "2024"]
    assert list(years[1].periods()["period"]) == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert any("header on line 1" in note for note in years[1].notes)


def test_a_run_is_that_of_the_command(small_town: Path, footprint: pf.Footprint, tmp_path: Path) -> None:
    kept = pf.run(project=small_town, out=tmp_path / "kept")
    passing = pf.run(project=small_town)
    for one in (kept, passing):
        assert one.total().drop("name").equals(footprint.total().drop("name"))
    for path in (small_town / "footprint").iterdir():
        assert (tmp_path / "kept" / path.name).read_bytes() == path.read_bytes(), path.name
    with pytest.raises(FileExistsError, match="kept is already there; choose another folder"):
        pf.run(project=small_town, out=tmp_path / "kept")


def test_a_run_needs_no_project(small_town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = shutil.copy(small_town / "ledgers" / "leverantorsreskontra-2024.csv", tmp_path / "mine.csv")
    monkeypatch.chdir(tmp_path)
    footprint = pf.run(ledger, period="2024-Q2")
    assert (footprint.name, footprint.project.folder) == ("2024-Q2", None)
    assert list(footprint.periods()["period"]) == ["2024-Q2"]
    with pytest.raises(ValueError, match="which ledger"):
        pf.run()
    with pytest.raises(ValueError, match="whose 2024 is it"):
        pf.open("2024")


def test_a_group_has_its_entities_too(tmp_path: Path) -> None:
    footprint = pf.run(project=group_project.write(tmp_path / "group"), out=tmp_path / "made")
    for name in ("entities", "internal", "departments"):
        assert tables.as_csv(footprint.tables()[name]) == (tmp_path / "made" / f"{name}.csv").read_bytes()
    assert footprint.tables()["entities"]["kg_co2e"].sum() == footprint.kg_co2e
    assert footprint.departments().columns[0] == "entity"


def test_what_is_not_there_is_refused(small_town: Path, tmp_path: Path) -> None:
    nothing = "there is no manifest.json in this folder\n    fix: name a folder that `run` or `demo` has made"
    version = "there is no version 3 of 2024\n    fix: name one that is there: verify 2024 lists them"
    for asked, said in {str(tmp_path): nothing, "2024@3": version, "last-year": nothing}.items():
        with pytest.raises(pf.Refused) as refused:
            pf.open(asked, project=small_town)
        assert str(refused.value) == f"{asked}: {said}"


def test_frames_become_those_of_pandas(footprint: pf.Footprint) -> None:
    frame = footprint.departments().to_pandas()
    assert list(frame.columns) == footprint.departments().columns
    assert frame["kg_co2e"].sum() == footprint.kg_co2e


def test_every_method_says_what_it_returns() -> None:
    for name in dir(reading.Footprint):
        if not name.startswith("_"):
            assert (getattr(reading.Footprint, name).__doc__ or "").strip(), name
