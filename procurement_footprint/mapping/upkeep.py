"""What wears out in rules: reviews that are old, and rules that have ended without another in their place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from procurement_footprint.mapping.crosswalk import Crosswalk
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.rule import Rule
from procurement_footprint.problems import Problem, problem

SHOWN = 5
REVIEW_MONTHS = 36  # assumption: rules are looked over at least once in three years


def old_reviews(rules: Collection[Rule], as_of: date, months: int = REVIEW_MONTHS) -> list[Problem]:
    """Return a Problem for the rules of each book that were last looked over on one day, too long before `as_of`."""
    old: dict[tuple[str, date, str], list[Rule]] = {}
    for rule in rules:
        if is_old(rule, as_of, months):
            old.setdefault((rule.book, rule.reviewed_on, rule.reviewed_by), []).append(rule)
    return [
        problem(
            "mapping-review-old",
            dated[0].place,
            ", ".join([rule.id for rule in dated[:SHOWN]] + ["…"] * (len(dated) > SHOWN)),
            count=len(dated),
            book=book,
            day=day,
            by=by,
            months=months,
            as_of=as_of,
        )
        for (book, day, by), dated in sorted(old.items())
    ]


def is_old(rule: Rule, as_of: date, months: int) -> bool:
    """Return whether a rule was last looked over more than so many months before `as_of`."""
    return _later(rule.reviewed_on, months) < as_of


def ended(rules: Collection[Rule], as_of: date) -> list[Problem]:
    """Return a Problem for each rule that ended before `as_of` and that no rule over the same conditions follows."""
    followed = {rule.where: rule.until or date.max for rule in _by_end(rules)}
    return [
        problem("mapping-ended", rule.place, rule=rule.id, until=rule.until)
        for rule in rules
        if rule.until and rule.until < as_of and followed[rule.where] == rule.until
    ]


def without_crosswalk(known: Mappings, held: Crosswalk, factor_set: str) -> list[Problem]:
    """Return a Problem for each category that has no line in the crosswalk of a factor set."""
    there = set(held.table["category"])
    return [_no_line(category, known.rules, held, factor_set) for category in known.taxonomy.categories
            if category not in there]  # fmt: skip


def _no_line(category: str, rules: Collection[Rule], held: Crosswalk, factor_set: str) -> Problem:
    count = sum(category in rule.categories for rule in rules)
    name = f"{held.name}.csv"
    return problem("mapping-no-crosswalk", name, category=category, count=count, factor_set=factor_set)


def _by_end(rules: Collection[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: rule.until or date.max)


def _later(day: date, months: int) -> date:
    """Return the same day so many months later, the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))
