"""Two rules that weigh the same and say different things: what the precedence cannot settle."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from procurement_footprint.mapping.rule import Rule, Where
from procurement_footprint.problems import Problem, problem


def contradictions(rules: Iterable[Rule]) -> list[Problem]:
    """Return a Problem for each two rules that ask for exactly the same and say different things.

    A decision of the project contradicts nothing: it beats what weighs the same, and so does a later one.
    """
    first: dict[tuple[object, ...], Rule] = {}
    problems = []
    for rule in sorted(rules, key=lambda rule: rule.id):
        other = first.setdefault((_same(rule.where), rule.since, rule.until, rule.order), rule)
        if other is not rule and other.outcome != rule.outcome:
            problems.append(contradiction(other, rule, "they ask for the same"))
    return problems


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
