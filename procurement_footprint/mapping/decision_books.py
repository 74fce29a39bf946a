"""Decisions that hold become rules of the project: a rule book for each decision file."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint import shelf
from procurement_footprint.mapping.decision import Decision
from procurement_footprint.mapping.decision_files import FOLDER, Decided
from procurement_footprint.mapping.rule import Rule, RuleBook

TITLE = {"sv": "Beslut", "en": "Decisions"}


def books(decided: Decided) -> tuple[RuleBook, ...]:
    """Return a rule book for each decision file; its version is the day of its latest entry.

    A withdrawn decision is in no book. `Rule.order` says which of two decisions is later.
    """
    rules = [rule(one, place) for place, one in enumerate(decided.holding, 1)]
    return tuple(_book(path, decided, rules) for path in decided.files)


def rule(decision: Decision, order: int) -> Rule:
    """Return the rule that a decision is, reviewed by who decided; order: its place among all, 1 for the earliest."""
    return Rule(
        id=decision.id,
        book=FOLDER,
        where=decision.where,
        category=decision.category,
        left_out=decision.left_out,
        text_decides=False,
        why=decision.why,
        reviewed_by=decision.who,
        reviewed_on=decision.when,
        since=decision.since,
        until=decision.until,
        examples=decision.examples,
        place=decision.place,
        split=decision.split,
        source=decision.source,
        order=order,
        suggested=decision.suggested,
    )


def _book(path: Path, decided: Decided, rules: list[Rule]) -> RuleBook:
    name = f"{path.parent.name}/{path.name}"
    days = [one.when.isoformat() for one in decided.decisions if _file(one.place) == name]
    held = sorted((one for one in rules if _file(one.place) == name), key=lambda one: one.id)
    return RuleBook(
        name=f"{FOLDER}/{path.stem}",
        version=max(days, default=""),
        title=TITLE,
        source="decisions of the project",
        charts=(),
        rules=tuple(held),
        path=path,
        sha256=shelf.digest(path),
    )


def _file(place: str) -> str:
    return place.rpartition(":")[0]
