"""Reads a rule book (YAML) and says everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import msgspec

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping.contradictions import contradictions
from procurement_footprint.mapping.entries import Conditions, Entry, Known, Page, suggestion
from procurement_footprint.mapping.rule import Rule, RuleBook, Where
from procurement_footprint.person_numbers import masked
from procurement_footprint.problems import Refused

__all__ = ["Known", "Reviewed", "read", "suggestion"]


class Reviewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who looked a rule over, and when (ISO date)."""

    by: str
    date: str


class _Book(msgspec.Struct, forbid_unknown_fields=True):
    rule_book: str
    version: str
    title: dict[str, str]
    source: str
    reviewed: Reviewed
    rules: list[dict[str, object]]
    charts: list[str] = []


class _Rule(Conditions, kw_only=True, forbid_unknown_fields=True):
    id: str
    category: str | None = None
    left_out: str | None = None
    text_decides: bool = False
    why: str = ""
    reviewed: Reviewed | None = None


_MISSING = {"mapping-no-condition", "mapping-outcome", "mapping-missing"}


def read(path: Path, known: Known) -> RuleBook:
    """Return the rule book of one file. Errors: Refused with every Problem of the file."""
    name = f"{path.parent.name}/{path.name}"
    raw = path.read_bytes()
    parsed = plain_yaml.parse(raw, name)
    book, page = plain_yaml.convert(parsed, _Book, name), Page.of(name, raw)
    entries = cast("Mapping[str, list[plain_yaml.Lines]]", parsed)["rules"]  # these know their lines
    rules = [rule for written in entries if (rule := _rule(written, book, page.entry("rule", written), known))]
    problems = [*page.problems, *contradictions(rules)]
    if problems:
        raise Refused(problems)
    order = tuple(sorted(rules, key=lambda rule: rule.id))
    charts = tuple(book.charts)
    title = {language: masked(text) for language, text in book.title.items()}
    return RuleBook(book.rule_book, book.version, title, masked(book.source), charts, order, path, shelf.digest(path))


def _rule(written: Mapping[str, object], book: _Book, entry: Entry, known: Known) -> Rule | None:
    before = len(entry.problems)
    rule = entry.converted(written, _Rule)
    if rule is None:
        return None
    where = entry.where(rule)
    _check_outcome(rule, entry, known)
    _check_text_decides(rule, where, entry)
    examples = entry.examples(rule)
    reviewed = rule.reviewed or book.reviewed
    if not written.keys() <= set(_Rule.__struct_fields__):
        # what seems to be missing may well be the misspelt key
        entry.problems[before:] = [one for one in entry.problems[before:] if one.code not in _MISSING]
    dates = [entry.day(value) for value in (reviewed.date, rule.since, rule.until)]
    if len(entry.problems) > before or dates[0] is None:
        return None
    return Rule(
        rule.id, book.rule_book, where, rule.category, rule.left_out, rule.text_decides, masked(rule.why),
        masked(reviewed.by), dates[0], dates[1], dates[2], examples, entry.place,
    )  # fmt: skip


def _check_outcome(rule: _Rule, entry: Entry, known: Known) -> None:
    if (rule.category is None) == (rule.left_out is None):
        count = "neither a category nor left_out" if rule.category is None else "both a category and left_out"
        entry.add("mapping-outcome", count=count)
    elif rule.category is not None:
        entry.check_category(rule.category, known)
    elif rule.left_out is not None:
        entry.check_reason(rule.left_out, known)
    for key in ("why", "examples"):
        if not getattr(rule, key):
            entry.add("mapping-missing", key=key)


def _check_text_decides(rule: _Rule, where: Where, entry: Entry) -> None:
    fields = {field for field, _ in where}
    if rule.text_decides and not fields <= {"account", "state_account", "not_account_text"}:
        entry.add("mapping-text-decides")
