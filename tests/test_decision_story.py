"""A project with decisions of all three kinds: what they decide, how it is followed back, and how one is undone."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import activity_project as made
import pytest
from conftest import Command

from procurement_footprint.ledger.columns import PART
from procurement_footprint.mapping import decision_files
from procurement_footprint.mapping.decision import Decision

DAY = date(2026, 11, 24)
ENERGY = made.ENERGY + "2024,electricity,70,MWh,electricity-se/grid,network company\n"
KRAFT = (("supplier", ("599100-0012",)), ("account", ("62110",)))
SPLIT = (("premises_rent", Decimal("0.333333")), ("electricity", Decimal("0.666667")))
DECISIONS = (
    Decision(
        "d-20261124-001", DAY, "Anna Lind", "The landlord bills electricity with the rent", KRAFT, split=SPLIT,
        source="the landlord's statement of 2024", suggested="electricity 0.87: same account 41 of 45 times",
    ),
    Decision(
        "d-20261124-002", DAY, "Anna Lind", "Fuel is sold on to the company", (("supplier", ("599100-0020",)),),
        left_out="internal", since=date(2024, 9, 1),
    ),
    Decision(
        "d-20261124-003", DAY, "Anna Lind", "It cooks for the schools", (("supplier", ("599100-0038",)),),
        category="meals",
    ),
)  # fmt: skip


def written(folder: Path) -> Path:
    made.write(folder, energy__csv=ENERGY)
    decision_files.append(folder / decision_files.FOLDER, DECISIONS)
    return folder


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> made.Run:
    """The project with its decisions."""
    return made.run(written(tmp_path_factory.mktemp("decided")))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> made.Run:
    """The same purchases without decisions."""
    return made.run(made.write(tmp_path_factory.mktemp("plain"), energy__csv=ENERGY))


def test_each_row_is_what_was_decided(decided: made.Run) -> None:
    rows = decided.rows.select("row_id", "part", "category", "reason", "rule_id", "amount")
    money = [Decimal(one) for one in ("33333.30", "66666.70", "16666.65", "33333.36", "-3333.33", "-6666.67")]
    split = [("premises_rent", "electricity")[place % 2] for place in range(6)]
    assert rows.rows() == [
        *(
            (f"2024.csv:{2 + place // 2}", 1 + place % 2, split[place], None, "d-20261124-001", money[place])
            for place in range(6)
        ),
        ("2024.csv:5", None, "diesel", None, "kbas-vehicle-diesel", Decimal("33000.00")),
        ("2024.csv:6", None, None, "internal", "d-20261124-002", Decimal("16500.00")),
        ("2024.csv:7", None, "meals", None, "d-20261124-003", Decimal("20000.00")),
        ("2024.csv:8", None, "meals", None, "d-20261124-003", Decimal("40000.00")),
    ]
    assert decided.rows.schema["part"] == PART


def test_a_row_in_parts_is_one_row_and_its_money_stays(decided: made.Run, plain: made.Run) -> None:
    totals, before = decided.manifest["totals"], plain.manifest["totals"]
    assert totals["rows"] == {"ledger": 7, "counted": 6, "left_out": 1, "unmapped": 0}
    assert totals["rows"]["ledger"] == before["rows"]["ledger"]
    assert totals["booked"]["SEK"]["ledger"] == before["booked"]["SEK"]["ledger"] == "249500.01"
    for name in ("categories", "suppliers", "departments"):
        lines = decided.table(name)
        assert sum(int(line["rows"]) for line in lines) == totals["rows"]["counted"]
        assert sum(Decimal(line["reporting_amount"]) for line in lines) == Decimal(totals["amount"]["counted"])
        assert sum(Decimal(line["kg_co2e"]) for line in lines) == Decimal(totals["kg_co2e"])
    rows = {line["category"]: line["rows"] for line in decided.table("categories")}
    assert rows == {"premises_rent": "3", "electricity": "0", "diesel": "1", "meals": "2"}


def test_activity_data_reach_the_part_that_they_are_about(decided: made.Run, plain: made.Run) -> None:
    power = decided.of("electricity")
    assert power["part"].to_list() == [2, 2, 2]
    assert power["covered_amount"].to_list() == power["reporting_amount"].to_list()
    assert power["kg_co2e"].sum() == plain.of("electricity")["kg_co2e"].sum() == Decimal("1624.410")
    assert decided.of("premises_rent")["activity"].null_count() == 3
    (line,) = decided.table("activities")
    assert (line["rows"], line["reporting_amount"]) == ("3", "93333.39")


def test_the_manifest_holds_the_decision_file(decided: made.Run) -> None:
    path = decided.folder.parent / "decisions" / "2026-anna-lind.yaml"
    used = {one["name"]: one for one in decided.manifest["made_with"]["rule_books"]}
    assert used["decisions/2026-anna-lind"] == {
        "name": "decisions/2026-anna-lind",
        "version": "2026-11-24",
        "sha256": sha256(path.read_bytes()).hexdigest(),
    }


def test_why_shows_the_parts_with_shares_and_source_and_who_decided(
    decided: made.Run, procurement_footprint: Command
) -> None:
    said = procurement_footprint("why", "2024.csv:4", "--in", "footprint", cwd=decided.folder.parent).stdout
    assert "   2024-07-10  -10,000.00 SEK  net of VAT\n" in said
    assert (
        "2. Decision d-20261124-001 says split over 2 categories\n"
        "   evidence: supplier (supplier_id = 599100-0012; account = 62110)\n"
        "   it asks for supplier: 599100-0012; account: 62110\n"
        "   part 1: premises_rent, share 0.333333: -3,333.33 SEK\n"
        "   part 2: electricity, share 0.666667: -6,666.67 SEK\n"
        "   shares from: the landlord's statement of 2024\n"
        "   why: The landlord bills electricity with the rent\n"
        "   suggested, accepted by Anna Lind: electricity 0.87: same account 41 of 45 times\n"
        "   decided 2026-11-24 by Anna Lind; decisions, decisions/2026-anna-lind.yaml:2\n"
    ) in said
    assert "Part 1. Kilograms" in said
    assert "covered money of this row: -6,666.67 of -6,666.67" in said
    of_category = procurement_footprint(
        "why", "--category", "electricity", "--in", "footprint", cwd=decided.folder.parent
    ).stdout
    assert "Category electricity: 1,624.410 kg CO2e on 3 rows" in of_category


def test_verify_makes_it_again_and_the_examples_hold(decided: made.Run, procurement_footprint: Command) -> None:
    home = decided.folder.parent
    assert procurement_footprint("verify", "footprint", cwd=home).stdout.startswith("identical: every file")
    checked = procurement_footprint("mappings", "check", cwd=home)
    assert (checked.returncode, checked.stdout.splitlines()[-1].endswith(": 0 findings")) == (0, True)
    shown = procurement_footprint("mappings", "show", "d-20261124-001", cwd=home).stdout
    assert "split: premises_rent 0.333333, electricity 0.666667" in shown


def test_what_is_withdrawn_is_as_before(tmp_path: Path, plain: made.Run, procurement_footprint: Command) -> None:
    folder = written(tmp_path)
    made.run(folder, "first")
    undo = [
        Decision(f"d-20261125-00{number}", date(2026, 11, 25), "Bo Ek", "Wrong button", withdraws=one.id)
        for number, one in enumerate(DECISIONS)
    ]
    decision_files.append(folder / decision_files.FOLDER, undo)
    again = made.run(folder)
    assert again.rows.equals(plain.rows)
    assert (again.folder / "footprint.parquet").read_bytes() == (plain.folder / "footprint.parquet").read_bytes()
    totals = json.loads((plain.folder / "manifest.json").read_bytes())["totals"]
    assert again.manifest["totals"] == totals
    said = procurement_footprint("why", "2024.csv:2", "--in", "first", cwd=folder).stdout
    assert "Changed since this footprint was made: rule_books." in said
    assert (
        "2. Rule d-20261124-001 says split over 2 categories\n"
        "   the project does not have it now: it was withdrawn or deleted\n"
    ) in said


def test_the_same_bytes_every_time(tmp_path: Path, decided: made.Run) -> None:
    again = made.run(written(tmp_path))
    for path in sorted(decided.folder.iterdir()):
        assert (again.folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_wrong_decisions_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    folder = made.write(tmp_path)
    (folder / "decisions").mkdir()
    (folder / "decisions" / "2026-x.yaml").write_text("- id: d-1\n  category: food\n", encoding="utf-8")
    said = [line for line in made.said(folder).splitlines() if not line.startswith(" ")]
    assert said == [
        'decisions/2026-x.yaml:1: decision "d-1" has no "when"',
        'decisions/2026-x.yaml:1: decision "d-1" has no "who"',
        'decisions/2026-x.yaml:1: decision "d-1" has no "why"',
        'decisions/2026-x.yaml:1: decision "d-1" asks for nothing, so it would hold for every row',
    ]
    assert not (folder / "refused").exists()


def test_activity_data_on_a_supplier_reach_all_parts_of_its_rows_once(tmp_path: Path) -> None:
    folder = written(tmp_path)
    lines = "period,supplier,quantity,unit,factor,source\n2024,Kraft AB,70,MWh,electricity-se/grid,network company\n"
    (folder / "activities" / "energy.csv").write_text(lines, encoding="utf-8")
    again = made.run(folder)
    (line,) = again.table("activities")
    assert (line["rows"], line["reporting_amount"], line["kg_co2e"]) == ("3", "140000.01", "1624.410")
    reached = again.rows.drop_nulls("activity")
    assert reached["part"].to_list() == [1, 2, 1, 2, 1, 2]
    assert reached["kg_co2e"].sum() == Decimal("1624.410")
    assert reached["covered_amount"].to_list() == reached["reporting_amount"].to_list()
