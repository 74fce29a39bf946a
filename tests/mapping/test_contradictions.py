"""Rules that ask for the same and differ: named when there is a day on which both hold, and only then."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_reference import rule

from procurement_footprint.mapping.contradictions import contradictions
from procurement_footprint.mapping.rule import Rule

JANUARY, FEBRUARY, MARCH, JUNE = (date(2024, month, 1) for month in (1, 2, 3, 6))
OUTCOMES = ("category food", "category rent", "left out wages")
DAYS = st.none() | st.integers(0, 6).map(lambda days: JANUARY + timedelta(days=days))


def lasting(rule_id: str, outcome: str, since: date | None = None, until: date | None = None) -> Rule:
    made: Rule = rule(rule_id, outcome, since=since, until=until, account=["60"])
    return made


def named(*rules: Rule) -> list[tuple[str | None, str]]:
    """Return the excerpt of each Problem, and what it says."""
    return [(one.excerpt, one.what) for one in contradictions(rules)]


@pytest.mark.parametrize(
    ("one", "other", "excerpt"),
    [
        ((None, None), (None, None), "they ask for the same"),
        ((JANUARY, JUNE), (JANUARY, JUNE), "they ask for the same"),
        ((None, None), (MARCH, None), "they ask for the same, and both hold on 2024-03-01"),
        ((JANUARY, MARCH), (FEBRUARY, JUNE), "they ask for the same, and both hold on 2024-02-01"),
        ((JANUARY, FEBRUARY), (FEBRUARY, None), "they ask for the same, and both hold on 2024-02-01"),
        ((None, FEBRUARY), (None, JUNE), "they ask for the same, and both hold on 2024-02-01"),
        ((None, FEBRUARY), (JANUARY, None), "they ask for the same, and both hold on 2024-01-01"),
    ],
)
def test_two_rules_that_hold_on_one_day_are_named_with_it(
    one: tuple[date | None, date | None], other: tuple[date | None, date | None], excerpt: str
) -> None:
    said = 'rules "a" (t.yaml:1) and "b" weigh the same and differ: category food; category rent'
    food, rent = lasting("a", "category food", *one), lasting("b", "category rent", *other)
    assert named(food, rent) == named(rent, food) == [(excerpt, said)]


@pytest.mark.parametrize(
    ("one", "other"),
    [((None, JANUARY), (FEBRUARY, None)), ((MARCH, JUNE), (JANUARY, FEBRUARY)), ((None, FEBRUARY), (MARCH, None))],
)
def test_rules_that_follow_each_other_are_not(
    one: tuple[date | None, date | None], other: tuple[date | None, date | None]
) -> None:
    assert named(lasting("a", "category food", *one), lasting("b", "category rent", *other)) == []


def test_an_earlier_rule_that_lasts_is_not_forgotten_for_a_shorter_one_that_says_the_same() -> None:
    long, short = lasting("a", "category food", JANUARY), lasting("b", "category food", FEBRUARY, MARCH)
    assert [said for said, _ in named(long, short, lasting("c", "category rent", JUNE))] == [
        "they ask for the same, and both hold on 2024-06-01"
    ]


def test_problems_come_in_the_order_of_ids() -> None:
    rules = [lasting(rule_id, OUTCOMES[place % 2]) for place, rule_id in enumerate(("z", "y", "a", "b"))]
    places = [what.partition(" weigh")[0] for _, what in named(*rules)]
    assert places == sorted(places, key=lambda said: said.rpartition(" and ")[2])
    assert len(places) == 3


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), DAYS, DAYS), max_size=6))
def test_a_rule_is_named_when_one_that_began_before_it_differs_and_still_holds(
    written: list[tuple[str, date | None, date | None]],
) -> None:
    rules = [
        lasting(f"r{place}", outcome, *days)
        for place, (outcome, *days) in enumerate(written)
        if None in days or days[0] <= days[1]  # type: ignore[operator]
    ]
    at_odds = {
        late.id
        for early, late in combinations(sorted(rules, key=lambda one: (one.since or date.min, one.id)), 2)
        if early.outcome != late.outcome and (early.until or date.max) >= (late.since or date.min)
    }
    assert len(named(*rules)) == len(at_odds)
