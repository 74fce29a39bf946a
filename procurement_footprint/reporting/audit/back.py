"""A sample workbook comes back: which draw it was, and what was said about each line, held against that draw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from procurement_footprint.analysis.audit.sample import Request, Sample
from procurement_footprint.analysis.audit.strata import Over
from procurement_footprint.analysis.audit.verdicts import (
    CATEGORY,
    FITTING,
    NEEDS_AMOUNT,
    NEEDS_CATEGORY,
    TAKES_AMOUNT,
    TAKES_CATEGORY,
    UNKNOWN,
    VERDICTS,
    Verdict,
)
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.languages import LANGUAGES
from procurement_footprint.ledger.names import name_of
from procurement_footprint.problems import Problem, Refused, problem
from procurement_footprint.reporting import returned
from procurement_footprint.reporting.audit import lines
from procurement_footprint.reporting.audit.book import FORMAT, KEY, PARAMETERS, VALUE
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.returned import ReturnedRow

_AMOUNT = re.compile(r"[-+]?\d{1,13}([.,]\d{1,2})?")
_PATTERNS = {
    "format": re.escape(FORMAT),
    "manifest_sha256": "[0-9a-f]{64}",
    "language": "|".join(LANGUAGES),
    "size": r"\d{1,9}",
    "seed": r"-?\d{1,18}",
    "over": "kg|money",
}


@dataclass(frozen=True, slots=True)
class Draw:
    """What the workbook says about itself: the draw, the footprint by the SHA-256 of its manifest, its language."""

    request: Request
    manifest_sha256: str
    language: str


@dataclass(frozen=True, slots=True)
class _Answers:
    """What the cells of a workbook can say, in its language."""

    columns: Mapping[str, str]
    verdicts: Mapping[str, str]
    categories: Mapping[str, str]


def draw_of(path: Path) -> Draw:
    """Return which draw the workbook is. Errors: Refused when it is no sample workbook of ours."""
    held = {row.cells[KEY]: row.cells[VALUE] for row in returned.read(path, PARAMETERS, (KEY, VALUE))}
    wrong = [key for key, wanted in _PATTERNS.items() if not re.fullmatch(wanted, held.get(key) or "")]
    if wrong:
        place = f"{name_of(path)}:{PARAMETERS}"
        raise Refused([problem("audit-parameter", place, held.get(key) or "", key=key) for key in wrong])
    said = {key: str(held[key]) for key in _PATTERNS}
    request = Request(int(said["size"]), int(said["seed"]), cast("Over", said["over"]))
    return Draw(request, said["manifest_sha256"], said["language"])


def verdicts(path: Path, sample: Sample, footprint: Finished, language: str, open_as_wrong: bool) -> list[Verdict]:
    """Return one verdict for each line of the sample, in its order.

    open_as_wrong: lines without a verdict count as lines that nobody can judge.
    Errors: Refused with everything that is wrong, each with the address of its cell.
    """
    words = Words(language)
    answers = _Answers(
        {name: words(f"audit_column.{name}") for name in ("line", *lines.JUDGED)},
        {words(f"verdict.{one}"): one for one in VERDICTS},
        lines.labels(footprint.basis, words),
    )
    rows = returned.read(path, words("audit.lines"), tuple(answers.columns.values()))
    facts = {row["line"]: row for row in sample.lines.iter_rows(named=True)}
    held, problems = _by_line(rows, facts, answers)
    where = f"{name_of(path)}:{words('audit.lines')}"
    problems += [problem("audit-line-missing", where, line=line) for line in facts if line not in held]
    found: list[Verdict] = []
    for line, row in held.items():
        verdict = _verdict(row, answers, open_as_wrong)
        problems += _problems(row, verdict, facts[line], answers, open_as_wrong)
        found.append(verdict)
    if problems:
        raise Refused(problems)
    order = {line: place for place, line in enumerate(facts)}
    return sorted(found, key=lambda verdict: order[verdict.line])


def _by_line(
    rows: list[ReturnedRow], facts: Mapping[str, Any], answers: _Answers
) -> tuple[dict[str, ReturnedRow], list[Problem]]:
    held: dict[str, ReturnedRow] = {}
    problems: list[Problem] = []
    column = answers.columns["line"]
    for row in rows:
        line = row.cells[column] or ""
        if line not in facts:
            problems.append(problem("audit-line-unknown", row.place(column), line))
        elif line in held:
            problems.append(problem("audit-line-twice", row.place(column), line, first=held[line].place(column)))
        else:
            held[line] = row
    return held, problems


def _verdict(row: ReturnedRow, answers: _Answers, open_as_wrong: bool) -> Verdict:
    cells = {name: row.cells[column] for name, column in answers.columns.items()}
    said = answers.verdicts.get(cells["verdict"] or "", "")
    if cells["verdict"] is None and open_as_wrong:
        said = UNKNOWN
    return Verdict(
        line=cells["line"] or "",
        verdict=said,
        category=_category(cells["right_category"], answers),
        amount=_amount(cells["right_amount"]),
        comment=cells["comment"],
        place=row.place(answers.columns["verdict"]),
    )


def _category(cell: str | None, answers: _Answers) -> str | None:
    """Return the id of the category that a cell names: as the list has it, or the id alone."""
    if cell is None:
        return None
    return answers.categories.get(cell) or (cell if cell in answers.categories.values() else None)


def _amount(cell: str | None) -> Decimal | None:
    bare = re.sub(r"[\s\u00a0\u202f]", "", cell or "").replace("\N{MINUS SIGN}", "-")
    return Decimal(bare.replace(",", ".")) if _AMOUNT.fullmatch(bare) else None


def _problems(
    row: ReturnedRow, verdict: Verdict, fact: Mapping[str, Any], answers: _Answers, open_as_wrong: bool
) -> Iterator[Problem]:
    column, cell = answers.columns["verdict"], row.cells[answers.columns["verdict"]]
    names = {one: name for name, one in answers.verdicts.items()}
    fitting = ", ".join(names[one] for one in FITTING[fact["status"]])
    if cell is None and not open_as_wrong:
        yield problem("audit-open", row.place(column), verdict.line)
    elif cell is not None and not verdict.verdict:
        yield problem("audit-verdict-unknown", row.place(column), cell, choice=fitting)
    elif cell is not None and verdict.verdict not in FITTING[fact["status"]]:
        status = fact["status"].replace("_", " ")
        yield problem("audit-verdict-unfit", row.place(column), cell, status=status, choice=fitting)
    else:
        yield from _category_problems(row, verdict, fact, answers)
        yield from _amount_problems(row, verdict, fact, answers)


def _category_problems(
    row: ReturnedRow, verdict: Verdict, fact: Mapping[str, Any], answers: _Answers
) -> Iterator[Problem]:
    column = answers.columns["right_category"]
    cell, place = row.cells[column], row.place(column)
    if cell is None:
        if verdict.verdict in NEEDS_CATEGORY:
            yield problem("audit-category-missing", place)
    elif verdict.verdict not in TAKES_CATEGORY:
        yield problem("audit-not-needed", place, cell, column=column)
    elif verdict.category is None:
        bare = {label.rpartition(" (")[0]: label for label in answers.categories}
        near = "".join(f", for example {bare[name]}" for name in get_close_matches(cell, bare, 1))
        yield problem("audit-category-unknown", place, cell, near=near)
    elif verdict.verdict == CATEGORY and verdict.category == fact["category"]:
        yield problem("audit-category-same", place, cell)


def _amount_problems(
    row: ReturnedRow, verdict: Verdict, fact: Mapping[str, Any], answers: _Answers
) -> Iterator[Problem]:
    column = answers.columns["right_amount"]
    cell, place = row.cells[column], row.place(column)
    if cell is None:
        if verdict.verdict in NEEDS_AMOUNT:
            yield problem("audit-amount-missing", place, currency=fact["currency"])
    elif verdict.verdict not in TAKES_AMOUNT:
        yield problem("audit-not-needed", place, cell, column=column)
    elif verdict.amount is None:
        yield problem("audit-amount-unreadable", place, cell)
