"""What changed from one version of the rules to another: rules added, removed, ended or changed, key by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from procurement_footprint.mapping.listing import asks
from procurement_footprint.mapping.rule import Rule
from procurement_footprint.person_numbers import masked

ADDED, REMOVED, ENDED, CHANGED = KINDS = ("added", "removed", "ended", "changed")
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that is not the same in both versions.

    keys: what differs: key, what it was, what it is; empty text where there was or is nothing. place: file and line,
    in the later version where the rule is still there.
    """

    kind: str
    rule: str
    keys: tuple[tuple[str, str, str], ...]
    place: str


def changes(before: Iterable[Rule], after: Iterable[Rule]) -> tuple[Change, ...]:
    """Return the rules that differ between two versions, by kind (added, removed, ended, changed) and id.

    A rule has ended when it has an `until` that it did not have. Where a rule stands in its file does not matter.
    """
    old, new = ({rule.id: rule for rule in one} for one in (before, after))
    every = (_change(old.get(rule_id), new.get(rule_id)) for rule_id in old.keys() | new.keys())
    return tuple(sorted((one for one in every if one), key=lambda one: (KINDS.index(one.kind), one.rule)))


def _change(before: Rule | None, after: Rule | None) -> Change | None:
    one, other = _keys(before), _keys(after)
    differ = tuple(
        (key, one.get(key, NOTHING), other.get(key, NOTHING))
        for key in (one or other)
        if one.get(key, NOTHING) != other.get(key, NOTHING)
    )
    shown = after or before
    if shown is None or not differ:
        return None
    return Change(_kind(before, after), shown.id, differ, shown.place)


def _kind(before: Rule | None, after: Rule | None) -> str:
    if before is None:
        return ADDED
    if after is None:
        return REMOVED
    return ENDED if before.until is None and after.until is not None else CHANGED


def _keys(rule: Rule | None) -> dict[str, str]:
    if rule is None:
        return {}
    return {
        "says": rule.outcome,
        "asks": asks(rule),
        "text_decides": "yes" if rule.text_decides else NOTHING,
        "since": str(rule.since or NOTHING),
        "until": str(rule.until or NOTHING),
        "why": rule.why,
        "reviewed": f"{rule.reviewed_on} {rule.reviewed_by}",
        "book": rule.book,
        "examples": masked("; ".join(", ".join(f"{field}: {value}" for field, value in one) for one in rule.examples)),
    }
