"""A group of three from its ledgers to the report: the town, a company that leaves mid-year, and a landlord."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import group_project
import openpyxl
import polars as pl
import pytest
from conftest import Command
from markupsafe import escape

from procurement_footprint.reporting.language import Words

DEPARTMENTS = """\
departments:
  - {id: "30", name: Skola, entity: town, until: 2024-06-30, was: [30 Skola]}
  - {id: "35", name: Barn och utbildning, entity: town, since: 2024-07-01, was: [30 Skola]}
  - {id: "40", name: Teknik, entity: town, was: [40 Teknik]}
  - {id: "1", name: Drift, entity: energy}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return group_project.write(tmp_path_factory.mktemp("group"), group_project.SETTINGS + DEPARTMENTS)


@pytest.fixture(scope="module")
def whole(project: Path, procurement_footprint: Command) -> Path:
    """The group's footprint."""
    ran = procurement_footprint("run", "--out", "whole", cwd=project)
    assert ran.returncode == 0, ran.stderr
    assert "Entities of the group" in ran.stdout
    assert "departments that procurement.yaml does not list, shown as booked: Förvaltning (3 rows)" in ran.stderr
    return project / "whole"


@pytest.fixture(scope="module")
def alone(project: Path, procurement_footprint: Command) -> Path:
    """The footprint of the energy company by itself."""
    ran = procurement_footprint("run", "--entity", "energy", "--out", "alone", cwd=project)
    assert ran.returncode == 0, ran.stderr
    return project / "alone"


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / f"{name}.csv", infer_schema=False)


def test_every_entity_goes_from_its_ledger_to_what_is_counted(whole: Path) -> None:
    columns = ["entity", "ledger", "outside_ownership", "intra_group", "left_out", "unmapped", "reporting_amount"]
    assert table(whole, "entities").select(columns).rows() == [
        ("town", "7800.01", "0.00", "2459.01", "3000.00", "0.00", "2341.00"),
        ("homes", "-1200.00", "0.00", "51.00", "-2000.00", "0.00", "749.00"),
        ("energy", "1283.33", "1161.33", "102.01", "-150.01", "0.00", "170.00"),
    ]


def test_purchases_inside_the_group_stand_pair_by_pair_with_both_sides(whole: Path) -> None:
    assert table(whole, "internal").drop("buyer_name", "seller_name").rows() == [
        ("energy", "homes", "2024-Q1", "1", "200.01", "102.01", "0", "0.00", "200.01"),
        ("homes", "energy", "2024-Q1", "1", "100.00", "51.00", "0", "0.00", "100.00"),
        ("town", "energy", "2024-Q1", "2", "900.01", "459.01", "1", "950.01", "-50.00"),
        ("town", "energy", "2024-Q3", "1", "500.00", "0.00", "0", "0.00", "500.00"),
        ("town", "homes", "2024-Q1", "1", "2000.00", "2000.00", "1", "2000.00", "0.00"),
    ]


def test_the_tables_of_a_group_add_up_to_its_manifest(whole: Path) -> None:
    said = json.loads((whole / "manifest.json").read_text(encoding="utf-8"))
    totals, entities = said["totals"], table(whole, "entities")
    assert sum(map(Decimal, entities["kg_co2e"])) == Decimal(totals["kg_co2e"])
    assert sum(map(Decimal, entities["ledger"])) == Decimal(totals["amount"]["ledger"])
    assert sum(map(Decimal, entities["reporting_amount"])) == Decimal(totals["amount"]["counted"])
    assert sum(map(Decimal, table(whole, "internal")["amount_eliminated"])) == sum(
        map(Decimal, entities["intra_group"])
    )
    assert [(one["name"], one["entity"]) for one in said["inputs"]] == [
        ("town.csv", "town"),
        ("energy.csv", "energy"),
        ("homes.csv", "homes"),
    ]
    assert [one["chart"] for one in said["chart_of_accounts"]] == ["kbas", "bas", "bas"]
    assert said["entities"][1]["ownership"] == [{"share": "0.51", "since": None, "until": "2024-06-30"}]


def test_departments_have_their_name_of_the_day_and_the_entity_they_belong_to(whole: Path) -> None:
    found = table(whole, "departments").select("entity", "department_id", "department", "reporting_amount")
    assert sorted(found.rows(), key=str) == [
        ("energy", "1", "Drift", "170.00"),
        ("homes", None, "Förvaltning", "749.00"),
        ("town", "30", "Skola", "1490.00"),
        ("town", "35", "Barn och utbildning", "500.00"),
        ("town", "40", "Teknik", "351.00"),
    ]


def test_an_entity_by_itself_counts_everything_it_buys_and_eliminates_nothing(alone: Path) -> None:
    rows = pl.read_parquet(alone / "footprint.parquet")
    assert set(rows["reason"].drop_nulls()) == {"income", "wages"}
    assert rows.filter(pl.col("status") == "counted")["amount"].sum() == Decimal("1433.34")
    assert rows["part"].null_count() == rows.height
    assert not (alone / "entities.csv").exists()


def test_both_footprints_can_be_made_again_byte_for_byte(
    whole: Path, alone: Path, procurement_footprint: Command
) -> None:
    for folder in (whole, alone):
        ran = procurement_footprint("verify", folder, cwd=folder.parent)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_why_follows_a_row_into_the_group_and_knows_departments(whole: Path, procurement_footprint: Command) -> None:
    said = procurement_footprint("why", "energy.csv:3", "--in", whole, cwd=whole).stdout
    assert said.endswith(
        "2. What of it is the group's\n"
        "   part 1, left out: intra_group, 102.01 SEK: the seller is of the group, and its own purchases are counted\n"
        "   part 2, left out: outside_ownership, 98.00 SEK: the share of the entity's other owners, or the entity is "
        "not of the group on this day\n"
    )
    said = procurement_footprint("why", "--department", "35", "--in", whole, cwd=whole).stdout
    assert said.startswith("1. Department 35: 15.030 kg CO2e on 1 rows\n")


def test_page_and_workbook_show_the_entities_and_the_steps_of_the_bridge(whole: Path) -> None:
    page, words = (whole / "report.html").read_text(encoding="utf-8"), Words("en")
    assert '<h2 id="entities">' in page
    for said in ("Outside the group", "Purchases inside the group", "Småstad Energi AB", "2,459"):
        assert said in page
    assert escape(words("group.assumption")) in page
    book = openpyxl.load_workbook(whole / "report.xlsx", data_only=True)
    last = [cell.value for cell in book["Entities"][7]]
    assert last[0] == "Total"
    assert [round(float(value), 2) for value in last[3:9]] == [7883.34, 1161.33, 2612.02, 849.99, 0.0, 3260.0]
    assert [cell.value for cell in book["Inside the group"]["A"]][3:5] == ["Småstad Energi AB", "Småstads Bostäder AB"]


def test_a_run_without_the_seller_s_ledger_says_what_is_missing(project: Path, procurement_footprint: Command) -> None:
    said = procurement_footprint("check", "town.csv", cwd=project)
    assert "no ledger of energy (Småstad Energi AB) is read: purchases from it are left out" in said.stderr


def test_mappings_diff_leaves_rows_that_are_not_wholly_the_group_s_as_they_stand(
    whole: Path, procurement_footprint: Command
) -> None:
    ran = procurement_footprint("mappings", "diff", "shipped", whole.parent, "--on", whole, "--out", "d", cwd=whole)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert table(whole / "d", "rows").is_empty()
