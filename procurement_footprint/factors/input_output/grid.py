"""A CSV file with codes as header and first column, cell by cell as text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from procurement_footprint.problems import Problem, Refused, problem

SHOWN = 20  # as many wrong cells are listed
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Grid:
    """What a file says. columns: code → position in a row. rows: code → line number and cells."""

    label: str
    columns: Mapping[str, int]
    rows: Mapping[str, tuple[int, list[str]]]

    def place(self, row: str, column: str) -> str:
        """Return where a cell stands, as messages say it."""
        return f'{self.label}:{self.rows[row][0]}, column "{column}"'

    def line(self, row: str) -> str:
        """Return where a row stands, as messages say it."""
        return f"{self.label}:{self.rows[row][0]}"

    def texts(self, row: str, columns: Sequence[str]) -> list[str]:
        """Return the cells of a row in these columns."""
        cells = self.rows[row][1]
        return [cells[self.columns[column]] for column in columns]

    def missing(self, rows: Sequence[str], columns: Sequence[str]) -> Iterator[Problem]:
        """Yield a Problem for each row and column that is not there."""
        for code in rows:
            if code not in self.rows:
                yield problem("table-code-missing", self.label, code, where="the first column")
        for code in columns:
            if code not in self.columns:
                yield problem("table-code-missing", f"{self.label}:1", code, where="the header")


def read(path: Path, description: str) -> Grid:
    """Return the cells of a CSV file (commas, UTF-8), one row and one column for each code.

    description: name of the file that names this one. Errors: Refused with everything that is wrong with its shape.
    """
    label = path.name
    if not path.is_file():
        raise Refused([problem("table-file-missing", label, description=description)])
    try:
        reader = csv.reader(path.read_bytes().decode("utf-8-sig").splitlines(keepends=True), strict=True)
        lines = [(reader.line_num, cells) for cells in reader if cells]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused([problem("factor-file-text", label, why=error)]) from None
    if lines and len(lines[0][1]) == 1:
        raise Refused([problem("factor-file-text", f"{label}:1", lines[0][1][0][:80], why="there is only one column")])
    problems: list[Problem] = []
    header = [cell.strip() for cell in lines[0][1]] if lines else [""]
    columns: dict[str, int] = {}
    for position, code in enumerate(header[1:], 1):
        if columns.setdefault(code, position) != position:
            problems.append(problem("table-code-twice", f"{label}:1", code, first=f"column {columns[code] + 1}"))
    rows = _rows(lines[1:], label, len(header), problems)
    if problems:
        raise Refused(problems)
    return Grid(label, columns, rows)


def _rows(
    lines: Sequence[tuple[int, list[str]]], label: str, width: int, problems: list[Problem]
) -> dict[str, tuple[int, list[str]]]:
    rows: dict[str, tuple[int, list[str]]] = {}
    for number, cells in lines:
        code = cells[0].strip()
        if len(cells) != width:
            place = f"{label}:{number}"
            problems.append(problem("factor-cells", place, ",".join(cells[:8]), found=len(cells), expected=width))
        elif code in rows:
            first = f"line {rows[code][0]}"
            problems.append(problem("table-code-twice", f"{label}:{number}", code, first=first))
        else:
            rows[code] = (number, cells)
    return rows


def numbers(grid: Grid, rows: Sequence[str], columns: Sequence[str], problems: list[Problem]) -> list[list[float]]:
    """Return the cells of these rows and columns as numbers; what is not a number is a Problem and 0 here."""
    wrong: list[Problem] = []
    result = []
    for row in rows:
        texts = [text.strip() for text in grid.texts(row, columns)]
        right = [NUMBER.fullmatch(text) is not None for text in texts]
        if not all(right):
            wrong += [
                problem("table-number", grid.place(row, column), text)
                for column, text, fine in zip(columns, texts, right, strict=True)
                if not fine
            ]
        result.append([float(text) if fine else 0.0 for text, fine in zip(texts, right, strict=True)])
    problems.extend(shown(wrong, grid.label))
    return result


def shown(found: Sequence[Problem], place: str) -> Iterator[Problem]:
    """Yield the first of many Problems of one kind, and one that counts the rest."""
    yield from islice(found, SHOWN)
    if len(found) > SHOWN:
        yield problem("table-more", place, count=len(found) - SHOWN, shown=SHOWN)
