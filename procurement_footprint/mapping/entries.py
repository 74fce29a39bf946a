"""What rules and decisions have in common as they are written: conditions, outcomes, examples, dates; and faults."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.ledger.identity import masked
from procurement_footprint.mapping import evidence, patterns
from procurement_footprint.mapping.rule import Example, Where
from procurement_footprint.problems import Problem, Refused, problem

T = TypeVar("T", bound="Conditions")

_EXAMPLE_KEYS = (*evidence.CONDITIONS, "booked_on")


class Conditions(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The keys that every entry may have: what it asks for, since and until when, and cases that it decides."""

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


@dataclass(frozen=True, slots=True)
class Known:
    """What an entry may name: spending categories and reasons for leaving out."""

    categories: Collection[str]
    reasons: Collection[str]


@dataclass(frozen=True, slots=True)
class Page:
    """A file of entries while it is read: its name, its lines, and what is wrong so far."""

    name: str
    lines: list[str]
    problems: list[Problem]

    @classmethod
    def of(cls, name: str, raw: bytes) -> Page:
        """Return a file that is about to be read."""
        return cls(name, raw.decode("utf-8-sig").splitlines(), [])

    def entry(self, noun: str, written: Mapping[str, object]) -> Entry:
        """Return one entry of the file as it was written; noun: what such an entry is called."""
        line = 1
        if isinstance(written, plain_yaml.Lines) and written.lines:
            line = written.lines.get("id") or min(written.lines.values())
        standing = self.lines[line - 1].strip() if line <= len(self.lines) else ""
        return Entry(noun, str(written.get("id", "")), f"{self.name}:{line}", standing, self.problems)


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule or a decision while it is read: what it is called, where its id stands, and where faults are collected."""

    noun: str
    id: str
    place: str
    standing: str
    problems: list[Problem]

    def add(self, code: str, excerpt: str | None = None, **values: object) -> None:
        """Keep a Problem; the excerpt is the line of the id unless another is given."""
        shown = self.standing if excerpt is None else excerpt
        self.problems.append(problem(code, self.place, shown, noun=self.noun, rule=self.id, **values))

    def converted(self, written: Mapping[str, object], kind: type[T]) -> T | None:
        """Return the entry as the Struct `kind`, None where it has not that shape; keys that no entry has are named."""
        known = plain_yaml.Lines()
        for key, value in written.items():
            if key in kind.__struct_fields__:
                known[key] = value  # type: ignore[assignment]
            else:
                otherwise = f"the keys of a {self.noun} are in the manual"
                fix = suggestion(key, kind.__struct_fields__, otherwise)
                self.add("mapping-unknown-key", f"{key}: …", key=key, fix=fix)
        try:
            return plain_yaml.convert(known, kind, self.place)
        except Refused as refused:
            self.problems.extend(refused.problems)
            return None

    def day(self, value: str | None) -> date | None:
        """Return a date as it was written, None where there is none or it is wrong."""
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.add("mapping-date", value)
            return None

    def where(self, asked: Conditions) -> Where:
        """Return what the entry asks for."""
        fields = (*evidence.CONDITIONS, *evidence.EXCLUSIONS)
        where = tuple((field, tuple(values)) for field in fields if (values := getattr(asked, field)) is not None)
        if not any(field in evidence.CONDITIONS for field, _ in where):
            self.add("mapping-no-condition")
        for field, values in where:
            if not values:
                self.add("mapping-no-value", key=field)
            for value in values:
                self._check_value(field, value)
        return where

    def examples(self, asked: Conditions) -> tuple[Example, ...]:
        """Return the cases that the entry decides."""
        for example in asked.examples:
            for key in example:
                if key not in _EXAMPLE_KEYS:
                    fix = suggestion(key, _EXAMPLE_KEYS, "an example may have " + ", ".join(_EXAMPLE_KEYS))
                    self.add("mapping-unknown-key", f"examples: {{{key}: …}}", key=key, fix=fix)
            self.day(example.get("booked_on"))
        return tuple(tuple(sorted(example.items())) for example in asked.examples)

    def check_category(self, category: str, known: Known, key: str = "category") -> None:
        """See that there is this category."""
        if category not in known.categories:
            fix = suggestion(category, known.categories, "take one of: procurement-footprint mappings list")
            self.add("mapping-unknown-category", f"{key}: {category}", category=category, fix=fix)

    def check_reason(self, reason: str, known: Known) -> None:
        """See that there is this reason for leaving out."""
        if reason not in known.reasons:
            fix = suggestion(reason, known.reasons, "take one of: " + ", ".join(sorted(known.reasons)))
            self.add("mapping-unknown-reason", f"left_out: {reason}", reason=reason, fix=fix)

    def _check_value(self, field: str, value: str) -> None:
        if field in evidence.PATTERNS:
            if wrong := patterns.fault(value):
                self.add("mapping-pattern", f"{field}: [{value}]", wrong=wrong)
        elif not value.strip():
            self.add("mapping-no-value", key=field)
        elif field == "supplier" and re.fullmatch(r"\d{10}|(16)?\d{10}|\d{6}\s\d{4}", value):
            self.add("mapping-supplier", f"{field}: [{masked(value)}]", value=masked(value))
        elif field in evidence.CODES and not re.fullmatch(r"[0-9]{1,8}", value):
            self.add("mapping-code", f"{field}: [{value}]", key=field)


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return `did you mean "x"?` for the nearest known word, or what else to do."""
    near = get_close_matches(word, sorted(known), 1)
    return f'did you mean "{near[0]}"?' if near else otherwise
