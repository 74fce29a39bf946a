"""Two rules that weigh the same and say different things: what the precedence cannot settle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from procurement_footprint.mapping.rule import Rule, Where
from procurement_footprint.problems import Problem, problem


def contradictions(rules: Iterable[Rule]) -> list[Problem]:
    """Return a Problem for each rule that asks for exactly the same as another, on a day that both hold, and differs.

    A decision of the project contradicts nothing: it beats what weighs the same, and so does a later one.
    """
    alike: dict[tuple[object, ...], list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.since or date.min, rule.id)):
        alike.setdefault((_same(rule.where), rule.order), []).append(rule)
    found = [pair for held in alike.values() if len(held) > 1 for pair in _at_odds(held)]
    pairs = sorted((sorted(pair, key=lambda rule: rule.id) for pair in found), key=lambda pair: pair[1].id)
    return [contradiction(one, other, _excerpt(one, other)) for one, other in pairs]


def _at_odds(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Yield each rule with one that lasts into its days and says something else. rules: by the day they begin."""
    lasting: dict[str, Rule] = {}  # outcome → that which lasts longest
    for rule in rules:
        begins = rule.since or date.min
        odd = (one for says, one in lasting.items() if says != rule.outcome and (one.until or date.max) >= begins)
        if other := next(odd, None):
            yield other, rule
        held = lasting.get(rule.outcome)
        if held is None or (held.until or date.max) < (rule.until or date.max):
            lasting[rule.outcome] = rule


def _excerpt(one: Rule, other: Rule) -> str:
    if (one.since, one.until) == (other.since, other.until):
        return "they ask for the same"
    begins, ends = ([day for day in days if day] for days in ((one.since, other.since), (one.until, other.until)))
    return f"they ask for the same, and both hold on {max(begins) if begins else min(ends)}"


def contradiction(one: Rule, other: Rule, excerpt: str) -> Problem:
    """Return the Problem that two rules with equal weight say different things about one case."""
    return problem(
        "mapping-tie",
        other.place,
        excerpt,
        rule=other.id,
        says=other.outcome,
        other=one.id,
        other_place=one.place,
        other_says=one.outcome,
    )


@cache  # a rule is asked about in its book and in each chart
def _same(where: Where) -> Where:
    return tuple((field, tuple(sorted({value.casefold() for value in values}))) for field, values in where)
