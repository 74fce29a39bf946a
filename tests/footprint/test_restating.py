"""A footprint restated under another method is what a run of its ledger with that method makes of it, to the gram."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import activity_project
import group_project
import own_set
import polars as pl
import pytest

from procurement_footprint import period, project
from procurement_footprint.analysis.cells import cells
from procurement_footprint.demo.town import write_town
from procurement_footprint.factors import factor_set
from procurement_footprint.footprint import finished
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.restating import needed, rules, steps
from procurement_footprint.job import Silent, job
from procurement_footprint.ledger.columns import MONEY
from procurement_footprint.problems import Refused
from procurement_footprint.workflow import run

HEAD = """rule_book: own
version: "1"
title: {sv: "Egna regler", en: "Own rules"}
source: own decisions
reviewed: {by: Anna Lind, date: 2026-11-23}
rules:
"""
RULE = """  - id: {id}
    account: ["{account}"]
    {outcome}
    why: invented
    examples: [{{account: "{account}", account_text: x}}]
"""
OTHER = HEAD + "".join(
    RULE.format(id=name, account=account, outcome=outcome)
    for name, account, outcome in (
        ("own-food", "64110", "category: meals"),
        ("own-out", "60110", "left_out: transfers"),
        ("own-in", "50110", "category: management_consulting"),
    )
)
DECISION = """- id: d-20261124-001
  when: 2026-11-24
  who: Anna Lind
  why: invented
  account: ["62110"]
  split: {electricity: 0.7, district_heating: 0.3}
  source: invented
"""


def other_rules(folder: Path) -> None:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "own.yaml").write_text(OTHER, encoding="utf-8")
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / "2026.yaml").write_text(DECISION, encoding="utf-8")


def other_factors(folder: Path) -> None:
    own_set.write(folder / "factors", {one: {2022: "0.25", 2023: "0.3"} for one in factor_set.load().products})
    with (folder / "procurement.yaml").open("a", encoding="utf-8") as settings:
        settings.write("factors: own@1\n")


def both(folder: Path) -> None:
    other_rules(folder)
    other_factors(folder)


def town(folder: Path) -> Path:
    write_town(folder, years=(2023, 2024), rows_per_year=300)
    return folder


def pair(folder: Path, change: Callable[[Path], None]) -> tuple[Finished, Finished]:
    """The footprint of 2024 by what is there, and by what is there after a change."""
    for name in ("before", "after"):
        run(job((), project.load(folder), period=period.parse("2024")), folder / name, Silent())
        if name == "before":
            change(folder)
    home = project.load(folder)
    return finished.opened(folder / "before", home), finished.opened(folder / "after", home)


def restated(before: Finished, after: Finished, spool: Path) -> dict[str, pl.DataFrame]:
    spool.mkdir()
    taxonomy = after.basis.mappings.taxonomy.table
    found = steps.restated(before, after, "after", None, spool)
    return {step: cells(rows, taxonomy) for step, rows in found.rows.items()}


def check(before: Finished, after: Finished, taken: list[str], spool: Path) -> None:
    """See that the steps are those, that the last is a run with the other method, and that mapping moves no money."""
    found = restated(before, after, spool)
    assert list(found) == taken
    taxonomy = after.basis.mappings.taxonomy.table
    stored, wanted = (cells(one.rows, taxonomy) for one in (before, after))
    assert found[taken[-1]].equals(wanted)
    assert wanted["kg_co2e"].sum() != stored["kg_co2e"].sum()
    if "mapping" in taken:
        assert found["mapping"]["reporting_amount"].sum() == found.get("factors", stored)["reporting_amount"].sum()


def test_a_town_with_other_rules_and_factors(tmp_path: Path) -> None:
    before, after = pair(town(tmp_path / "project"), both)
    check(before, after, ["factors", "mapping", "boundary"], tmp_path / "spool")


def test_a_group_with_other_factors(tmp_path: Path) -> None:
    before, after = pair(group_project.write(tmp_path / "project"), other_factors)
    check(before, after, ["factors"], tmp_path / "spool")


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finished, Finished]:
    """A group's year by the shipped rules, and by others."""
    return pair(group_project.write(tmp_path_factory.mktemp("group") / "project"), other_rules)


def test_a_group_with_other_rules_keeps_its_shares_and_its_inside(
    group: tuple[Finished, Finished], tmp_path: Path
) -> None:
    check(*group, ["mapping", "boundary"], tmp_path / "spool")


def test_by_the_same_method_no_step_is_taken(group: tuple[Finished, Finished], tmp_path: Path) -> None:
    assert needed.steps(group[0], group[0]) == ()
    assert restated(group[0], group[0], tmp_path / "spool") == {}


def test_rows_with_data_keep_them_and_their_mapping(tmp_path: Path) -> None:
    lines = activity_project.ENERGY + (
        "2024,electricity,70000,kWh,electricity-se/grid,network company\n"
        "2024,diesel,3000,litre,ipcc-fuels/diesel,fuel cards\n"
    )
    before, after = pair(activity_project.write(tmp_path / "project", energy__csv=lines), both)
    found = restated(before, after, tmp_path / "spool")
    wanted = cells(after.rows, after.basis.mappings.taxonomy.table)

    def of(table: pl.DataFrame, category: str) -> tuple[object, ...]:
        return table.filter(category=category).select(pl.sum("kg_co2e", "kg_spend_based", "covered_amount")).row(0)

    # burning is added to the supply chain, which has the other factor; kWh take the place of money
    assert of(found["factors"], "diesel") == of(wanted, "diesel")
    stored = cells(before.rows, after.basis.mappings.taxonomy.table)
    assert of(found["boundary"], "electricity")[0] == of(stored, "electricity")[0]
    assert of(wanted, "meals") == of(found["boundary"], "meals")
    assert rules.rows_kept(before.rows) == 5


def test_what_was_counted_in_part_keeps_that_money_in_the_step_of_mapping() -> None:
    parts = pl.DataFrame(
        {
            "row_id": ["a", "a", "a"],
            "part": [1, 2, 3],
            "reporting_amount": [10, 10, 80],
            "kg_co2e": [1, 2, 3],
            rules.WAS: [33.33] * 3,
            rules.NOW: [100.0] * 3,
        }
    ).with_columns(pl.col("reporting_amount").cast(MONEY))
    found = rules._on_old_money(parts)
    assert [str(one) for one in found["reporting_amount"]] == ["3.33", "3.34", "26.66"]
    assert [str(one) for one in found["kg_co2e"]] == ["0.333", "0.667", "1.000"]


def test_a_method_that_is_not_here_any_more_is_refused(group: tuple[Finished, Finished], tmp_path: Path) -> None:
    before, after = group
    made_with = after.manifest["made_with"]
    gone = [one | {"sha256": "0" * 64} if one["name"] == "own" else one for one in made_with["rule_books"]]
    after = replace(after, manifest={**after.manifest, "made_with": {**made_with, "rule_books": gone}})
    with pytest.raises(Refused) as refused:
        steps.restated(before, after, "after", None, tmp_path)
    lines = str(refused.value).splitlines()
    assert lines[0] == (
        "after: this footprint was made with other rules or factors than those that are here now, so others cannot be "
        "restated under its method"
    )
    assert lines[1].startswith("    rule_books own: 1 SHA-256 000000000000 then, 1 SHA-256 ")
    assert lines[-1] == (
        "    fix: restate it with what is here first (a closed period: restate; another: run), or compare footprints "
        "that were made with what is here"
    )
