"""What changed from one version of the rules to another, rule by rule and key by key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from rule_reference import rule

from procurement_footprint.mapping.changes import changes

ONE = rule("one", account=["64"])


def test_a_rule_is_added_removed_ended_or_changed():
    ended = replace(rule("two", text=["mat"]), until=date(2024, 12, 31))
    other = replace(rule("three", "left out wages", account=["50"]), reviewed_on=date(2026, 12, 1))
    before = [ONE, rule("two", text=["mat"]), rule("three", account=["50"])]
    found = changes(before, [ended, other, rule("four", cpv=["15"])])
    assert [(one.kind, one.rule) for one in found] == [
        ("added", "four"),
        ("removed", "one"),
        ("ended", "two"),
        ("changed", "three"),
    ]
    assert found[2].keys == (("until", "", "2024-12-31"),)
    assert found[3].keys == (
        ("says", "category food", "left out: wages"),
        ("reviewed", "2026-11-23 me", "2026-12-01 me"),
    )
    assert ("asks", "", "cpv 15") in found[0].keys


def test_where_a_rule_stands_in_its_file_does_not_matter():
    assert changes([ONE], [replace(ONE, place="t.yaml:99")]) == ()


RULES = st.lists(
    st.builds(
        lambda name, account, until: rule(name, account=[account], until=until),
        st.sampled_from("abc"),
        st.sampled_from(["64", "65"]),
        st.sampled_from([None, date(2024, 12, 31)]),
    ),
    max_size=3,
    unique_by=lambda one: one.id,
)
TURNED = {"added": "removed", "removed": "added", "ended": "changed", "changed": "changed"}


@given(RULES, RULES)
def test_the_way_back_is_the_way_there_turned_round(one, other):
    there, back = changes(one, other), changes(other, one)
    assert changes(one, one) == ()
    assert {item.rule: tuple((key, new, old) for key, old, new in item.keys) for item in there} == {
        item.rule: item.keys for item in back
    }
    kinds = {item.rule: item.kind for item in back}
    assert all(kinds[item.rule] in (TURNED[item.kind], "ended") for item in there)
