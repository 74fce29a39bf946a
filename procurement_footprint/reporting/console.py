"""What a run prints at its end: the total with its coverage, the largest of each kind, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from procurement_footprint.reporting import measured, page_tables
from procurement_footprint.reporting.language import MINUS, Words, printable
from procurement_footprint.reporting.page_tables import Line
from procurement_footprint.reporting.report import Report

WIDTH, NAME_WIDTH, LARGEST, ENTITIES = 90, 46, 3, 20


def summary(report: Report, folder: Path | None) -> str:
    """Return the totals, the three largest of each kind and what to do next, as plain text.

    folder: where the report was written; None when nothing was. Names are shown without control characters, so
    nothing that stands in a ledger can command the terminal.
    """
    words = Words(report.language)
    entities = [_entities(report, words)] if report.breakdown.entities is not None else []
    largest = (_largest(report, words), _unmapped(report, words))
    blocks = (_heading(report, words), _totals(report, words), *entities, *largest)
    shown = StringIO()
    console = Console(file=shown, width=WIDTH, color_system=None, highlight=False, markup=False, emoji=False)
    for block in (*blocks, _next_steps(report, folder, words)):
        console.print(block, soft_wrap=isinstance(block, Text))
        console.print()
    return "\n".join(line.rstrip() for line in shown.getvalue().replace(MINUS, "-").splitlines()).strip() + "\n"


def _heading(report: Report, words: Words) -> Text:
    whose = printable(", ".join((*report.organisations, report.period)))
    unit = words.currency(report.breakdown.currency)
    kilograms, known = report.breakdown.totals.kg_co2e, report.breakdown.range
    span = words.mass_range(known.low, known.high, kilograms)
    mass = words("console.mass", mass=words.mass(kilograms), range=span)
    grams = page_tables.grams(page_tables.groups(report, words).total)
    average = words("console.average", grams=words.number(grams, 1), unit=unit) if grams is not None else ""
    found = mass + average if report.breakdown.totals.has("counted") else words("console.unknown")
    return Text(f"{words('console.heading')}: {whose}\n\n{words('console.footprint')}: {found}{_scopes(report, words)}")


def _scopes(report: Report, words: Words) -> str:
    if report.scopes is None:
        return ""
    masses = {f"scope_{scope}": words.mass(kg) for scope, kg in measured.by_scope(report.scopes)}
    return "\n" + words("console.scopes", **masses, biogenic=words.mass(report.scopes.biogenic))


def _totals(report: Report, words: Words) -> Table:
    totals, unit = report.breakdown.totals, words.currency(report.breakdown.currency)
    columns = (words("console.amount", unit=unit), words("console.share"), words("console.rows"))
    table = _table(words("console.totals"), columns)
    steps = (("ledger", totals.rows["ledger"], totals.amount["ledger"]), *page_tables.parts(totals))
    for step, rows, amount in steps:
        share = words.percent(page_tables.share(amount, totals.amount["ledger"]))
        table.add_row(words(f"status.{step}"), words.number(amount, 2), share, words.number(rows))
    return table


def _entities(report: Report, words: Words) -> Table:
    unit = words.currency(report.breakdown.currency)
    heads = (words("console.amount", unit=unit), words("console.share"), words("console.tonnes"))
    table = _table(words("console.entities"), heads)
    _add(table, page_tables.entities(report, words).lines, report, words, ENTITIES)
    return table


def _largest(report: Report, words: Words) -> Table:
    kinds = {
        "departments": page_tables.departments(report, words, LARGEST).lines,
        "suppliers": page_tables.suppliers(report, words, LARGEST).lines,
        "categories": page_tables.largest_categories(report, words, LARGEST).lines,
    }
    unit = words.currency(report.breakdown.currency)
    heads = (words("console.amount", unit=unit), words("console.share"), words("console.tonnes"))
    first, *others = kinds
    table = _table(words(f"console.{first}"), heads)
    _add(table, kinds[first], report, words)
    for kind in others:
        table.add_row()
        table.add_row(words(f"console.{kind}"))
        _add(table, kinds[kind], report, words)
    return table


def _add(table: Table, lines: Sequence[Line], report: Report, words: Words, most: int = LARGEST) -> None:
    whole = report.breakdown.totals.kg_co2e
    for line in lines[:most]:
        share = words.percent(page_tables.share(line.kg, whole))
        table.add_row(_name(line.label), words.number(line.amount), share, words.tonnes(line.kg))
    if not lines:
        table.add_row(_name(words("console.none")))


def _unmapped(report: Report, words: Words) -> Table:
    unit = words.currency(report.breakdown.currency)
    columns = (words("console.amount", unit=unit), words("console.share"), words("console.rows"))
    table = _table(words("console.unmapped"), columns)
    lines = page_tables.unmapped(report, words, LARGEST)[:LARGEST]
    for line in lines:
        label = ", ".join(filter(None, (line.label, line.account or line.code)))
        share = words.percent(page_tables.share(line.amount, report.breakdown.totals.amount["ledger"]))
        table.add_row(_name(label), words.number(line.amount), share, words.number(line.rows))
    if not lines:
        table.add_row(_name(words("console.none")))
    return table


def _next_steps(report: Report, folder: Path | None, words: Words) -> Text:
    amount = words.money_short(report.breakdown.totals.amount["unmapped"], report.breakdown.currency)
    steps = []
    if report.rejected_rows:
        steps.append(words("console.rejected", rows=words.number(report.rejected_rows)))
    if folder:
        steps.append(words("console.open", path=folder / "report.html"))
    if not report.breakdown.totals.has("unmapped"):
        steps.append(words("console.all_decided"))
    elif folder:
        steps.append(words("console.decide", path=folder / "unmapped.csv", amount=amount))
    else:
        steps.append(words("console.undecided", amount=amount))
    return Text("\n".join(steps))


def _table(heading: str, columns: Iterable[str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(heading, width=NAME_WIDTH, no_wrap=True, overflow="ellipsis")
    for column, width in zip(columns, (20, 9, 10), strict=True):
        table.add_column(column, justify="right", width=width, no_wrap=True)
    return table


def _name(label: str) -> Text:
    return Text("  " + printable(label))
