"""Reads a code book (a CSV table and its description) and says everything that is wrong with it at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.mapping.code_book import Code, CodeBook
from procurement_footprint.mapping.rule_files import Known, Reviewed, suggestion
from procurement_footprint.mapping.suggestion import LEFT_OUT
from procurement_footprint.problems import Problem, Refused, problem

COLUMNS = ["code", "name", "outcome", "why"]


class _Description(msgspec.Struct, forbid_unknown_fields=True):
    code_book: str
    version: str
    title: dict[str, str]
    condition: str
    codes: str
    source: str
    reviewed: Reviewed
    instead_of: str = ""
    classes: str = ""


def load(folder: Path, known: Known) -> tuple[CodeBook, ...]:
    """Return the code books in a folder, sorted by name. Errors: Refused with every Problem of every file."""
    books: list[CodeBook] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            books.append(read(path, known))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return tuple(books)


def read(path: Path, known: Known) -> CodeBook:
    """Return the code book in `path` (CSV), described by the YAML file of the same name beside it.

    Errors: Refused with every Problem of the file.
    """
    described = path.with_suffix(".yaml")
    said = plain_yaml.convert(plain_yaml.load(described), _Description, described.name)
    raw, name = path.read_bytes(), f"{path.parent.name}/{path.name}"
    try:
        rows = list(csv.reader(raw.decode().splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused([problem("factor-file-text", name, why=error)]) from None
    if rows[:1] != [COLUMNS]:
        raise Refused([problem("code-book-header", f"{name}:1", wanted=",".join(COLUMNS))])
    if problems := list(_wrong(rows[1:], name, known)):
        raise Refused(problems)
    prefix = path.stem
    codes = {
        row[0]: Code(row[0], row[1], row[2], row[3], f"{prefix}-{row[0]}", said.code_book, f"{name}:{line}")
        for line, row in enumerate(rows[1:], 2)
    }
    return CodeBook(
        said.code_book, said.version, said.title, said.source, said.condition, said.codes, codes,
        frozenset(said.classes.split()), said.instead_of, said.reviewed.by, date.fromisoformat(said.reviewed.date),
        path, sha256(raw + described.read_bytes()).hexdigest(),
    )  # fmt: skip


def _wrong(rows: Sequence[Sequence[str]], name: str, known: Known) -> Iterator[Problem]:
    outcomes = {*known.categories, *(LEFT_OUT + reason for reason in known.reasons)}
    first: dict[str, int] = {}
    for line, row in enumerate(rows, 2):
        place = f"{name}:{line}"
        if len(row) != len(COLUMNS) or not row[1]:
            yield problem("code-book-line", place, ",".join(row), wanted=",".join(COLUMNS))
            continue
        code, _, outcome, _ = row
        if not re.fullmatch("[0-9]+|[A-Z]", code):
            yield problem("code-book-code", place, code)
        if first.setdefault(code, line) != line:
            yield problem("mapping-duplicate-id", place, f"also {name}:{first[code]}", id=code)
        if outcome not in outcomes:
            fix = suggestion(outcome, outcomes, "take one of: procurement-footprint mappings list")
            yield problem("code-book-outcome", place, outcome=outcome, fix=fix)
