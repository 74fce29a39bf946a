"""Whether every sheet adds up to the figures of the overview: to the row, the öre and the gram, by formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from procurement_footprint.ledger.columns import COUNTED, STATUSES
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Cell, Column, Kind, Sheet, Table, text

MEASURES: Final[Mapping[str, tuple[Kind, int]]] = {"rows": ("count", 0), "amount": ("money", 2), "kg": ("kilograms", 3)}
_LETTERS: Final = {"rows": ("C", "F"), "amount": ("D", "G"), "kg": ("E", "H")}  # of the sum, and of the difference
_RESULT: Final = "I"


@dataclass(frozen=True, slots=True)
class _Line:
    """What is held against a part of the overview. sums: what it adds up to; formulas: how, none for the program's."""

    name: str
    address: str | None
    part: str
    sums: Mapping[str, float]
    formulas: Mapping[str, str]


def table(report: Report, words: Words, others: Sequence[Sheet]) -> Table:
    """Return a line for each sheet: its sums, what they differ from the overview by, and whether that is nothing.

    The first lines are the figures of the computation itself, as it wrote them beside the workbook.
    """
    lines = [*_computed(report, words), *_sheets(others)]
    headers = {name: words(f"column.{name}" if name == "rows" else f"workbook.{name}") for name in MEASURES}
    return Table(
        words("workbook.reconciles"),
        (
            Column(
                words("workbook.sheet"), "text", [*(one.name for one in lines), words("workbook.all_sheets")],
                addresses=[*(one.address for one in lines), None],
            ),
            text(words("workbook.equals"), [*(words(f"status.{one.part}") for one in lines), None]),
            *(_sums(lines, name, headers[name]) for name in MEASURES),
            *(_differences(lines, name, words("workbook.difference", of=headers[name])) for name in MEASURES),
            _results(lines, words),
        ),
    )  # fmt: skip


def _computed(report: Report, words: Words) -> Iterator[_Line]:
    totals = report.breakdown.totals
    for part in STATUSES:
        sums = {"rows": float(totals.rows[part]), "amount": float(totals.amount[part])}
        kilograms = {"kg": float(totals.kg_co2e)} if part == COUNTED else {}
        yield _Line(words("workbook.computed"), None, part, sums | kilograms, {})


def _sheets(others: Sequence[Sheet]) -> Iterator[_Line]:
    for sheet in others:
        for one in sheet.tables:
            if one.part and one.name:
                totals = {column.name: column.total for column in one.columns if column.name in MEASURES}
                sums = {name: total for name, total in totals.items() if isinstance(total, int | float)}
                formulas = {name: f"ROUND(SUM({name}_in_{one.name}),{MEASURES[name][1]})" for name in sums}
                yield _Line(sheet.name, sheet.address, one.part, sums, formulas)
            elif one.part:
                yield _Line(sheet.name, sheet.address, one.part, *_last(one))


def _last(one: Table) -> tuple[dict[str, float], dict[str, str]]:
    """Return what the last line of a table says, by the names of its cells."""
    sums = {column.name: column.values[-1] for column in one.columns if column.called}
    known = {name: value for name, value in sums.items() if isinstance(value, int | float)}
    names = {column.name: column.called[-1] for column in one.columns if column.called}
    return known, {name: str(names[name]) for name in known}


def _sums(lines: Sequence[_Line], name: str, header: str) -> Column:
    kind, _ = MEASURES[name]
    values: list[Cell] = [*(one.sums.get(name) for one in lines), None]
    return Column(header, kind, values, formulas=[*(one.formulas.get(name) for one in lines), None])


def _differences(lines: Sequence[_Line], name: str, header: str) -> Column:
    (kind, digits), (letter, _) = MEASURES[name], _LETTERS[name]
    held = [name in one.sums for one in lines]
    overview = ["total_kg" if name == "kg" else f"{one.part}_{name}" for one in lines]
    said = [f"ROUND({letter}{{row}}-{figure},{digits})" for figure in overview]
    formulas = [one if known else None for one, known in zip(said, held, strict=True)]
    return Column(header, kind, [*(0.0 if known else None for known in held), None], formulas=[*formulas, None])


def _results(lines: Sequence[_Line], words: Words) -> Column:
    fine, not_fine = (words(f"workbook.{name}").replace('"', '""') for name in ("adds_up", "differs"))
    parts = ",".join(f"{difference}{{row}}=0" for _, difference in _LETTERS.values())
    cells = f"{_RESULT}{{first}}:{_RESULT}{{above}}"
    each = f'IF(AND({parts}),"{fine}","{not_fine}")'
    every = f'IF(COUNTIF({cells},"{fine}")=ROWS({cells}),"{fine}","{not_fine}")'
    return Column(
        words("workbook.result"), "text", [words("workbook.adds_up")] * (len(lines) + 1),
        formulas=[*[each] * len(lines), every], called=[*[None] * len(lines), "everything_adds_up"],
    )  # fmt: skip
