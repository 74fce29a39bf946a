"""Crosswalk: the product groups of a factor set that make up each spending category."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec
import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping.rule_files import Reviewed, suggestion
from procurement_footprint.problems import Problem, Refused, problem

COLUMNS = ["category", "product", "share", "why"]
SHARES = {"category": pl.String(), "product": pl.String(), "share": pl.Float64()}


class _Description(msgspec.Struct, forbid_unknown_fields=True):
    crosswalk: str
    version: str
    taxonomy: str
    products: str
    origin: str
    licence: str
    reviewed: Reviewed
    sha256: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Category → product groups with shares that add to 1. products: the classification they are from.

    described_sha256: of the YAML beside it. table: the columns of SHARES, sorted; why: the reasoning per (category,
    product).
    """

    name: str
    version: str
    products: str
    origin: str
    licence: str
    sha256: str
    described_sha256: str
    table: pl.DataFrame
    why: dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    text: str
    category: str
    product: str
    share: Decimal | None
    why: str


def load(
    path: Path | None = None,
    categories: Collection[str] | None = None,
    products: Collection[str] | None = None,
) -> Crosswalk:
    """Return a crosswalk: a CSV with a YAML of the same name beside it; the shipped one without a path.

    categories, products: the ids that exist; where they are not given this is not checked. Errors: Refused
    with every Problem: the file was changed, an unknown id, a pair twice, a share that is no number between
    0 and 1, a category whose shares do not add to exactly 1.
    """
    path = path or shelf.folder("mappings") / "crosswalks" / "figaro-a64.csv"
    described = path.with_suffix(".yaml")
    description = plain_yaml.convert(plain_yaml.load(described), _Description, described.name)
    if shelf.digest(path) != description.sha256:
        raise Refused([problem("crosswalk-changed", path.name, description=described.name)])
    lines = _lines(path)
    problems = [found for line in lines if (found := _line_problem(line, categories, products))]
    problems += _twice(lines) + _sums(lines)
    if problems:
        raise Refused(problems)
    rows = sorted((line.category, line.product, float(line.share or 0)) for line in lines)
    return Crosswalk(
        description.crosswalk, description.version, description.products, description.origin,
        description.licence, description.sha256, shelf.digest(described), pl.DataFrame(rows, SHARES, orient="row"),
        {(line.category, line.product): line.why for line in lines},
    )  # fmt: skip


def _lines(path: Path) -> list[_Line]:
    text = path.read_bytes().decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader, [])
    if header != COLUMNS:
        raise Refused([problem("crosswalk-header", f"{path.name}:1", ",".join(header), wanted=",".join(COLUMNS))])
    lines = []
    for cells in reader:
        place, cells = f"{path.name}:{reader.line_num}", [*cells, "", "", "", ""]
        written = ",".join(cells[:3])
        lines.append(_Line(place, written, cells[0], cells[1], _share(cells[2]), cells[3]))
    return lines


def _share(text: str) -> Decimal | None:
    try:
        share = Decimal(text)
    except InvalidOperation:
        return None
    return share if share.is_finite() and 0 < share <= 1 else None


def _line_problem(line: _Line, categories: Collection[str] | None, products: Collection[str] | None) -> Problem | None:
    if line.share is None:
        return problem("crosswalk-share", line.place, line.text)
    for what, known in (("category", categories), ("product", products)):
        name = line.category if what == "category" else line.product
        if known is not None and name not in known:
            fix = suggestion(name, known, f"write the id of a {what}, or delete the line")
            return problem("crosswalk-unknown", line.place, line.text, what=what, name=name, fix=fix)
    return None


def _twice(lines: list[_Line]) -> list[Problem]:
    first: dict[tuple[str, str], _Line] = {}
    repeated = [line for line in lines if first.setdefault((line.category, line.product), line) is not line]
    return [
        problem("crosswalk-twice", line.place, line.text, first=first[line.category, line.product].place)
        for line in repeated
    ]


def _sums(lines: list[_Line]) -> list[Problem]:
    problems = []
    for category in dict.fromkeys(line.category for line in lines):
        held = [line for line in lines if line.category == category]
        total = sum((line.share or Decimal(0) for line in held), Decimal(0))
        if total != 1 and all(line.share is not None for line in held):
            excerpt = "\n".join(line.text for line in held)
            problems.append(problem("crosswalk-sum", held[0].place, excerpt, category=category, total=total))
    return problems
