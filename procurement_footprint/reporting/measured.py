"""What was measured instead of computed from money, and by scope: for the page, the workbook and the notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.scopes import SCOPES, Scopes
from procurement_footprint.factors.activity_lines import Activity
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Column, Sheet, Table, exact, text
from procurement_footprint.reporting.workbook import views


def by_scope(scopes: Scopes) -> tuple[tuple[str, Decimal], ...]:
    """Return the kilograms of scope 1, 2 and 3."""
    return tuple(zip(SCOPES, (scopes.scope_1, scopes.scope_2, scopes.scope_3), strict=True))


def notes(scopes: Scopes, slices: pl.DataFrame | None, currency: str, words: Words) -> Iterator[str]:
    """Yield what a reader must know: fuel whose burning is not in the total, and quantities that were assumed."""
    if scopes.not_burnt > 0:
        yield words("notes.not_burnt", money=words.money_short(scopes.not_burnt, currency))
    if slices is None:
        return
    for line in slices.filter(~pl.col("measured") & (pl.col("unit") != currency)).iter_rows(named=True):
        quantity = words.number(line["quantity"])
        yield words("notes.assumed", line=line["activity"], quantity=quantity, unit=line["unit"], source=line["source"])


def unused(lines: Iterable[tuple[Activity, str]], words: Words) -> Iterator[str]:
    """Yield which lines of activity data were not used, and why; those about other months are not worth a word.

    Quantities on invoices are counted, since there may be thousands.
    """
    on_invoices: Counter[str] = Counter()
    for line, reason in lines:
        if line.invoiced:
            on_invoices[reason] += 1
        elif reason != "outside":
            yield words(f"notes.unused_{reason}", line=line.place, period=line.period.name)
    for reason, count in sorted(on_invoices.items()):
        yield words(f"notes.unused_invoiced_{reason}", count=words.number(count))


def scope_table(report: Report, scopes: Scopes, words: Words) -> Table:
    """Return the kilograms by scope as a table of the workbook, biogenic CO2 below."""
    names = [*(words(f"scope.{scope}") for scope, _ in by_scope(scopes)), words("scopes.outside")]
    kilograms = [*(float(kg) for _, kg in by_scope(scopes)), float(scopes.biogenic)]
    columns = (text(words("scopes.scope"), names), Column(words("workbook.kg"), "kilograms", list(kilograms)))
    return Table(words("scopes.heading"), columns)


def sheet(slices: pl.DataFrame, report: Report, words: Words) -> Sheet:
    """Return the sheet with one line for each line of activity data."""
    unit = words.currency(report.breakdown.currency)
    first = Column(words("activities.line"), "text", slices["activity"].to_list(), words("line.total"))
    columns = (
        first,
        text(words("workbook.period"), slices["period"]),
        text(words("column.category"), [report.category(one) if one else None for one in slices["category"]]),
        Column(words("activities.quantity"), "money", slices["quantity"].to_list()),
        text(words("activities.unit"), slices["unit"]),
        text(words("activities.factor"), slices["factor_name"]),
        text(words("activities.certificate"), slices["certificate"]),
        exact(words("column.rows"), "count", slices["rows"]),
        exact(words("activities.covered", unit=unit), "money", slices["covered_amount"]),
        exact(words("activities.before_kg"), "kilograms", slices["kg_spend_based"]),
        exact(words("activities.after_kg"), "kilograms", slices["kg_co2e"]),
        exact(words("scope.1"), "kilograms", slices["kg_scope_1"]),
        exact(words("scope.2"), "kilograms", slices["kg_scope_2"]),
        exact(words("scopes.outside"), "kilograms", slices["kg_biogenic"]),
        text(words("column.source"), slices["source"], "prose"),
    )
    return views.sheet("activities", Table("", columns, "activities"), words)
