"""`check` of a finished footprint: is what is stored whole? No ledger is read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from conftest import Command

from procurement_footprint import shelf
from procurement_footprint.analysis import stored
from procurement_footprint.footprint import conserve
from procurement_footprint.ledger.seal import sealed
from procurement_footprint.problems import Unbalanced

ROWS = "footprint.parquet"
Change = Callable[[pl.DataFrame], pl.DataFrame]
FIRST = pl.int_range(pl.len()) == 0
COUNTED = (pl.col("status") == "counted") & ((pl.col("status") == "counted").cum_sum() == 1)


@pytest.fixture
def copy(small_town: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_town / "footprint", tmp_path / "copy"))


def changed(folder: Path, change: Change) -> Path:
    """Change the rows of a footprint, and its manifest so that it names them."""
    change(pl.read_parquet(folder / ROWS)).write_parquet(folder / ROWS)
    return named(folder, ROWS)


def named(folder: Path, name: str) -> Path:
    written = json.loads((folder / "manifest.json").read_bytes())
    written["outputs"][name] = shelf.digest(folder / name)
    del written["sha256"]
    (folder / "manifest.json").write_bytes(sealed(written))
    return folder


def test_a_footprint_is_whole_and_says_what_it_holds(small_town: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("check", "footprint", cwd=small_town)
    totals = json.loads((small_town / "footprint" / "manifest.json").read_bytes())["totals"]
    assert (done.returncode, done.stderr) == (0, "")
    rows, money = totals["rows"], totals["amount"]
    said = done.stdout.splitlines()
    assert said[1].startswith(f"rows: {rows['ledger']:,}, each once: {rows['counted']:,} counted, ")
    assert said[2].replace(",", "").startswith(f"money: {money['ledger']} SEK = {money['counted']} counted + ")
    assert said[3].replace(",", "").startswith(f"kilograms: {totals['kg_co2e']} kg CO2e")
    assert said[4] == "tables that add up to these: categories, departments, suppliers, left_out, unmapped"


def test_files_that_are_not_as_they_were_are_named(copy: Path, procurement_footprint: Command) -> None:
    (copy / "departments.csv").write_bytes((copy / "departments.csv").read_bytes() + b"\n")
    (copy / "report.html").unlink()
    (copy / "notes.txt").write_text("mine", encoding="utf-8")
    done = procurement_footprint("check", "copy", cwd=copy.parent)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "copy: CHANGED since it was made",
        "  departments.csv: not as manifest.json says",
        "  notes.txt: not named by manifest.json",
        "  report.html: missing",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[1:], "rows, ledger: 599 instead of 600"),
        (lambda rows: pl.concat([rows, rows[:1]]), "the row is there twice"),
        (lambda rows: rows.with_columns(part=pl.when(FIRST).then(2).cast(pl.Int16)), "a part of the row is missing"),
        (
            lambda rows: rows.with_columns(amount=pl.col("amount") + pl.when(FIRST).then(1).otherwise(0)),
            "booked in SEK, ledger: ",
        ),
        (
            lambda rows: rows.with_columns(
                kg_co2e=(pl.col("kg_co2e") + pl.when(COUNTED).then(1).otherwise(0)).cast(pl.Decimal(18, 3))
            ),
            "categories.csv, kg_co2e: ",
        ),
        (
            lambda rows: rows.with_columns(kg_co2e=pl.when(~COUNTED).then("kg_co2e")),
            "1 rows have kilograms though not counted, or are counted without",
        ),
    ],
)
def test_rows_that_do_not_agree_with_tables_and_manifest_are_told(copy: Path, change: Change, said: str) -> None:
    with pytest.raises(Unbalanced) as told:
        stored.check(changed(copy, change))
    assert said in str(told.value)


def test_a_table_that_does_not_add_up_ends_with_4(copy: Path, procurement_footprint: Command) -> None:
    lines = (copy / "unmapped.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / "unmapped.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    done = procurement_footprint("check", named(copy, "unmapped.csv"), cwd=copy.parent)
    assert done.returncode == 4
    assert "what is stored does not add up:\n  unmapped.csv, rows: " in done.stderr


def test_a_footprint_is_no_ledger(small_town: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("run", small_town / "footprint", cwd=small_town)
    assert done.returncode == 2
    assert f"{small_town / 'footprint'} is a finished footprint, not a ledger; check it by itself" in done.stderr
    with_option = procurement_footprint("check", "footprint", "--period", "2024", cwd=small_town)
    assert with_option.returncode == 2
    assert "footprint is a finished footprint, not a ledger; check it by itself" in with_option.stderr


def test_parts_of_a_row_are_one_row() -> None:
    held = {"row_id": ["a", "b", "b", "c"], "part": [None, 1, 2, None]}
    rows = pl.LazyFrame(held, {"row_id": pl.String, "part": pl.Int16})
    conserve.each_once(rows)
    with pytest.raises(Unbalanced, match="b: a part of the row is missing"):
        conserve.each_once(rows.filter(pl.col("part").is_null() | (pl.col("part") == 2)))
    with pytest.raises(Unbalanced, match="a: the row is there twice"):
        conserve.each_once(pl.concat([rows, rows.head(1)]))
