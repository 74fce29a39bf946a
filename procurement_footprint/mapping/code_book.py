"""Code books: what each code of a standard classification stands for, as a table; a longer code beats a shorter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from procurement_footprint.mapping.rule import Rule
from procurement_footprint.mapping.suggestion import LEFT_OUT


@dataclass(frozen=True, slots=True)
class Code:
    """One line of a code book: the beginning of a code, and what it says. why: empty where the name tells.

    outcome: a category, or `left_out:` and a reason. rule_id, book, place: of the rule that the line is.
    """

    code: str
    name: str
    outcome: str
    why: str
    rule_id: str
    book: str
    place: str


@dataclass(frozen=True, slots=True)
class CodeBook:
    """The lines of one file by code. Rules are made only of lines that somebody asks for: few ledgers have codes.

    condition: what the rules ask for (cpv, unspsc, sni). label: what the codes are called. classes: the full codes
    that there are, where that is known. instead_of: the book that holds where this one says nothing, if any.
    """

    name: str
    version: str
    title: Mapping[str, str]
    source: str
    condition: str
    label: str
    codes: Mapping[str, Code]
    classes: frozenset[str]
    instead_of: str
    reviewed_by: str
    reviewed_on: date
    path: Path
    sha256: str

    @property
    def ids(self) -> list[str]:
        """The ids of all rules of the book."""
        return [one.rule_id for one in self.codes.values()]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All lines as rules, sorted by id."""
        return tuple(sorted((self._rule(one) for one in self.codes.values()), key=lambda rule: rule.id))

    def meeting(self, codes: Iterable[str]) -> tuple[Rule, ...]:
        """Return the lines that are a beginning of one of these codes, as rules."""
        beginnings = {code[:length] for code in codes for length in range(1, len(code) + 1)}
        return tuple(self._rule(self.codes[code]) for code in sorted(beginnings & self.codes.keys()))

    def nearest(self, code: str) -> Code | None:
        """Return the longest line that is a beginning of a code."""
        beginnings = (code[:length] for length in range(len(code), 0, -1))
        return next((self.codes[one] for one in beginnings if one in self.codes), None)

    def over(self, older: CodeBook) -> CodeBook:
        """Return the book with the lines of an older one wherever it says nothing.

        A line of this book stands instead of that with the same code and of all below it.
        """
        kept = {code: one for code, one in older.codes.items() if self.nearest(code) is None}
        return replace(self, codes={**kept, **self.codes})

    def _rule(self, one: Code) -> Rule:
        reason = one.outcome.removeprefix(LEFT_OUT) if one.outcome.startswith(LEFT_OUT) else None
        return Rule(
            id=one.rule_id,
            book=one.book,
            where=((self.condition, (one.code,)),),
            category=None if reason else one.outcome,
            left_out=reason,
            text_decides=False,
            why="; ".join(part for part in (f"{self.label} {one.code}, {one.name}", one.why) if part),
            reviewed_by=self.reviewed_by,
            reviewed_on=self.reviewed_on,
            since=None,
            until=None,
            examples=(),
            place=one.place,
        )
