"""Rules that can never decide anything of their own are found, and only those: what is said is proven by the rows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_reference import decided, ledger, rule

from procurement_footprint.mapping.rule import RuleSet
from procurement_footprint.mapping.shadows import shadowed
from procurement_footprint.problems import Refused


def found(*rules, charts=None):
    sets = charts or {"kbas": RuleSet(tuple(rules))}
    return [(one.code, one.what) for one in shadowed(sets)]


def idle(*rules, **more):
    return [what.split('"')[1] for code, what in found(*rules, **more) if code == "mapping-shadowed"]


def test_a_rule_that_another_one_covers_is_named_with_it():
    (one,) = shadowed({None: RuleSet((rule("narrow", account=["64"]), rule("wide", account=["63", "64"])))})
    assert str(one) == (
        't.yaml:1: rule "narrow" decides nothing of its own: rule "wide" (t.yaml:1) holds wherever it does, weighs at '
        "least as much and says the same, category food\n    fix: delete it, or make it more specific"
    )


def test_one_that_says_something_else_ties_wherever_it_holds():
    wide, narrow = rule("wide", account=["63", "64"]), rule("narrow", "left out wages", account=["64"])
    (one,) = shadowed({None: RuleSet((narrow, wide))})
    assert str(one) == (
        't.yaml:1: rules "wide" (t.yaml:1) and "narrow" weigh the same and differ: category food; left out: wages\n'
        "    wherever the second holds, the first holds too\n    fix: make one of them more specific, or delete it"
    )


@pytest.mark.parametrize(
    "others",
    [
        {"account": ["6"]},  # shorter: it weighs less
        {"account": ["64"], "not_text": ["resa"]},  # it does not hold everywhere
        {"account": ["64"], "text": ["mat"]},  # it asks for more
        {"supplier": ["556000-0001"]},  # stronger, but of other rows
    ],
)
def test_what_covers_only_a_part_or_weighs_less_shadows_nothing(others):
    assert found(rule("a", account=["64"]), rule("b", **others)) == []


def test_of_two_that_say_the_same_about_the_same_the_second_is_idle():
    assert idle(rule("a", account=["64"]), rule("b", account=["64"])) == ["b"]


def test_patterns_with_fewer_edges_cover_those_with_more():
    assert idle(rule("edged", text=["|it|"]), rule("free", text=["it", "data"])) == ["edged"]
    assert idle(rule("a", text=["Lön & skatt"]), rule("b", text=["skatt & lon"])) == ["b"]
    assert idle(rule("longer", text=["livsmedel"]), rule("shorter", text=["livs"])) == []


def test_an_exclusion_covers_only_where_it_excludes_no_more():
    same = {"account": ["64"], "not_text": ["resa", "taxi"]}
    assert idle(rule("a", **same), rule("b", account=["64"], not_text=["taxi"])) == ["a"]


def test_a_rule_that_ends_covers_only_one_that_ends_no_later():
    year = {"since": date(2024, 1, 1), "until": date(2024, 12, 31)}
    assert idle(rule("a", account=["64"], **year), rule("b", account=["64"])) == ["a"]
    assert idle(rule("a", account=["64"]), rule("b", account=["64"], **year)) == ["b"]
    assert idle(rule("a", account=["64"], **year), rule("b", account=["64"], since=date(2024, 7, 1))) == []


def test_a_rule_covers_only_in_charts_in_which_it_holds():
    narrow, wide = rule("a", account=["64"]), rule("b", account=["64", "65"])
    assert idle(charts={"kbas": RuleSet((narrow, wide)), "bas": RuleSet((narrow,))}) == []
    assert idle(charts={"kbas": RuleSet((narrow, wide)), "bas": RuleSet((wide,))}) == ["a"]


def test_the_shipped_rules_shadow_each_other_nowhere(shipped_rule_sets):
    assert shadowed(shipped_rule_sets) == []


@pytest.fixture(scope="module")
def shipped_rule_sets():
    from procurement_footprint.mapping import mappings

    return mappings.load().rule_sets


ACCOUNTS, WORDS = ["6", "64", "641", "65"], ["mat", "|mat|", "mat|", "resa", "mat & resa"]
SPANS = [(None, None), (date(2024, 1, 1), None), (date(2024, 1, 1), date(2024, 6, 30))]
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "account": st.lists(st.sampled_from(ACCOUNTS), min_size=1, max_size=2, unique=True),
        "text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True),
        "not_text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True),
    },
).filter(lambda where: where.keys() & {"account", "text"})
TEXTS = ["mat", "skolmat", "mat och resa", "resan", "matsal", None]
ROWS = [
    {"account": account, "text": text, "booked_on": day}
    for account in ("6", "640", "641", "65", None)
    for text in TEXTS
    for day in (date(2023, 5, 1), date(2024, 3, 1), date(2025, 1, 1))
]


@settings(max_examples=40)
@given(st.lists(st.tuples(FIELDS, st.sampled_from(SPANS)), min_size=2, max_size=6))
def test_a_ledger_comes_out_the_same_without_the_rules_that_are_shadowed(drawn):
    rules = [
        rule(f"r{place}", since=since, until=until, **where) for place, (where, (since, until)) in enumerate(drawn)
    ]
    gone = set(idle(*rules))
    with_all = decided(ledger(*ROWS), rules)
    without = decided(ledger(*ROWS), [one for one in rules if one.id not in gone])
    assert [(row["status"], row["category"]) for row in with_all] == [
        (row["status"], row["category"]) for row in without
    ]


@settings(max_examples=30)
@given(FIELDS, FIELDS)
def test_two_rules_that_are_said_to_tie_are_refused_as_soon_as_the_narrower_meets_a_row(one, other):
    pair = {"a": rule("a", **one), "b": rule("b", "left out wages", **other)}
    for code, what in found(*pair.values()):
        narrow = pair[what.split('"')[3]]
        assert code == "mapping-tie"
        if any(row["rule_id"] for row in decided(ledger(*ROWS), [narrow])):
            with pytest.raises(Refused):
                decided(ledger(*ROWS), list(pair.values()))
