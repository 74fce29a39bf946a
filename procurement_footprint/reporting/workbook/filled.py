"""A page of a workbook into which whole columns are written at once.

The writer keeps each cell by itself and writes it by itself. Here a column's cells become text together, in a fifth of
the time; the bytes are the same, which a test makes sure of, since this stands on what the writer does inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain, count
from math import isfinite
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from procurement_footprint.reporting.sheets import Cell

TOGETHER = 16  # rows of which the writer says in common from which to which column they reach
_FUNCTIONS = re.compile(r"[A-Z0-9.]+(?=\()")
_ORDINARY = frozenset({"AND", "COUNTIF", "IF", "ROUND", "ROWS", "SUBTOTAL", "SUM", "SUMPRODUCT"})
LONGEST = 16_000  # characters of a text that is certainly short enough for one cell


@dataclass(frozen=True, slots=True)
class _Filled:
    """Cells below each other from `row` on: numbers, or places in the table of shared texts; None for no cell."""

    row: int
    values: Sequence[Cell]
    look: Format
    texts: bool


class Page(Worksheet):  # type: ignore[misc]  # the writer has no types
    """A worksheet with `fill`; what is written into a cell otherwise, before or after, stands before what fills it."""

    fh: Any  # where the writer writes to

    def __init__(self) -> None:
        super().__init__()
        self._filled: dict[int, list[_Filled]] = {}

    def fill(self, row: int, place: int, values: Sequence[Cell], look: Format, texts: bool) -> None:
        """Write texts or numbers below each other from a row of a column on; None leaves a cell empty."""
        known = [at for at, value in enumerate(values) if value is not None]
        if not known:
            return
        if row + known[-1] >= self.xls_rowmax or not all(map(_is_plain, values)):
            self._one_by_one(row, place, values, look, texts)
            return
        for at in (known[0], known[-1]):
            self._check_dimensions(row + at, place)
        index = self.str_table._get_shared_string_index
        cells = [None if value is None else index(value) for value in values] if texts else values
        self._filled.setdefault(place, []).append(_Filled(row, cells, look, texts))

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Return a formula as it stands in the file; the writer looks for 160 functions in it, which ours have not."""
        if "{" not in formula and _ORDINARY.issuperset(_FUNCTIONS.findall(formula)):
            return formula.removeprefix("=")
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        return prepared

    def _one_by_one(self, row: int, place: int, values: Sequence[Cell], look: Format, texts: bool) -> None:
        put = self.write_string if texts else self.write_number
        for line, value in enumerate(values, row):
            if value is not None:
                put(line, place, value, look)

    def _write_rows(self) -> None:
        """Write all rows; in place of the writer's own, which looks at each cell of each row."""
        for _, _, look in sorted(self._looks(), key=lambda one: one[:2]):
            look._get_xf_index()  # looks are numbered in the order in which a reader of rows meets them
        first, last = self.dim_rowmin, self.dim_rowmax
        columns = [self._column(place, first, last) for place in range(self.dim_colmin, self.dim_colmax + 1)]
        spans = _spans(columns, first, self.dim_colmin)
        for row, cells in enumerate(zip(*columns, strict=True), first):
            text, known = "".join(cells), self.row_info.get(row)
            if text:
                self._write_row(row, spans[row // TOGETHER], known)
                self.fh.write(f"{text}</row>")
            elif known is not None:
                self._write_empty_row(row, spans.get(row // TOGETHER), known)

    def _looks(self) -> Iterator[tuple[int, int, Format]]:
        """Yield the row, place and look of each cell, but of a filled column only of its first."""
        for row, held in self.table.items():
            yield from ((row, place, cell.format) for place, cell in held.items() if cell.format)
        for place, column in self._filled.items():
            firsts = ((self._first(one, place), one.look) for one in column)
            yield from ((row, place, look) for row, look in firsts if row is not None)

    def _first(self, one: _Filled, place: int) -> int | None:
        """Return the first row that a filled column shows; None where something else stands in all of them."""
        known = (row for row, value in enumerate(one.values, one.row) if value is not None)
        return next((row for row in known if place not in self.table.get(row, ())), None)

    def _column(self, place: int, first: int, last: int) -> list[str]:
        """Return the cells of a column as they stand in the file, "" where there is none."""
        cells = [""] * (last + 1 - first)
        for one in self._filled.get(place, ()):
            if self._first(one, place) is None:
                continue
            start = one.row - first
            cells[start : start + len(one.values)] = _written(one, xl_col_to_name(place))[: len(cells) - start]
        for row, held in self.table.items():
            if place in held:
                cells[row - first] = self._alone(row, place)
        return cells

    def _alone(self, row: int, place: int) -> str:
        """Return one cell as the writer itself writes it."""
        file, self.fh = self.fh, StringIO()
        self._write_cell(row, place, self.table[row][place])
        written: str = self.fh.getvalue()
        self.fh = file
        return written


def _is_plain(value: Cell) -> bool:
    """Whether a cell needs no second look: a text that is not too long, a number that is one."""
    return value is None or (len(value) <= LONGEST if isinstance(value, str) else isfinite(value))


def _written(one: _Filled, letter: str) -> list[str]:
    style, numbered = f'" s="{one.look._get_xf_index()}"', zip(count(one.row + 1), one.values)
    if one.texts:
        return [
            "" if value is None else f'<c r="{letter}{row}{style} t="s"><v>{value}</v></c>' for row, value in numbered
        ]
    return ["" if value is None else f'<c r="{letter}{row}{style}><v>{value:.16G}</v></c>' for row, value in numbered]


def _spans(columns: Sequence[Sequence[str]], first: int, leftmost: int) -> dict[int, str]:
    """Return from which to which column, counted from 1, the cells of each TOGETHER rows reach."""
    rows, start, found = len(columns[0]), 0, {}
    for end in chain(range(TOGETHER - first % TOGETHER, rows, TOGETHER), [rows]):
        if reached := [place for place, cells in enumerate(columns, leftmost + 1) if any(cells[start:end])]:
            found[(first + start) // TOGETHER] = f"{reached[0]}:{reached[-1]}"
        start = end
    return found
