"""`mappings check`: each finding with place, what and fix; then how many of each kind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Command

BOOK = """rule_book: own
version: "1"
title: {sv: "Egna regler", en: "Own rules"}
source: own decisions
reviewed: {by: Anna Lind, date: 2026-11-23}
charts: [kbas]
rules:
  - id: own-nowhere
    account: ["39999"]
    category: meals
    why: Nobody books there
    examples: [{account: "39999"}]
  - id: own-weak
    account: ["64"]
    account_text: ["livs"]
    category: meals
    why: Too weak
    examples: [{account: "6400", account_text: Livs}]
  - id: own-strong
    supplier_name: ["|a ab"]
    account: ["64"]
    account_text: ["livs"]
    category: meals
    why: Stronger
    until: 2024-12-31
    examples: [{supplier_name: "A AB", account: "6400", account_text: Livs, booked_on: 2024-01-01}]
  - id: own-weaker
    account: ["64"]
    account_text: ["livs", "provpåsar"]
    category: meals
    why: The same and more
    examples: [{account: "6400", account_text: Provpåsar}]
"""


@pytest.fixture
def town(small_town: Path, tmp_path: Path) -> Path:
    """A copy of the small town with rules of its own."""
    shutil.copytree(small_town, tmp_path / "town")
    (tmp_path / "town" / "rules").mkdir(exist_ok=True)
    (tmp_path / "town" / "rules" / "own.yaml").write_text(BOOK, encoding="utf-8")
    return tmp_path / "town"


def test_rules_are_held_against_each_other_the_calendar_and_the_rows(
    town: Path, procurement_footprint: Command
) -> None:
    alone = procurement_footprint("mappings", "check", "--as-of", "2026-12-01", cwd=town)
    assert alone.returncode == 1
    assert 'rules/own.yaml:13: rule "own-weak" decides nothing of its own: rule "own-weaker" ' in alone.stdout
    assert 'rules/own.yaml:19: rule "own-strong" ended on 2024-12-31, and no rule ' in alone.stdout
    assert "shadowed rules: 1\nrules that have ended: 1\n" in alone.stdout
    assert alone.stdout.endswith("2 findings\n")
    for thing in ("footprint", *sorted(town.glob("ledgers/*.csv"))[:1]):
        done = procurement_footprint("mappings", "check", "--as-of", "2026-12-01", "--on", thing, cwd=town)
        assert done.returncode == 1, done.stderr
        assert f'rules/own.yaml:8: rule "own-nowhere" meets no row of {thing}\n' in done.stdout
        # nobody is called "a ab", and the shipped texts of food say more than "livs"
        assert "rules that meet no row: 2\nrules that meet rows and decide none: 2\n" in done.stdout
        assert "kbas-" not in done.stdout  # what a shipped rule does here is no finding
    every = procurement_footprint("mappings", "check", "--shipped", "--on", "footprint", cwd=town)
    assert 'rule "kbas-10" meets no row of footprint\n' in every.stdout


def test_how_long_a_review_lasts_is_an_option_or_a_setting(town: Path, procurement_footprint: Command) -> None:
    (town / "rules" / "own.yaml").unlink()
    fine = procurement_footprint("mappings", "check", "--as-of", "2027-12-01", cwd=town)
    assert (fine.returncode, fine.stdout.endswith(": 0 findings\n")) == (0, True)
    by_option = procurement_footprint("mappings", "check", "--as-of", "2027-12-01", "--review-months", "12", cwd=town)
    path = town / "procurement.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "review_months: 12\n", encoding="utf-8")
    by_setting = procurement_footprint("mappings", "check", "--as-of", "2027-12-01", cwd=town)
    assert by_option.returncode == by_setting.returncode == 1
    assert by_option.stdout == by_setting.stdout
    assert "more than 12 months before 2027-12-01\n" in by_option.stdout


def test_a_folder_that_is_no_footprint_is_refused(town: Path, procurement_footprint: Command) -> None:
    both = procurement_footprint("mappings", "check", "--on", "footprint", "--on", "footprint", cwd=town)
    assert (both.returncode, "name one footprint, or one or more ledgers" in both.stderr) == (2, True)
    none = procurement_footprint("mappings", "check", "--on", "ledgers", cwd=town)
    assert (none.returncode, "there is no manifest.json in this folder" in none.stderr) == (3, True)
