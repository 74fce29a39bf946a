"""The story end to end: a small town's ledgers become a footprint that adds up and can be followed back."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import Command

from procurement_footprint.footprint.rows import WRITTEN

GOLDEN = Path(__file__).parent / "golden" / "small-town"
FILES = {
    "report.html",
    "report.xlsx",
    "footprint.parquet",
    "departments.csv",
    "suppliers.csv",
    "categories.csv",
    "unmapped.csv",
    "left_out.csv",
    "manifest.json",
}


@pytest.fixture(scope="module")
def manifest(small_town: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((small_town / "footprint" / "manifest.json").read_bytes())
    return result


def ledger_lines(town: Path) -> Iterator[dict[str, str]]:
    for path in sorted((town / "ledgers").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file, delimiter=";")


def table(town: Path, name: str) -> list[dict[str, str]]:
    with (town / "footprint" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_writes_the_whole_folder(small_town: Path) -> None:
    assert {path.name for path in (small_town / "footprint").iterdir()} == FILES
    hidden = {path.name for path in small_town.iterdir() if path.name.startswith(".")}
    assert hidden == {".gitignore", ".pseudonym-key", ".pseudonym-names"}


def test_the_manifest_agrees_with_the_files_added_up_another_way(small_town: Path, manifest: dict[str, Any]) -> None:
    amounts = [Decimal(line["belopp"].replace(",", ".")) for line in ledger_lines(small_town)]
    totals = manifest["totals"]
    assert totals["rows"]["ledger"] == len(amounts)
    assert Decimal(totals["amount"]["ledger"]) == sum(amounts)
    assert sum(one["rows"] for one in manifest["inputs"]) == len(amounts)
    assert sum(Decimal(one["amount"]) for one in manifest["inputs"]) == sum(amounts)


@pytest.mark.parametrize("kind", ["rows", "amount"])
def test_counted_left_out_and_unmapped_are_the_ledger(manifest: dict[str, Any], kind: str) -> None:
    four = {part: Decimal(value) for part, value in manifest["totals"][kind].items()}
    assert four["counted"] + four["left_out"] + four["unmapped"] == four["ledger"]
    assert all(four[part] for part in four)


@pytest.mark.parametrize("name", ["departments", "suppliers", "categories"])
def test_each_table_adds_up_to_what_is_counted(small_town: Path, manifest: dict[str, Any], name: str) -> None:
    lines, totals = table(small_town, name), manifest["totals"]
    assert sum(int(line["rows"]) for line in lines) == totals["rows"]["counted"]
    assert sum(Decimal(line["reporting_amount"]) for line in lines) == Decimal(totals["amount"]["counted"])
    assert sum(Decimal(line["kg_co2e"]) for line in lines) == Decimal(totals["kg_co2e"])


@pytest.mark.parametrize("name", ["unmapped", "left_out"])
def test_what_is_not_counted_is_listed_and_adds_up(small_town: Path, manifest: dict[str, Any], name: str) -> None:
    lines, totals = table(small_town, name), manifest["totals"]
    assert sum(int(line["rows"]) for line in lines) == totals["rows"][name]
    assert sum(Decimal(line["reporting_amount"]) for line in lines) == Decimal(totals["amount"][name])
    assert all(line["reason"] for line in lines)


def test_every_ledger_row_is_in_the_footprint_with_the_columns_of_the_contract(small_town: Path) -> None:
    rows = pl.read_parquet(small_town / "footprint" / "footprint.parquet")
    assert dict(rows.schema) == WRITTEN
    ids = [
        f"{path.name}:{line}"
        for path in sorted((small_town / "ledgers").glob("*.csv"))
        for line in range(2, len(path.read_bytes().splitlines()) + 1)
    ]
    assert rows["row_id"].to_list() == ids


def test_kilograms_are_the_formula_row_by_row(small_town: Path) -> None:
    rows = pl.read_parquet(small_town / "footprint" / "footprint.parquet").filter(pl.col("status") == "counted")
    for row in rows.iter_rows(named=True):
        exact = row["amount"] * Decimal(row["kg_per_unit"])
        assert abs(row["kg_co2e"] - exact) <= Decimal("0.0005") + abs(exact) * Decimal("1e-15")


def test_sole_traders_are_pooled_in_everything_that_is_shown(small_town: Path) -> None:
    rows = pl.read_parquet(small_town / "footprint" / "footprint.parquet").filter(pl.col("sole_trader"))
    assert rows.height
    shown = [path for path in (small_town / "footprint").iterdir() if path.suffix in {".csv", ".html", ".json"}]
    for path in shown:
        text = path.read_text(encoding="utf-8")
        for name in rows["supplier"].drop_nulls().unique():
            assert name not in text, path.name
        for number in rows["supplier_id"].drop_nulls().unique():
            assert number not in text, path.name
            assert number.replace("-", "") not in text, path.name


def test_verify_repeats_the_run_and_names_the_file_that_differs(
    small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    town = tmp_path / "town"
    shutil.copytree(small_town, town)
    done = procurement_footprint("verify", "footprint", cwd=town)
    assert (done.returncode, done.stdout) == (0, "identical: every file in footprint comes out again byte for byte\n")
    path = town / "footprint" / "categories.csv"
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    done = procurement_footprint("verify", "footprint", cwd=town)
    assert (done.returncode, done.stdout) == (
        1,
        "footprint: CHANGED since it was made\n  categories.csv: not as manifest.json says\n",
    )


def test_verify_says_which_ledger_it_misses(small_town: Path, tmp_path: Path, procurement_footprint: Command) -> None:
    shutil.copytree(small_town / "footprint", tmp_path / "footprint")
    done = procurement_footprint("verify", tmp_path / "footprint", cwd=tmp_path)
    assert done.returncode == 3
    assert 'the ledger "leverantorsreskontra-2023.csv" with SHA-256 ' in done.stderr
    assert "fix: name the file: procurement-footprint verify DIR LEDGER" in done.stderr


def test_why_goes_from_the_ledger_line_to_the_kilograms(small_town: Path, procurement_footprint: Command) -> None:
    rows = pl.read_parquet(small_town / "footprint" / "footprint.parquet").filter(pl.col("status") == "counted")
    row = rows.sort("kg_co2e", descending=True).row(0, named=True)
    done = procurement_footprint("why", row["row_id"], "--in", "footprint", cwd=small_town)
    assert done.returncode == 0, done.stderr
    titles = re.findall(r"^\d+\. (.*)$", done.stdout, flags=re.MULTILINE)
    assert titles[0] == f"The ledger line {row['row_id']}"
    assert titles[1] == f"Rule {row['rule_id']} says category {row['category']}"
    assert titles[-1] == "Kilograms"
    assert f"= {row['kg_co2e']:,} kg CO2e" in done.stdout
    assert "licence CC BY-SA 4.0" in done.stdout


def test_check_says_the_same_and_writes_nothing(
    small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    town = tmp_path / "town"
    shutil.copytree(small_town, town)
    before = sorted(path for path in town.rglob("*"))
    done = procurement_footprint("check", cwd=town)
    assert done.returncode == 1  # a few rows are left to decide
    assert sorted(path for path in town.rglob("*")) == before


def test_a_period_takes_only_its_rows(small_town: Path, tmp_path: Path, procurement_footprint: Command) -> None:
    out = tmp_path / "quarter"
    done = procurement_footprint("run", "--period", "2024-Q1", "--out", out, cwd=small_town)
    assert done.returncode == 0, done.stderr
    lines = [line for line in ledger_lines(small_town) if "2024-01" <= line["datum"][:7] <= "2024-03"]
    totals = json.loads((out / "manifest.json").read_bytes())["totals"]
    assert totals["rows"]["ledger"] == len(lines)
    assert Decimal(totals["amount"]["ledger"]) == sum(Decimal(line["belopp"].replace(",", ".")) for line in lines)


def test_a_result_folder_is_never_overwritten(small_town: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("run", "--out", "footprint", cwd=small_town)
    assert done.returncode == 2
    assert "footprint is already there; choose another folder with --out" in done.stderr


def test_input_that_is_refused_leaves_nothing_behind(tmp_path: Path, procurement_footprint: Command) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("Datum;Leverantör;Konto;Kontotext;Belopp\n2024-13-01;A AB;6411;Livsmedel;12x\n", encoding="utf-8")
    done = procurement_footprint("run", ledger, "--chart", "kbas", cwd=tmp_path)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]


@pytest.mark.parametrize("name", ["departments", "suppliers", "categories", "unmapped", "left_out"])
def test_the_figures_are_the_golden_ones(small_town: Path, name: str) -> None:
    """A change of a figure is meant, and then stands in CHANGELOG.md; see CONTRIBUTING.md for the command."""
    assert (small_town / "footprint" / f"{name}.csv").read_text(encoding="utf-8") == (GOLDEN / f"{name}.csv").read_text(
        encoding="utf-8"
    )


def test_a_file_keeps_its_name_in_the_manifest_whatever_is_in_it(
    small_town: Path, tmp_path: Path, procurement_footprint: Command
) -> None:
    first, second = sorted((small_town / "ledgers").glob("*.csv"))
    (tmp_path / "other").mkdir()
    shutil.copyfile(first, tmp_path / "year #1.csv")
    shutil.copyfile(second, tmp_path / "other" / "year #1.csv")
    done = procurement_footprint("run", "year #1.csv", "other/year #1.csv", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    inputs = json.loads((tmp_path / "out" / "manifest.json").read_bytes())["inputs"]
    assert [one["name"] for one in inputs] == ["year #1.csv", "year #1.csv"]
    done = procurement_footprint("verify", "out", "other/year #1.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
