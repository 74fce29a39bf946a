"""Which rows move between two versions of the rules or two footprints: the sums are the difference of the totals."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from conftest import Command
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.footprint import moves
from procurement_footprint.ledger.columns import FOOTPRINT, KILOGRAMS, MONEY
from procurement_footprint.problems import Unbalanced

OWN = """rule_book: own
version: "1"
title: {sv: "Egna regler", en: "Own rules"}
source: own decisions
reviewed: {by: Anna Lind, date: 2026-11-23}
rules:
  - id: own-food
    account: ["6411"]
    account_text: ["livsmedel"]
    category: meals
    why: Our kitchens buy meals on this account
    examples: [{account: "64110", account_text: Livsmedel}]
  - id: text-taxi
    account_text: ["taxi"]
    left_out: internal
    why: Taxis are booked again elsewhere
    examples: [{account_text: Taxi}]
"""
STATUS = {"counted": "counted", "left out": "left_out", "unmapped": "unmapped"}


def side(*lines, part=False):
    """A side of (row_id, outcome, amount, kg); `left out: wages` as outcome leaves out, `-` is unmapped."""
    rows = [_row(*line) for line in lines]
    names = [*moves.SIDE, *(["part"] if part else [])]
    kinds = {name: pl.String() if name not in moves.FIGURES else None for name in names}
    kinds |= {"amount": MONEY, "reporting_amount": MONEY, "kg_co2e": KILOGRAMS, "status": FOOTPRINT["status"]}
    kinds |= {"part": pl.Int16()} if part else {}
    return pl.DataFrame([{name: row.get(name) for name in names} for row in rows], kinds).lazy()


def _row(row_id, outcome, amount, kg=None, part=None, department="Skola"):
    status = "unmapped" if outcome == "-" else "left_out" if outcome.startswith("left out: ") else "counted"
    return {
        "row_id": row_id,
        "amount": Decimal(amount),
        "reporting_amount": Decimal(amount),
        "currency": "SEK",
        "department": department,
        "status": status,
        "category": outcome if status == "counted" else None,
        "reason": {"unmapped": "no_rule", "left_out": outcome.removeprefix("left out: ")}.get(status),
        "rule_id": None if status == "unmapped" else f"r-{outcome}",
        "kg_co2e": None if kg is None else Decimal(kg),
        "part": part,
    }


def listed(found):
    return [tuple(line) for line in found.groups.select("kind", "before", "after", "rows", *moves.SUMS).iter_rows()]


def test_a_row_moves_from_one_outcome_to_another_with_its_money_and_its_kilograms():
    found = moves.compare(
        side(("a:1", "food", "10.00", "1.500"), ("a:2", "-", "5.00"), ("a:3", "food", "1.00", "0.100")),
        side(("a:1", "meals", "10.00", "1.000"), ("a:2", "left out: wages", "5.00"), ("a:3", "food", "1.00", "0.100")),
    )
    ten, five, nothing = Decimal("10.00"), Decimal("5.00"), Decimal("0.000")
    assert listed(found) == [
        ("moved", "food", "meals", 1, ten, ten, Decimal("1.500"), Decimal("1.000")),
        ("moved", "unmapped: no_rule", "left out: wages", 1, five, five, nothing, nothing),
    ]


def test_rows_of_other_ledgers_are_in_only_one_of_the_two():
    found = moves.compare(
        side(("a:1", "food", "10.00", "1.000"), ("a:2", "food", "2.00", "0.200")),
        side(("a:1", "food", "11.00", "1.100"), ("a:2", "food", "2.00", "0.300")),  # the first is booked otherwise
    )
    assert [line[:4] for line in listed(found)] == [
        ("only_in_a", "food", None, 1),
        ("only_in_b", None, "food", 1),
        ("recomputed", "food", "food", 1),
    ]


def test_a_row_that_a_split_takes_apart_is_one_row():
    before = side(("a:1", "food", "10.01", "1.000"), ("a:2", "taxi", "5.00", "0.100"))
    after = side(
        ("a:1", "meals", "6.01", "0.600", 1), ("a:1", "food", "4.00", "0.300", 2), ("a:2", "taxi", "5.00", "0.100"),
        part=True,
    )  # fmt: skip
    found = moves.compare(before, after)
    whole = Decimal("10.01")
    assert listed(found) == [("moved", "food", "food + meals", 1, whole, whole, Decimal("1.000"), Decimal("0.900"))]
    assert found.after.rows == 2


LINES = st.lists(
    st.tuples(
        st.integers(1, 9).map("a:{}".format),
        st.sampled_from(["food", "meals", "taxi", "-", "left out: wages"]),
        st.sampled_from(["10.00", "-3.33", "0.01"]),
        st.integers(-(10**6), 10**6),
    ),
    max_size=8,
    unique_by=lambda line: line[0],
)


def counted(lines):
    return side(*(
        (row_id, outcome, amount, Decimal(grams) / 1000 if outcome not in ("-", "left out: wages") else None)
        for row_id, outcome, amount, grams in lines
    ))  # fmt: skip


@settings(max_examples=40)
@given(LINES, LINES)
def test_the_sums_are_the_difference_and_the_way_back_is_the_way_there_negated(one, other):
    a, b = counted(one), counted(other)
    there, back = moves.compare(a, b), moves.compare(b, a)
    assert moves.compare(a, a).groups.is_empty()
    for name in ("amount", "kg"):
        old, new = f"{name}_before", f"{name}_after"
        whole = getattr(there.after, name) - getattr(there.before, name)
        assert sum(there.groups[new], Decimal(0)) - sum(there.groups[old], Decimal(0)) == whole
        assert sum(back.groups[new], Decimal(0)) - sum(back.groups[old], Decimal(0)) == -whole
    turned = {"only_in_a": "only_in_b", "only_in_b": "only_in_a"}
    assert sorted(map(str, listed(there))) == sorted(
        str((turned.get(kind, kind), after, before, rows, a2, a1, k2, k1))
        for kind, before, after, rows, a1, a2, k1, k2 in listed(back)
    )


def test_groups_that_do_not_add_up_are_refused():
    found = moves.compare(side(("a:1", "food", "10.00", "1.500")), side(("a:1", "meals", "10.00", "1.000")))
    broken = moves.Moves(found.groups.clear(), found.before, found.after)
    with pytest.raises(Unbalanced, match=r"the rows that differ add up to 0 kg, and the totals differ by -0\.500"):
        moves._check(broken)


@pytest.fixture(scope="module")
def town(small_town: Path, tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    """A copy of the small town with rules of its own, and a second footprint made with them. Not to be changed."""
    place = tmp_path_factory.mktemp("moves") / "town"
    shutil.copytree(small_town, place)
    (place / "rules").mkdir(exist_ok=True)
    (place / "rules" / "own.yaml").write_text(OWN, encoding="utf-8")
    done = procurement_footprint("run", "--out", "second", cwd=place)
    assert done.returncode == 0, done.stderr
    return place


def sums(path: Path) -> dict[str, Decimal]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines
    return {name: sum((Decimal(line[name] or 0) for line in lines), Decimal(0)) for name in moves.SUMS}


def kilograms(folder: Path) -> Decimal:
    return Decimal(json.loads((folder / "manifest.json").read_bytes())["totals"]["kg_co2e"])


def test_rows_classified_with_both_rules_differ_as_two_runs_do(town: Path, procurement_footprint: Command) -> None:
    by_rules = procurement_footprint("mappings", "diff", "shipped", ".", "--on", "footprint", "--out", "r", cwd=town)
    by_runs = procurement_footprint("mappings", "diff", "footprint", "second", "--out", "f", cwd=town)
    assert (by_rules.returncode, by_runs.returncode) == (0, 0), by_rules.stderr + by_runs.stderr
    assert (town / "r" / "moves.csv").read_bytes() == (town / "f" / "moves.csv").read_bytes()
    assert (town / "r" / "rows.csv").read_bytes() == (town / "f" / "rows.csv").read_bytes()
    change = kilograms(town / "second") - kilograms(town / "footprint")
    for name in ("moves.csv", "rows.csv"):
        found = sums(town / "r" / name)
        assert found["kg_after"] - found["kg_before"] == change != 0
        assert found["amount_after"] == found["amount_before"]
    assert "rules: 1 added, 0 removed, 0 ended, 1 changed\nadded: own-food (rules/own.yaml:7)\n" in by_rules.stdout
    assert "  says          category taxi\n              → left out: internal\n" in by_rules.stdout
    assert "  rule_books own: none in A, 1 SHA-256 " in by_runs.stdout
    assert "food → meals" in by_rules.stdout
    assert "rules.csv" in {path.name for path in (town / "r").iterdir()}


def test_the_same_twice_differs_in_nothing(town: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("mappings", "diff", "second", "second", cwd=town)
    assert done.stdout.endswith("no row differs\n")
    done = procurement_footprint("mappings", "diff", ".", "rules", "--on", "footprint", cwd=town)
    assert "rules: 0 added, 0 removed, 0 ended, 0 changed\n" in done.stdout
    assert done.stdout.endswith("no row differs\n")


def test_what_cannot_be_compared_is_refused(town: Path, procurement_footprint: Command) -> None:
    (town / "empty").mkdir()
    missing = procurement_footprint("mappings", "diff", "shipped", "empty", cwd=town)
    assert (missing.returncode, missing.stderr) == (
        3,
        "empty: there are no rules here: this is neither a project nor a folder of rule books\n"
        "    fix: name a project's folder, a folder with rule books (*.yaml), or write the word shipped\n\n"
        "1 problem: nothing was written\n",
    )
    for arguments, said in (
        (("shipped", "second"), "A and B must both be footprints, or both versions of rules"),
        (("second", "second", "--on", "footprint"), "leave --on out: two footprints are compared as they stand"),
        (("shipped", ".", "--out", "rules"), "rules is already there; choose another folder with --out"),
    ):
        done = procurement_footprint("mappings", "diff", *arguments, cwd=town)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
