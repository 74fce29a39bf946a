"""Listings: what the mappings say, as small tables for people to look over."""

from __future__ import annotations

from collections.abc import Iterable

from procurement_footprint.mapping.criteria import Criterion
from procurement_footprint.mapping.crosswalk import Crosswalk
from procurement_footprint.mapping.evidence import LEVELS
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.rule import Rule
from procurement_footprint.person_numbers import masked

Lines = list[dict[str, str | int]]


def books(mappings: Mappings) -> Lines:
    """Return one line per rule book: name, version, title, number of rules, charts that use it."""
    used = {chart.id: chart.books for chart in mappings.charts}
    return [
        {
            "book": book.name,
            "version": book.version,
            "title": book.title.get("en", ""),
            "rules": len(book.rules),
            "category_rules": sum(bool(rule.categories) for rule in book.rules),
            "left_out_rules": sum(rule.left_out is not None for rule in book.rules),
            "charts": ", ".join(chart for chart, held in used.items() if book.name in held) or "every",
            "sha256": book.sha256,
        }
        for book in mappings.books.every
    ]


def categories(mappings: Mappings, language: str = "en") -> Lines:
    """Return one line per spending category, in the order of the tree, with the number of its rules."""
    decided = [category for rule in mappings.rules for category in rule.categories]
    return [
        {
            "group": getattr(group.name, language),
            "category": category.id,
            "name": getattr(category.name, language),
            "scope3_category": category.scope3_category,
            "capital_good": "yes" if category.capital_good else "no",
            "rules": decided.count(category.id),
        }
        for group in mappings.taxonomy.groups
        for category in group.categories
    ]


def reasons(mappings: Mappings, language: str = "en") -> Lines:
    """Return one line per reason for leaving out, with the number of its rules."""
    named = [rule.left_out for rule in mappings.rules]
    return [
        {
            "reason": reason.id,
            "name": getattr(reason.name, language),
            "why": getattr(reason.why, language),
            "rules": named.count(reason.id),
        }
        for reason in mappings.reasons.by_id.values()
    ]


def rules_of(mappings: Mappings, outcome: str) -> Lines:
    """Return one line per rule for a category or a left-out reason, strongest evidence first."""
    held = [rule for rule in mappings.rules if outcome in (*rule.categories, rule.left_out)]
    held.sort(key=lambda rule: (LEVELS.index(rule.level), rule.id))
    return [{"rule": rule.id, "evidence": rule.level, "asks": asks(rule), "why": rule.why} for rule in held]


def rule(mappings: Mappings, rule_id: str) -> Lines:
    """Return what there is to know about a rule, one line per key. Errors: KeyError where there is none."""
    shown = {one.id: one for one in mappings.rules}[rule_id]
    known = {
        "rule": shown.id,
        "says": shown.outcome,
        "asks": asks(shown),
        "evidence": shown.level,
        "text_decides": "yes" if shown.text_decides else "",
        "source": shown.source or "",
        "why": shown.why,
        "decided" if shown.decided else "reviewed": f"{shown.reviewed_on} {shown.reviewed_by}",
        "suggested": shown.suggested or "",
        "since": str(shown.since or ""),
        "until": str(shown.until or ""),
        "book": shown.book,
        "place": shown.place,
        "examples": "; ".join(", ".join(f"{k}: {v}" for k, v in example) for example in shown.examples),
    }
    return [{"key": key, "value": value} for key, value in known.items() if value]


def products(crosswalk: Crosswalk, category: str) -> Lines:
    """Return one line per product group that makes up a category, with its share and the reasoning."""
    held = crosswalk.table.rows(named=True)
    return [
        {
            "product": row["product"],
            "share": str(row["share"]),
            "why": crosswalk.why[category, row["product"]],
        }
        for row in held
        if row["category"] == category
    ]


def criteria(held: Iterable[Criterion]) -> Lines:
    """Return one line per criterion: what it is called, at which levels, what it acts on, where it stands."""
    return [
        {
            "criterion": one.id,
            "publisher": one.publisher,
            "levels": ", ".join(one.levels) or "not known",
            "lever": one.lever,
            "title": one.title,
            "checked_on": one.checked_on.isoformat(),
            "url": one.url,
        }
        for one in held
    ]


def asks(rule: Rule) -> str:
    """Return the conditions of a rule in one line, no person's number: `account 601, 602; not_account_text intern`."""
    return masked("; ".join(f"{field} {', '.join(values)}" for field, values in rule.where))
