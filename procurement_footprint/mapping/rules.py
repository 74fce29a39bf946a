"""Rules: what a row is when its supplier, code, account or text says so. A set: the order never matters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from procurement_footprint.mapping import rule_files
from procurement_footprint.mapping.code_book import CodeBook
from procurement_footprint.mapping.contradictions import contradictions
from procurement_footprint.mapping.rule import Example, Rule, RuleBook, RuleSet, Where
from procurement_footprint.mapping.supplier_register import NONE, Register
from procurement_footprint.problems import Problem, Refused, problem

__all__ = ["Example", "Rule", "RuleBook", "RuleBooks", "RuleSet", "Where", "contradictions", "load_books"]


@dataclass(frozen=True, slots=True)
class RuleBooks:
    """Shipped rule books and those of a project, whose rules replace shipped ones of the same id.

    The project's decisions are books of its own, after the others.
    codes: the shipped code books. register: the project's register of suppliers, for rules that ask for the industry.
    """

    shipped: tuple[RuleBook, ...]
    project: tuple[RuleBook, ...]
    codes: tuple[CodeBook, ...] = ()
    register: Register = NONE

    @property
    def every(self) -> tuple[RuleBook | CodeBook, ...]:
        """All books; of rules with the same id that of the later book holds."""
        return (*self.codes, *self.shipped, *self.project)

    def rule_set(self, names: Sequence[str], chart: str | None = None) -> RuleSet:
        """Return the rules of the shipped books `names` with the project's rules for `chart`.

        A project's rule with the id of a shipped rule takes its place, and holds only where that one would.
        """
        known = {rule.id: book.name for book in self.shipped for rule in book.rules}
        known |= {rule_id: book.name for book in self.codes for rule_id in book.ids}
        rules = {rule.id: rule for book in self.shipped if book.name in names for rule in book.rules}
        for book in self.project:
            if book.charts and chart not in book.charts:
                continue
            rules |= {rule.id: rule for rule in book.rules if known.get(rule.id) in (None, *names)}
        codes = tuple(book for book in self.codes if book.name in names)
        return RuleSet(tuple(rules[rule_id] for rule_id in sorted(rules)), codes, self.register)


def load_books(
    paths: Iterable[Path],
    project_paths: Iterable[Path] = (),
    categories: Collection[str] = (),
    reasons: Collection[str] = (),
    decisions: Path | None = None,
) -> RuleBooks:
    """Return shipped rule books and the project's own, checked against the categories and left-out reasons.

    decisions: the folder of the project's decision files. Errors: Refused with every Problem of every file.
    """
    problems: list[Problem] = []
    known = rule_files.Known(categories, reasons)
    shipped = _read(paths, known, problems)
    project = _read(project_paths, known, problems)
    decided = _decided(decisions, known, problems)
    problems += _taken(decided, (*shipped, *project))
    if problems:
        raise Refused(problems)
    return RuleBooks(shipped, (*project, *decided))


def _decided(folder: Path | None, known: rule_files.Known, problems: list[Problem]) -> tuple[RuleBook, ...]:
    if folder is None:
        return ()
    from procurement_footprint.mapping import decision_books, decision_files  # only a project has any

    try:
        return decision_books.books(decision_files.read(folder, known))
    except Refused as refused:
        problems += refused.problems
        return ()


def _read(paths: Iterable[Path], known: rule_files.Known, problems: list[Problem]) -> tuple[RuleBook, ...]:
    books = []
    for path in paths:
        try:
            books.append(rule_files.read(path, known))
        except Refused as refused:
            problems += refused.problems
    problems += _twice(books)
    return tuple(books)


def _taken(decided: Sequence[RuleBook], books: Sequence[RuleBook]) -> list[Problem]:
    """Return a Problem for each decision with the id of a rule: it would take the rule's place."""
    held = {rule.id: rule for book in books for rule in book.rules}
    return [
        problem("mapping-duplicate-id", rule.place, f"also {held[rule.id].place}", id=rule.id)
        for book in decided
        for rule in book.rules
        if rule.id in held
    ]


def _twice(books: list[RuleBook]) -> list[Problem]:
    first: dict[str, Rule] = {}
    problems = []
    for rule in [rule for book in books for rule in book.rules]:
        other = first.setdefault(rule.id, rule)
        if other is not rule:
            problems.append(problem("mapping-duplicate-id", rule.place, f"also {other.place}", id=rule.id))
    return problems
