"""The review workbook comes back: the filled lines as decisions, or everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from procurement_footprint.languages import LANGUAGES
from procurement_footprint.mapping.decision import Decision
from procurement_footprint.mapping.entries import suggestion
from procurement_footprint.mapping.rule import Where
from procurement_footprint.mapping.suggestion import LEFT_OUT
from procurement_footprint.problems import Problem, Refused, problem
from procurement_footprint.reporting import returned, review, review_key
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.outcomes import Outcomes
from procurement_footprint.reporting.review_key import Key


@dataclass(frozen=True, slots=True)
class Answers:
    """What a workbook says. drafts: decisions without an id. known: how many lines say what is decided already."""

    drafts: tuple[Decision, ...]
    known: int


def read(path: Path, outcomes: Outcomes, held: Sequence[Decision], by: str, when: date, words: Words) -> Answers:
    """Return the decisions in the workbook that `review.write` wrote and people have filled in.

    held: the decisions of the project that hold. by: who decides where the line does not say. words: of the project.
    Errors: Refused with every Problem: a key that was changed, an unknown category, two answers for the same rows, an
    answer that contradicts a decision made meanwhile; those of `returned.read`.
    """
    spoken, rows = _rows(path, words)
    heads = review.columns(spoken)
    table = _Table(outcomes, {one.where: one for one in held}, by, when, spoken)
    for row in rows:
        cells = {name: row.cells[heads[name]] for name in (*review.ANSWERS, "key")}
        if cells["decision"] is not None:
            table.add(cells, {name: row.place(heads[name]) for name in ("decision", "key")})
    if table.problems:
        raise Refused(table.problems)
    return Answers(tuple(table.drafts), table.known)


def _rows(path: Path, words: Words) -> tuple[Words, list[returned.ReturnedRow]]:
    """Return the rows of the workbook, and the language that it speaks."""
    first: Refused | None = None
    others = [Words(language) for language in LANGUAGES if language != words.language]
    for spoken in (words, *others):
        heads = review.columns(spoken)
        try:
            return spoken, returned.read(path, spoken("review.decisions"), [heads[n] for n in (*review.ANSWERS, "key")])
        except Refused as refused:
            first = first or refused
            if {one.code for one in refused.problems} != {"returned-sheet-missing"}:
                raise
    assert first is not None  # there is more than one language
    raise first


@dataclass(slots=True)
class _Table:
    """The filled lines so far."""

    outcomes: Outcomes
    held: dict[Where, Decision]
    by: str
    when: date
    words: Words
    drafts: list[Decision] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known: int = 0
    _answered: dict[Where, tuple[str, str]] = field(default_factory=dict)

    def add(self, cells: dict[str, str | None], places: dict[str, str]) -> None:
        """Take one filled line, or keep what is wrong with it."""
        answer = cells["decision"] or ""
        key, outcome = review_key.read(cells["key"]), self.outcomes.said(answer)
        if key is None:
            self.problems.append(problem("review-key", places["key"]))
        if outcome is None:
            names = [name for one in self.outcomes.every for name in (one.name, one.id)]
            fix = suggestion(answer, names, "choose one from the list in the cell")
            self.problems.append(problem("review-outcome", places["decision"], answer, fix=fix))
        if key is None or outcome is None:
            return
        said, first = self._answered.setdefault(key.where, (outcome.id, places["decision"]))
        if said != outcome.id:
            self.problems.append(problem("review-two-answers", places["decision"], answer, first=first, said=said))
        elif first == places["decision"]:
            self._decide(key, outcome.id, cells, places["decision"])

    def _decide(self, key: Key, outcome: str, cells: dict[str, str | None], place: str) -> None:
        before = self.held.get(key.where)
        if before is None:
            self.drafts.append(self._draft(key, outcome, cells))
        elif outcome_of(before) == outcome:
            self.known += 1
        else:
            said = {"id": before.id, "who": before.who, "outcome": outcome_of(before)}
            self.problems.append(problem("review-decided", place, cells["decision"] or "", **said))

    def _draft(self, key: Key, outcome: str, cells: dict[str, str | None]) -> Decision:
        accepted = key.accepted(outcome)
        reason = self.words("deciding.accepted", reason=accepted.partition(": ")[2]) if accepted else None
        why = cells["why"] or reason or self.words("review.default_why")
        return draft(key.where, outcome, cells["by"] or self.by, why, self.when, key, accepted)


def draft(where: Where, outcome: str, who: str, why: str, when: date, key: Key, suggested: str | None) -> Decision:
    """Return a decision that has no id yet. outcome: a category, or `left_out:` and a reason."""
    left_out = outcome.removeprefix(LEFT_OUT) if outcome.startswith(LEFT_OUT) else None
    return Decision(
        id="",
        when=when,
        who=who,
        why=why,
        where=where,
        category=None if left_out else outcome,
        left_out=left_out,
        examples=(key.example,) if key.example else (),
        suggested=suggested,
    )


def outcome_of(one: Decision) -> str:
    """Return what a decision says, as suggestions write it."""
    if one.split:
        return " + ".join(f"{share} {category}" for category, share in one.split)
    return one.category or f"{LEFT_OUT}{one.left_out}"
