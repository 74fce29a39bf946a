"""What wears out in rules, and which rules do nothing on a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from rule_reference import ledger, rule

from procurement_footprint.mapping import crosswalk, mappings, upkeep, usage
from procurement_footprint.mapping.rule import RuleSet

OLD = replace(rule("old", account=["64"]), reviewed_on=date(2021, 2, 28), reviewed_by="Anna Lind")


def test_a_review_is_too_old_after_so_many_months():
    rules = [OLD, replace(OLD, id="older"), rule("new", account=["65"])]
    assert upkeep.old_reviews(rules, date(2024, 2, 28)) == []
    (found,) = upkeep.old_reviews(rules, date(2024, 2, 29))
    assert str(found) == (
        't.yaml:1: 2 of the rules of "test" were last looked over on 2021-02-28 by Anna Lind, more than 36 months '
        "before 2024-02-29\n    old, older\n    fix: look them over and write the new date under reviewed"
    )
    assert len(upkeep.old_reviews(rules, date(2024, 2, 29), 37)) == 0


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 11, 30), 1, date(2023, 12, 30)),
        (date(2023, 12, 31), 12, date(2024, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert upkeep._later(day, months) == later


def test_a_rule_that_ended_is_found_until_another_follows_it():
    ended = rule("ended", account=["64"], until=date(2023, 12, 31))
    (found,) = upkeep.ended([ended], date(2024, 1, 1))
    assert str(found) == (
        't.yaml:1: rule "ended" ended on 2023-12-31, and no rule that asks for the same follows it\n'
        "    fix: write the rule that follows it, from the day after; or give it a later until"
    )
    assert upkeep.ended([ended], date(2023, 12, 31)) == []
    assert upkeep.ended([ended, rule("next", account=["64"], since=date(2024, 1, 1))], date(2024, 1, 1)) == []


def test_a_category_without_a_line_in_the_crosswalk_is_found():
    known, held = mappings.load(), crosswalk.load()
    assert upkeep.without_crosswalk(known, held, "figaro-se@2026.5") == []
    lacking = replace(held, table=held.table.filter(pl.col("category") != "taxi"))
    (found,) = upkeep.without_crosswalk(known, lacking, "figaro-se@2026.5")
    count = sum(one.category == "taxi" for one in known.rules)
    assert str(found) == (
        f'figaro-a64.csv: category "taxi" ({count} rules) has no line in the crosswalk of figaro-se@2026.5, so it has '
        "no kilograms\n    fix: add lines with product groups and shares that add to 1, and give the crosswalk a new "
        "version and SHA-256"
    )


def test_rules_that_meet_no_row_or_decide_none_are_told_apart():
    rules = RuleSet((rule("idle", account=["6"]), rule("used", account=["64"]), rule("unmet", account=["70"])))
    used = usage.of(ledger({"account": "6411"}), {None: rules, "bas": RuleSet((rule("elsewhere", account=["1"]),))})
    assert [one.id for one in used.in_force] == ["idle", "unmet", "used"]
    assert (used.met, used.won, used.ties) == ({"idle", "used"}, {"used"}, ())
    found = usage.idle(used, frozenset({"idle", "used", "unmet", "elsewhere"}), "a.csv")
    assert [str(one) for one in found] == [
        't.yaml:1: rule "idle" meets rows of a.csv, but stronger rules decide all of them\n'
        "    fix: see with why which rule decides such a row; then make this one more specific, or give it until",
        't.yaml:1: rule "unmet" meets no row of a.csv\n    fix: see whether its numbers and words are those of this '
        "ledger; give a rule that is no longer needed until",
    ]


def test_ties_about_rows_are_found_with_a_row():
    one, other = rule("a", account=["64"], text=["mat"]), rule("b", "left out wages", account=["64"], text=["fil"])
    used = usage.of(ledger({"account": "6411", "text": "mat och fil"}), {None: RuleSet((one, other))})
    assert [one.code for one in used.ties] == ["mapping-tie"]
