"""CSV files that people write in a project: separator and decimal mark as their spreadsheet has them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from procurement_footprint.problems import Problem, problem

_POINT, _COMMA = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?"), re.compile(r"[0-9]{1,15}([.,][0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its place (`activities/el.csv:3`) and its cells by column; missing columns are empty.

    comma: a decimal comma is read too, since fields are not separated by commas.
    """

    place: str
    cells: Mapping[str, str]
    comma: bool

    def at(self, column: str) -> str:
        """Return how a message names a cell."""
        return f'{self.place}, column "{column}"'

    def number(self, column: str, problems: list[Problem]) -> Fraction | None:
        """Return the number above 0 in a cell, exactly; None where it is empty, or wrong (then there is a Problem)."""
        text = self.cells[column]
        if not text:
            return None
        value = Fraction(text.replace(",", ".")) if (_COMMA if self.comma else _POINT).fullmatch(text) else Fraction(0)
        if value <= 0:
            problems.append(problem("activity-number", self.at(column), text))
            return None
        return value


def read(path: Path, place: str, columns: Sequence[str], needed: Sequence[str], problems: list[Problem]) -> list[Line]:
    """Return the lines of a file with a header of some of `columns`, among them all that are `needed`.

    Blank lines are skipped. What is wrong with header and lines is added to `problems`.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        header_line = text.partition("\n")[0]
        separator = ";" if header_line.count(";") > header_line.count(",") else ","
        reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(problem("factor-file-text", place, why=error))
        return []
    header = lines[0][1] if lines else []
    if wrong := list(_header(header, place, columns, needed)):
        problems += wrong
        return []
    result = []
    for number, cells in lines[1:]:
        if not any(cells):
            continue
        if len(cells) != len(header):
            said = {"found": len(cells), "expected": len(header)}
            problems.append(problem("factor-cells", f"{place}:{number}", separator.join(cells), **said))
            continue
        named = dict.fromkeys(columns, "") | dict(zip(header, cells, strict=True))
        result.append(Line(f"{place}:{number}", named, separator == ";"))
    return result


def _header(header: Sequence[str], place: str, columns: Sequence[str], needed: Sequence[str]) -> list[Problem]:
    known, where = ", ".join(columns), f"{place}:1"
    wrong = [problem("activity-column", where, column=name, known=known) for name in header if name not in columns]
    lacking = [name for name in needed if name not in header]
    wrong += [problem("activity-column-missing", where, column=name, known=known) for name in lacking]
    twice = dict.fromkeys(name for name in header if header.count(name) > 1 and name in columns)
    return wrong + [problem("activity-column-twice", where, column=name) for name in twice]
