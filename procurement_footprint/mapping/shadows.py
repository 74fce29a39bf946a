"""Rules that can never decide anything of their own, proven from their conditions alone.

Rule W covers rule S when every row that S meets is met by W, and W weighs there at least as much. By the precedence
(see `evidence`) that can only be where both ask for the same fields: a rule that asks for less weighs less. Then

    each value of S is a value of W (for patterns: the same letters, with no more edges of words)
    each exclusion of W is one of S (for patterns: W excludes no text that S does not)
    W holds on every day and in every chart of accounts on which S holds

What cannot be proven so is not said: several rules together may cover one, and no ledger may hold what tells two apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from procurement_footprint.mapping import evidence, patterns
from procurement_footprint.mapping.contradictions import contradiction
from procurement_footprint.mapping.patterns import Pattern
from procurement_footprint.mapping.rule import Rule, RuleSet
from procurement_footprint.problems import Problem, problem

Charts = frozenset[str | None]


@dataclass(frozen=True, slots=True)
class _Held:
    """A rule, the charts of accounts it holds in, and what its patterns look for."""

    rule: Rule
    charts: Charts
    values: Mapping[str, frozenset[str]]
    parsed: Mapping[str, Pattern]

    def keys(self, field: str) -> frozenset[str]:
        """Return what is compared of the values of a field: a pattern's letters without edges, else the value."""
        if field not in evidence.PATTERNS:
            return self.values[field]
        return frozenset(_letters(self.parsed[value]) for value in self.values[field])


def shadowed(rule_sets: Mapping[str | None, RuleSet]) -> list[Problem]:
    """Return a Problem for each rule that another one covers: it is idle, or ties wherever it holds.

    rule_sets: chart of accounts → its rules.
    """
    held = _held(rule_sets)
    near: dict[tuple[object, ...], list[_Held]] = {}
    for one in held:
        first = one.rule.fields[0]
        for key in one.keys(first):
            near.setdefault((one.rule.fields, key), []).append(one)
    return [found for one in held if (found := _shadow(one, near))]


def _held(rule_sets: Mapping[str | None, RuleSet]) -> list[_Held]:
    charts: dict[Rule, set[str | None]] = {}
    for chart, rule_set in rule_sets.items():
        for rule in rule_set.rules:
            charts.setdefault(rule, set()).add(chart)
    written = sorted({value for rule in charts for field, value in _pairs(rule) if field in evidence.PATTERNS})
    parsed = dict(zip(written, patterns.parse(written), strict=True))
    order = sorted(charts, key=lambda rule: (rule.id, rule.place))
    return [
        _Held(rule, frozenset(charts[rule]), {field: frozenset(values) for field, values in rule.where}, parsed)
        for rule in order
    ]


def _pairs(rule: Rule) -> Iterator[tuple[str, str]]:
    return ((field, value) for field, values in rule.where for value in values)


def _shadow(one: _Held, near: Mapping[tuple[object, ...], list[_Held]]) -> Problem | None:
    first = one.rule.fields[0]
    for other in near[one.rule.fields, min(one.keys(first))]:
        if other is one or not _covers(other, one):
            continue
        if _covers(one, other) and other.rule.id > one.rule.id:
            continue  # they say the same about the same rows: the second of them is the one to delete
        if other.rule.outcome != one.rule.outcome:
            return contradiction(other.rule, one.rule, "wherever the second holds, the first holds too")
        return problem(
            "mapping-shadowed",
            one.rule.place,
            rule=one.rule.id,
            other=other.rule.id,
            other_place=other.rule.place,
            says=other.rule.outcome,
        )
    return None


def _covers(wide: _Held, narrow: _Held) -> bool:
    one, other = wide.rule, narrow.rule
    if one.order != other.order:
        return False  # a decision weighs more than a rule, and a later one more than an earlier
    if one.text_decides != other.text_decides or not narrow.charts <= wide.charts or not _lasts(one, other):
        return False
    for field in other.fields:
        if field in evidence.EXCLUSIONS:
            # a text that the wide rule excludes must be one that the narrow rule excludes
            if not all(_implied(value, wide, narrow, field) for value in wide.values[field]):
                return False
        elif not all(_implied(value, narrow, wide, field) for value in narrow.values[field]):
            return False
    return True


def _implied(value: str, of: _Held, by: _Held, field: str) -> bool:
    """Say whether what meets a value of one rule meets a value of the other that weighs as much."""
    if field not in evidence.PATTERNS:
        return value in by.values[field]
    wanted = of.parsed[value]
    return any(_within(by.parsed[other], wanted) for other in by.values[field])


def _within(wide: Pattern, narrow: Pattern) -> bool:
    """Say whether a text that holds the narrow pattern holds the wide one, with the same letters."""
    same = _letters(wide) == _letters(narrow)
    return same and all(any(part in whole for whole in narrow.parts) for part in wide.parts)


def _letters(pattern: Pattern) -> str:
    return "&".join(sorted(part.strip() for part in pattern.parts))


def _lasts(wide: Rule, narrow: Rule) -> bool:
    """Say whether one rule holds on every day, known or not, on which the other holds."""
    if wide.since is None and wide.until is None:
        return True
    if narrow.since is None and narrow.until is None:
        return False
    begins = (wide.since or date.min) <= (narrow.since or date.min)
    return begins and (wide.until or date.max) >= (narrow.until or date.max)
