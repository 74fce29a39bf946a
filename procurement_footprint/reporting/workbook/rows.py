"""The sheet of the largest rows, with a line for all others of each status, so that it adds up to the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from procurement_footprint.analysis.largest_rows import LargestRows
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Cell, Column, Sheet, Table, exact, text, with_total
from procurement_footprint.reporting.workbook import views

_DAY_0 = date(1899, 12, 30)  # what a workbook counts days from


def sheet(held: LargestRows, report: Report, words: Words) -> Sheet:
    """Return the sheet. Free texts, contracts and counterparties are not in it, natural persons are pooled."""
    frame = _with_others(held, words)
    columns = with_total(_columns(frame, report, words), words)
    made = views.sheet("rows", Table("", columns, "largest_rows", "ledger"), words)
    every = report.breakdown.totals.rows["ledger"]
    shown = words.number(int(held.lines["rows"].sum()))
    note = words("workbook.note_rows_of", shown=shown, every=words.number(every))
    return replace(made, note=note, holds=made.note)


def _with_others(held: LargestRows, words: Words) -> pl.DataFrame:
    names = [words("line.others", count=words.number(lines)) for lines in held.others["lines"]]
    others = held.others.drop("lines").with_columns(row_id=pl.Series(names, dtype=pl.String))
    return pl.concat([held.lines, others], how="diagonal_relaxed")


def _columns(frame: pl.DataFrame, report: Report, words: Words) -> tuple[Column, ...]:
    unit = words.currency(report.breakdown.currency)
    columns = (
        text(words("workbook.row"), frame["row_id"]),
        days(words("workbook.booked_on"), frame["booked_on"]),
        text(words("workbook.voucher"), frame["voucher"]),
        *_where_several(text(words("column.organisation"), frame["organisation"])),
        text(words("workbook.department_id"), frame["department_id"]),
        text(words("column.department"), frame["department"]),
        *views.suppliers(frame, words),
        text(words("column.account"), frame["account"]),
        text(words("column.account_text"), frame["account_text"]),
        text(words("evidence.cpv"), frame["cpv"]),
        text(words("evidence.unspsc"), frame["unspsc"]),
        text(words("workbook.status"), [words(f"status.{one}") for one in frame["status"]]),
        text(words("column.category"), [report.category(one) if one else None for one in frame["category"]]),
        text(words("column.reason"), [report.reason(one) if one else None for one in frame["reason"]]),
        text(words("column.rule"), frame["rule_id"]),
        text(words("column.evidence"), [words.name("evidence", one) if one else None for one in frame["evidence"]]),
        text(words("column.quality"), frame["quality"]),
        Column(words("workbook.factor_year"), "year", numbers(frame["factor_year"])),
        *_where_several(text(words("workbook.currency"), frame["currency"])),
        Column(words("workbook.kg_per_unit"), "factor", numbers(frame["kg_per_unit"])),
        exact(words("column.rows"), "count", frame["rows"], "rows"),
        exact(words("column.amount", unit=unit), "money", frame["reporting_amount"], "amount"),
        exact(words("workbook.kg"), "kilograms", frame["kg_co2e"], "kg"),
    )
    return tuple(one for one in columns if one.name or any(value is not None for value in one.values))


def _where_several(column: Column) -> tuple[Column, ...]:
    """Return a column that says something only where it says more than one thing."""
    return (column,) if len({value for value in column.values if value is not None}) > 1 else ()


def days(header: str, series: pl.Series) -> Column:
    """Return a column of dates."""
    return Column(header, "date", [None if day is None else float((day - _DAY_0).days) for day in series])


def numbers(series: pl.Series) -> list[Cell]:
    """Return numbers as cells."""
    return list(series.cast(pl.Float64))
