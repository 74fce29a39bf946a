"""Criteria: what others have already worded as requirements in procurement, by spending category.

Titles, levels and addresses are those of the publisher; which category a criterion is for and which lever it pulls is
our judgement. A category without a criterion has none known to us, which is not to say that there is none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping import taxonomy
from procurement_footprint.mapping.rule_files import Reviewed, suggestion
from procurement_footprint.mapping.taxonomy import Names
from procurement_footprint.problems import Problem, Refused, problem

LEVELS = ("bas", "avancerad", "spjutspets")  # of Upphandlingsmyndigheten; the next asks for more
LEVERS = ("own_operations", "energy_and_transport", "materials", "fuel_use", "quantity", "product_choice")
SEEN = ("criterion", "list", "comparison", "area", "news", "former", "citation", "no_address")
FIGURES, DESCRIPTION = "criteria.csv", "criteria.yaml"
MAY_BE_EMPTY = ("product_area", "number", "levels")
COLUMNS = [
    *("id", "publisher", "product_area", "title", "number", "levels", "url", "categories", "lever"),
    *("about_sv", "about_en", "seen", "checked_on"),
]
_ADDRESS = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(/[!-~]*)?")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion, or an area of criteria where nothing nearer is known.

    product_area, title, number, levels: as the publisher names them, empty where the source does not say.
    categories: what it can be asked of. lever: what it acts on. about: what it asks for, in our words.
    seen: which kind of page was looked at, on `checked_on`.
    """

    id: str
    publisher: str
    product_area: str
    title: str
    number: str
    levels: tuple[str, ...]
    url: str
    categories: tuple[str, ...]
    lever: str
    about: Names
    seen: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Criteria:
    """All criteria in the order of their file, and where they come from. identity: name and version."""

    identity: str
    origin: str
    licence: str
    sha256: str
    held: tuple[Criterion, ...]

    def of(self, category: str) -> tuple[Criterion, ...]:
        """Return the criteria for a spending category, in the order of the file; empty where none is known to us."""
        return tuple(one for one in self.held if category in one.categories)

    def missing(self, categories: Iterable[str]) -> tuple[str, ...]:
        """Return those of the categories for which no criterion is known to us, in their order."""
        known = {category for one in self.held for category in one.categories}
        return tuple(category for category in categories if category not in known)


class _Description(msgspec.Struct, forbid_unknown_fields=True):
    criteria: str
    version: str
    title: Names
    origin: str
    licence: str
    reviewed: Reviewed
    sha256: str


def load(folder: Path | None = None, known: Collection[str] | None = None) -> Criteria:
    """Return the criteria in `folder` (the shipped ones where none is given).

    known: the spending categories that there are (those of the shipped tree where none are given).
    Errors: Refused with everything that is wrong: changed, other columns, unknown categories and words, no address.
    """
    folder = folder or shelf.folder("mappings") / "criteria"
    described, table = folder / DESCRIPTION, folder / FIGURES
    said = plain_yaml.convert(plain_yaml.load(described), _Description, f"{folder.name}/{DESCRIPTION}")
    place = f"{folder.name}/{FIGURES}"
    if not table.is_file():
        raise Refused([problem("criteria-missing", place, description=DESCRIPTION)])
    raw = table.read_bytes()
    problems = []
    if sha256(raw).hexdigest() != said.sha256:
        problems.append(problem("crosswalk-changed", place, description=DESCRIPTION))
    try:
        lines = list(csv.reader(raw.decode("utf-8").splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused([*problems, problem("factor-file-text", place, why=error)]) from None
    held = _held(lines, place, known or taxonomy.load().categories.keys(), problems)
    if problems:
        raise Refused(problems)
    return Criteria(f"{said.criteria}@{said.version}", said.origin, said.licence, said.sha256, held)


def _held(
    lines: Sequence[Sequence[str]], place: str, known: Collection[str], problems: list[Problem]
) -> tuple[Criterion, ...]:
    header = lines[0] if lines else []
    if header != COLUMNS:
        problems.append(problem("criteria-header", f"{place}:1", ",".join(header), wanted=",".join(COLUMNS)))
        return ()
    held: list[Criterion] = []
    first: dict[str, int] = {}
    for line, cells in enumerate(lines[1:], 2):
        where = f"{place}:{line}"
        if len(cells) != len(COLUMNS):
            counts = {"found": len(cells), "expected": len(COLUMNS)}
            problems.append(problem("criteria-cells", where, ",".join(cells), **counts))
            continue
        row = dict(zip(COLUMNS, cells, strict=True))
        wrong = [*_empty(row, where), *_words(row, where), *_categories(row, where, known), *_written(row, where)]
        if first.setdefault(row["id"], line) != line:
            wrong.append(problem("mapping-duplicate-id", where, f"also {place}:{first[row['id']]}", id=row["id"]))
        problems += wrong
        if not wrong:
            held.append(_criterion(row))
    return tuple(held)


def _empty(row: Mapping[str, str], where: str) -> Iterator[Problem]:
    for column in COLUMNS:
        if column not in MAY_BE_EMPTY and not row[column].strip():
            yield problem("criteria-empty", f'{where}, column "{column}"')


def _words(row: Mapping[str, str], where: str) -> Iterator[Problem]:
    levels = row["levels"].split()
    for column, words, known in (
        ("levels", levels, LEVELS),
        ("lever", [row["lever"]] * bool(row["lever"]), LEVERS),
        ("seen", [row["seen"]] * bool(row["seen"]), SEEN),
    ):
        for word in words:
            if word not in known:
                yield problem("criteria-word", f'{where}, column "{column}"', word=word, known=", ".join(known))
    if set(levels) <= set(LEVELS) and levels != [level for level in LEVELS if level in levels]:
        yield problem("criteria-levels", f'{where}, column "levels"', row["levels"], known=" ".join(LEVELS))


def _categories(row: Mapping[str, str], where: str, known: Collection[str]) -> Iterator[Problem]:
    for category in row["categories"].split():
        if category not in known:
            fix = suggestion(category, known, "take one of: procurement-footprint mappings list")
            yield problem("criteria-category", f'{where}, column "categories"', category=category, fix=fix)


def _written(row: Mapping[str, str], where: str) -> Iterator[Problem]:
    if row["id"] and not _ID.fullmatch(row["id"]):
        yield problem("criteria-id", f'{where}, column "id"', row["id"])
    if row["url"] and not _ADDRESS.fullmatch(row["url"]):
        yield problem("criteria-address", f'{where}, column "url"', row["url"])
    if row["checked_on"] and _day(row["checked_on"]) is None:
        yield problem("criteria-date", f'{where}, column "checked_on"', row["checked_on"])


def _criterion(row: Mapping[str, str]) -> Criterion:
    day = date.fromisoformat(row["checked_on"])
    levels, categories = (tuple(row[column].split()) for column in ("levels", "categories"))
    about = Names(row["about_sv"], row["about_en"])
    return Criterion(
        row["id"], row["publisher"], row["product_area"], row["title"], row["number"], levels, row["url"], categories,
        row["lever"], about, row["seen"], day,
    )  # fmt: skip


def _day(text: str) -> date | None:
    """Return the date that is written year-month-day; None where it is not."""
    try:
        return date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
