"""Rows that a decision splits, one part of which is measured: what looks over them afterwards takes them as one."""

from __future__ import annotations

from dataclasses import replace

import activity_project as made
import pytest

from procurement_footprint import project
from procurement_footprint.analysis import lines
from procurement_footprint.footprint import basis, moves, rule_versions
from procurement_footprint.mapping import usage
from procurement_footprint.mapping.suggest import material

DECISION = """\
- id: d-20261124-001
  when: 2026-11-24
  who: Anna Lind
  why: The caterer delivers napkins, too
  supplier: ["599100-0038"]
  account: ["64110"]
  split: {food: 0.35, office_supplies: 0.65}
  source: "invented: a statement of the caterer"
"""
MEASURED = made.ENERGY + "2024,food,100,kg,2.5,bill\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> made.Run:
    """A project whose food is split, and whose part that is food is measured. Not to be changed."""
    folder = made.write(tmp_path_factory.mktemp("town"), food__csv=MEASURED)
    (folder / "decisions").mkdir()
    (folder / "decisions" / "2026-anna.yaml").write_text(DECISION, encoding="utf-8")
    return made.run(folder)


def test_the_two_rows_have_two_parts_each(town: made.Run) -> None:
    parts = town.rows.drop_nulls("part").select("category", "part", "activity").sort("part", "category")
    assert parts["category"].cast(str).to_list() == ["food", "food", "office_supplies", "office_supplies"]
    assert parts["activity"].is_null().to_list() == [False, False, True, True]


def test_with_other_rules_they_stay_as_they_stand(town: made.Run) -> None:
    table, home = town.rows.lazy(), project.load(town.folder.parent)
    known = basis.load(home)
    shipped = moves.reclassified(table, replace(known, mappings=rule_versions.load("shipped")))
    assert moves.measured(table) == 2
    found = moves.compare(shipped, moves.reclassified(table, known))
    assert found.groups.is_empty()
    assert (found.before.rows, found.after.rows) == (7, 7)
    assert found.before.kg == town.rows["kg_co2e"].sum()


def test_which_rules_meet_rows_is_said_where_one_splits(town: made.Run) -> None:
    known = basis.load(project.load(town.folder.parent)).mappings
    used = usage.of(town.rows.lazy(), known.rule_sets)
    assert "d-20261124-001" in used.won


def test_what_a_split_decides_teaches_nothing(town: made.Run) -> None:
    known = basis.load(project.load(town.folder.parent)).mappings
    history = lines.history(lines.lines_of(town.rows))
    assert history["rows"].min() == 1
    learnt = material.gathered(known, history).lines
    assert learnt.height == history.height - 2
    assert "d-20261124-001" not in learnt["rule"]
    assert learnt["supplier_id"].unique().sort().to_list() == ["599100-0012", "599100-0020"]
