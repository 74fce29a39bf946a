"""Reads a rule book (YAML) and says everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping import evidence, patterns
from procurement_footprint.mapping.contradictions import contradictions
from procurement_footprint.mapping.rule import Example, Rule, RuleBook, Where
from procurement_footprint.problems import Problem, Refused, problem

_EXAMPLE_KEYS = (*evidence.CONDITIONS, "booked_on")
_ID_LINE = re.compile(r"""(?:^|[\s{,-])id:\s*["']?([^\s"',}]+)""")


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


class _Rule(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    category: str | None = None
    left_out: str | None = None
    text_decides: bool = False
    why: str = ""
    reviewed: Reviewed | None = None
    since: str | None = None
    until: str | None = None
    examples: list[dict[str, str]] = []
    supplier: list[str] | None = None
    supplier_name: list[str] | None = None
    cpv: list[str] | None = None
    unspsc: list[str] | None = None
    account: list[str] | None = None
    state_account: list[str] | None = None
    account_text: list[str] | None = None
    text: list[str] | None = None
    sni: list[str] | None = None
    not_supplier_name: list[str] | None = None
    not_account_text: list[str] | None = None
    not_text: list[str] | None = None


_MISSING = {"mapping-no-condition", "mapping-outcome", "mapping-missing"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule may name: spending categories and reasons for leaving out."""

    categories: Collection[str]
    reasons: Collection[str]


@dataclass(slots=True)
class _Page:
    """One file while it is read: its name, where each id stands, and what is wrong so far."""

    name: str
    lines: list[str]
    line_of_id: dict[str, int]
    problems: list[Problem]

    @classmethod
    def of(cls, name: str, raw: bytes) -> _Page:
        """Return a file that is about to be read."""
        lines = raw.decode("utf-8-sig").splitlines()
        hits = [(hit.group(1), number) for number, line in enumerate(lines, 1) if (hit := _ID_LINE.search(line))]
        return cls(name, lines, dict(reversed(hits)), [])

    def place(self, rule_id: str) -> str:
        """Return file and line of the first `id:` with this value."""
        return f"{self.name}:{self.line_of_id.get(rule_id, 1)}"

    def add(self, code: str, rule_id: str, excerpt: str | None = None, **values: object) -> None:
        """Keep a Problem at the line of a rule; the excerpt is that line unless another is given."""
        standing = self.lines[self.line_of_id.get(rule_id, 1) - 1].strip() if excerpt is None else excerpt
        self.problems.append(problem(code, self.place(rule_id), standing, rule=rule_id, **values))


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return `did you mean "x"?` for the nearest known word, or what else to do."""
    near = get_close_matches(word, sorted(known), 1)
    return f'did you mean "{near[0]}"?' if near else otherwise


def read(path: Path, known: Known) -> RuleBook:
    """Return the rule book of one file. Errors: Refused with every Problem of the file."""
    name = f"{path.parent.name}/{path.name}"
    raw = path.read_bytes()
    book = plain_yaml.convert(plain_yaml.parse(raw, name), _Book, name)
    page = _Page.of(name, raw)
    rules = [rule for written in book.rules if (rule := _rule(written, book, page, known))]
    page.problems += contradictions(rules)
    if page.problems:
        raise Refused(page.problems)
    order = tuple(sorted(rules, key=lambda rule: rule.id))
    charts = tuple(book.charts)
    return RuleBook(book.rule_book, book.version, book.title, book.source, charts, order, path, shelf.digest(path))


def _rule(written: Mapping[str, object], book: _Book, page: _Page, known: Known) -> Rule | None:
    rule_id = str(written.get("id", ""))
    before = len(page.problems)
    for key in written:
        if key not in _Rule.__struct_fields__:
            otherwise = "the keys of a rule are in the manual"
            page.add("mapping-unknown-key", rule_id, f"{key}: …", key=key,
                     fix=suggestion(key, _Rule.__struct_fields__, otherwise))  # fmt: skip
    own = {key: value for key, value in written.items() if key in _Rule.__struct_fields__}
    try:
        rule = plain_yaml.convert(own, _Rule, page.place(rule_id))
    except Refused as refused:
        page.problems += refused.problems
        return None
    where = _where(rule, page)
    _check_outcome(rule, page, known)
    _check_text_decides(rule, where, page)
    examples = _examples(rule, page)
    reviewed = rule.reviewed or book.reviewed
    if own.keys() != written.keys():
        # what seems to be missing may well be the misspelt key
        page.problems[before:] = [one for one in page.problems[before:] if one.code not in _MISSING]
    dates = [_date(value, rule.id, page) for value in (reviewed.date, rule.since, rule.until)]
    if len(page.problems) > before or dates[0] is None:
        return None
    return Rule(
        rule.id, book.rule_book, where, rule.category, rule.left_out, rule.text_decides, rule.why,
        reviewed.by, dates[0], dates[1], dates[2], examples, page.place(rule.id),
    )  # fmt: skip


def _where(rule: _Rule, page: _Page) -> Where:
    fields = (*evidence.CONDITIONS, *evidence.EXCLUSIONS)
    where = tuple((field, tuple(values)) for field in fields if (values := getattr(rule, field)) is not None)
    if not any(field in evidence.CONDITIONS for field, _ in where):
        page.add("mapping-no-condition", rule.id)
    for field, values in where:
        if not values:
            page.add("mapping-no-value", rule.id, key=field)
        for value in values:
            _check_value(field, value, rule.id, page)
    return where


def _check_value(field: str, value: str, rule_id: str, page: _Page) -> None:
    if field in evidence.PATTERNS:
        if wrong := patterns.fault(value):
            page.add("mapping-pattern", rule_id, f"{field}: [{value}]", wrong=wrong)
    elif not value.strip():
        page.add("mapping-no-value", rule_id, key=field)
    elif field == "supplier" and re.fullmatch(r"\d{10}|(16)?\d{10}|\d{6}\s\d{4}", value):
        page.add("mapping-supplier", rule_id, f"{field}: [{value}]", value=value)
    elif field in evidence.CODES and not re.fullmatch(r"[0-9]{1,8}", value):
        page.add("mapping-code", rule_id, f"{field}: [{value}]", key=field)


def _check_outcome(rule: _Rule, page: _Page, known: Known) -> None:
    if (rule.category is None) == (rule.left_out is None):
        count = "neither a category nor left_out" if rule.category is None else "both a category and left_out"
        page.add("mapping-outcome", rule.id, count=count)
    elif rule.category is not None and rule.category not in known.categories:
        fix = suggestion(rule.category, known.categories, "take one of: procurement-footprint mappings list")
        page.add("mapping-unknown-category", rule.id, f"category: {rule.category}", category=rule.category, fix=fix)
    elif rule.left_out is not None and rule.left_out not in known.reasons:
        fix = suggestion(rule.left_out, known.reasons, "take one of: " + ", ".join(sorted(known.reasons)))
        page.add("mapping-unknown-reason", rule.id, f"left_out: {rule.left_out}", reason=rule.left_out, fix=fix)
    for key in ("why", "examples"):
        if not getattr(rule, key):
            page.add("mapping-missing", rule.id, key=key)


def _check_text_decides(rule: _Rule, where: Where, page: _Page) -> None:
    fields = {field for field, _ in where}
    if rule.text_decides and not fields <= {"account", "state_account", "not_account_text"}:
        page.add("mapping-text-decides", rule.id)


def _examples(rule: _Rule, page: _Page) -> tuple[Example, ...]:
    for example in rule.examples:
        for key in example:
            if key not in _EXAMPLE_KEYS:
                fix = suggestion(key, _EXAMPLE_KEYS, "an example may have " + ", ".join(_EXAMPLE_KEYS))
                page.add("mapping-unknown-key", rule.id, f"examples: {{{key}: …}}", key=key, fix=fix)
        _date(example.get("booked_on"), rule.id, page)
    return tuple(tuple(sorted(example.items())) for example in rule.examples)


def _date(value: str | None, rule_id: str, page: _Page) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        page.add("mapping-date", rule_id, value)
        return None
