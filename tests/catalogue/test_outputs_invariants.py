"""The invariants of section 2 of the failure catalogue, held against what a run writes about the small town."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

import procurement_footprint
from procurement_footprint.footprint import conserve
from procurement_footprint.ledger.columns import MONEY
from procurement_footprint.problems import EXIT_UNBALANCED, Unbalanced

PARTS = ("counted", "left_out", "unmapped")


@pytest.fixture(scope="module")
def made(small_town: Path) -> Path:
    return small_town / "footprint"


@pytest.fixture(scope="module")
def rows(made: Path) -> pl.DataFrame:
    return pl.read_parquet(made / "footprint.parquet")


@pytest.fixture(scope="module")
def totals(made: Path) -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, str]] = json.loads((made / "manifest.json").read_bytes())["totals"]
    return held


def lines(made: Path, name: str) -> list[dict[str, str]]:
    with (made / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(made: Path, name: str, column: str) -> Decimal:
    return sum((Decimal(line[column]) for line in lines(made, name) if line[column]), Decimal(0))


def test_i1_what_came_in_is_counted_left_out_or_unmapped_to_the_ore(
    rows: pl.DataFrame, totals: dict[str, dict[str, str]]
) -> None:
    amounts = {part: Decimal(totals["amount"][part]) for part in ("ledger", *PARTS)}
    assert sum(amounts[part] for part in PARTS) == amounts["ledger"] == rows["reporting_amount"].sum()
    counts = {part: int(totals["rows"][part]) for part in ("ledger", *PARTS)}
    assert sum(counts[part] for part in PARTS) == counts["ledger"] == rows["row_id"].n_unique()


def test_i1_so_it_is_for_every_file_department_supplier_and_month(rows: pl.DataFrame) -> None:
    for keys in (["department"], ["supplier", "supplier_id"], [pl.col("booked_on").dt.truncate("1mo")], ["period"]):
        whole = rows.group_by(keys).agg(pl.col("reporting_amount").sum())
        split = rows.group_by([*keys, "status"]).agg(pl.col("reporting_amount").sum())
        assert split["reporting_amount"].sum() == whole["reporting_amount"].sum() == rows["reporting_amount"].sum()


def test_i1_a_difference_of_an_ore_ends_the_run_with_an_exit_code_of_its_own() -> None:
    def tally(amount: str) -> conserve.Tally:
        held = pl.LazyFrame({"row_id": ["a:2"], "amount": pl.Series([Decimal(amount)], dtype=MONEY), "currency": "SEK"})
        return conserve.tally(held)

    with pytest.raises(Unbalanced, match=r"here: .*100\.00.* came in and .*100\.01.* went out"):
        conserve.same(tally("100.00"), tally("100.01"), "here")
    assert EXIT_UNBALANCED == 4


def test_i2_departments_suppliers_and_categories_add_up_to_the_same_gram(
    made: Path, rows: pl.DataFrame, totals: dict[str, dict[str, str]]
) -> None:
    whole = Decimal(str(totals["kg_co2e"]))
    assert whole == rows["kg_co2e"].sum()
    assert {total(made, name, "kg_co2e") for name in ("departments", "suppliers", "categories")} == {whole}
    assert whole == whole.quantize(Decimal("0.001"))


def test_i3_every_row_has_one_outcome_and_one_reason(rows: pl.DataFrame) -> None:
    assert rows["row_id"].is_unique().all() or rows["part"].is_not_null().any()
    assert set(rows["status"].cast(pl.String).unique()) <= set(PARTS)
    found = Counter(rows.select(pl.col("status").cast(pl.String), pl.col("category").is_not_null()).iter_rows())
    assert {said for said in found if said[0] == "left_out"} == {("left_out", False)}
    assert all(has for status, has in found if status == "counted")
    assert rows.filter(pl.col("status").cast(pl.String) != "counted")["reason"].null_count() == 0


def test_i4_no_number_is_missing_endless_or_none(made: Path, rows: pl.DataFrame) -> None:
    counted = pl.col("status").cast(pl.String) == "counted"
    assert rows.filter(counted)["kg_co2e"].null_count() == 0
    assert rows.filter(~counted)["kg_co2e"].is_null().all()
    for name in ("exchange_rate", "deflator", "price_basis", "kg_per_unit"):
        held = rows.filter(counted)[name]
        assert held.is_finite().all(), name
    for path in sorted(made.glob("*.csv")):
        assert not re.search(r"(?im)(?:^|,)(?:nan|-?inf(?:inity)?|none|null)(?:,|$)", path.read_text(encoding="utf-8"))
    for name in ("report.html", "manifest.json"):
        assert not re.search(r"\bNaN\b|\bInfinity\b|\bnan\b", (made / name).read_text(encoding="utf-8")), name


def test_i5_the_manifest_names_every_file_with_its_hash(made: Path) -> None:
    said = json.loads((made / "manifest.json").read_bytes())["outputs"]
    held = {path.name: sha256(path.read_bytes()).hexdigest() for path in made.iterdir() if path.name != "manifest.json"}
    assert said == held


def test_i7_no_module_of_ours_can_speak_to_a_network() -> None:
    clients = re.compile(
        r"\s*(?:import|from) (?:socket|ssl|http|urllib\.request|requests|httpx|urllib3|aiohttp|ftplib)\b"
    )
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted(Path(procurement_footprint.__file__).parent.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if clients.match(line)
    ]
    assert found == ["session.py: import socket"], "to a Spark cluster, where one is asked for"
