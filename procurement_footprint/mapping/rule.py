"""The nouns of the rules: a rule, a book of rules, the set of rules that holds for a chart of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from procurement_footprint.mapping import evidence
from procurement_footprint.mapping.supplier_register import NONE, Register

if TYPE_CHECKING:
    from procurement_footprint.mapping.code_book import CodeBook

Where = tuple[tuple[str, tuple[str, ...]], ...]
Example = tuple[tuple[str, str], ...]
Split = tuple[tuple[str, Decimal], ...]
SHARE_DECIMALS = 6  # of a split: money is divided in whole numbers, and these have room for so many


@dataclass(frozen=True, slots=True)
class Rule:
    """One mapping rule: rows that meet all its conditions are in `category`, or `left_out` for a reason, or a `split`.

    where: condition → any of these values, as written, in the order of `evidence`. text_decides: below this
    account number the texts decide. since, until: inclusive, over the date of booking. examples: condition →
    value. place: file and line.
    split: category → share, which add to exactly 1; source: where the shares come from.
    order: 0 for a rule; a decision of the project has its place among them, 1 for the earliest. suggested: what was
    proposed, where a decision accepted a suggestion.
    """

    id: str
    book: str
    where: Where
    category: str | None
    left_out: str | None
    text_decides: bool
    why: str
    reviewed_by: str
    reviewed_on: date
    since: date | None
    until: date | None
    examples: tuple[Example, ...]
    place: str
    split: Split = ()
    source: str | None = None
    order: int = 0
    suggested: str | None = None

    @property
    def outcome(self) -> str:
        """What the rule says, in words: `category meals`, `left out: wages` or `split: meals 0.6, rent 0.4`."""
        if self.split:
            return "split: " + ", ".join(f"{category} {share:f}" for category, share in self.split)
        return f"category {self.category}" if self.category else f"left out: {self.left_out}"

    @property
    def decided(self) -> bool:
        """Whether it is a decision of the project."""
        return self.order > 0

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that the rule gives: one, those of a split, or none."""
        return tuple(category for category, _ in self.split) or ((self.category,) if self.category else ())

    @property
    def fields(self) -> tuple[str, ...]:
        """The conditions and exclusions that the rule uses."""
        return tuple(field for field, _ in self.where)

    @property
    def level(self) -> str:
        """The level of evidence of the rule."""
        return evidence.level(self.fields)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one file. charts: the charts of accounts it is meant for; empty: all of them."""

    name: str
    version: str
    title: Mapping[str, str]
    source: str
    charts: tuple[str, ...]
    rules: tuple[Rule, ...]
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules that hold for the rows of one chart of accounts, sorted by id, each id once.

    codes: the code books that hold as well; `standard_codes` takes from them what a ledger can meet. register: says the
    industry of suppliers.
    """

    rules: tuple[Rule, ...]
    codes: tuple[CodeBook, ...] = ()
    register: Register = NONE

    def rule(self, rule_id: str) -> Rule:
        """Return the rule with this id. Errors: KeyError where there is none."""
        return {rule.id: rule for rule in self.rules}[rule_id]
