"""Reads a delimited file of factors into lines with their numbers; what is wrong is said all at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from procurement_footprint.problems import Problem, Refused, problem

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line below the header: the place that messages name, and its cells by column, all text."""

    place: str
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return the place of one cell, for a message."""
        return f'{self.place}, column "{column}"'


def read(path: Path, what: str, columns: Sequence[str], delimiter: str = ",") -> tuple[Line, ...]:
    """Return the lines of a file that must have `columns` (others may stand beside them). what: what it should be.

    Errors: Refused when it is not text, lacks a column, or a line has too few or too many cells; all at once.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
        header, *lines = [(reader.line_num, cells) for cells in reader] or [(1, [])]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused([problem("factor-file-text", path.name, why=error)]) from None
    names = [name.strip() for name in header[1]]
    if missing := [name for name in columns if name not in names]:
        wanted = ", ".join(f'"{name}"' for name in missing)
        raise Refused([problem("source-columns", f"{path.name}:1", ",".join(names), what=what, missing=wanted)])
    found = [(f"{path.name}:{number}", cells) for number, cells in lines if cells]
    if wrong := [one for one in found if len(one[1]) != len(names)]:
        raise Refused(
            problem("factor-cells", place, delimiter.join(cells), found=len(cells), expected=len(names))
            for place, cells in wrong
        )
    return tuple(Line(place, dict(zip(names, cells, strict=True))) for place, cells in found)


def chosen(lines: Iterable[Line], column: str, wanted: str, file: str) -> list[Line]:
    """Return the lines that have `wanted` in `column`. Errors: Refused when none has; the fix names those there are."""
    every = list(lines)
    if found := [line for line in every if line.cells[column] == wanted]:
        return found
    choice = ", ".join(sorted({line.cells[column] for line in every})) or "the file has none"
    raise Refused([problem("source-choice", file, wanted, column=column, choice=choice)])


def number(text: str) -> Fraction | None:
    """Return a number of 0 or more; None where the text is none."""
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def wrong_numbers(lines: Iterable[Line], columns: Iterable[str]) -> Iterator[Problem]:
    """Yield a Problem for each cell of `columns` that is not a number of 0 or more."""
    named = tuple(columns)
    for line in lines:
        for column in named:
            if number(line.cells[column]) is None:
                yield problem("source-number", line.cell(column), line.cells[column])


def wrong_years(lines: Iterable[Line], column: str) -> Iterator[Problem]:
    """Yield a Problem for each cell of `column` that is not a year."""
    for line in lines:
        if not _YEAR.fullmatch(line.cells[column]):
            yield problem("factor-year", line.cell(column), line.cells[column])


def twice(lines: Iterable[Line], *columns: str) -> Iterator[Problem]:
    """Yield a Problem for each line whose `columns` stand on an earlier line."""
    first: dict[tuple[str, ...], Line] = {}
    for line in lines:
        key = tuple(line.cells[column] for column in columns)
        if (before := first.setdefault(key, line)) is not line:
            yield problem("source-twice", line.place, ", ".join(key), first=before.place)
