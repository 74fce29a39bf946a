"""The sheet of what the report was made from: input files with checksums, credit lines, the method in brief."""

from __future__ import annotations

from decimal import Decimal

from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.report import Citation, Report
from procurement_footprint.reporting.sheets import Column, Sheet, Table, text

METHOD = ("amount", "rate", "deflator", "basis", "factor", "range", "rank")


def sources(report: Report, words: Words) -> Sheet:
    """Return the sheet with credit lines, input files with their checksums, and the method in brief."""
    citations = (_citation(one, words) for one in report.citations)
    tables = (_inputs(report, words), *citations, *_method(report, words), *_changed_factors(report, words))
    title, note = words("workbook.sources"), words("workbook.note_sources")
    return Sheet(title, tables, title, note, addresses.page("method"))


def _changed_factors(report: Report, words: Words) -> tuple[Table, ...]:
    if not report.changed_factors:
        return ()
    said = words("factors.changed", policy=report.factor_policy, count=words.number(len(report.changed_factors)))
    return (Table("", (text(words("factors.heading"), (said, *report.changed_factors), "prose"),)),)


def _citation(one: Citation, words: Words) -> Table:
    lines = {
        "workbook.producer": one.producer,
        "workbook.version": one.version,
        "column.licence": one.licence,
        "workbook.licence_url": one.licence_url,
        "workbook.attribution": one.attribution,
        "workbook.url": one.url,
        "column.sha256": one.sha256,
    }
    known = {words(key): value for key, value in lines.items() if value}
    return Table("", (text(words("column.source"), known), text(printable(one.title), known.values(), "prose")))


def _inputs(report: Report, words: Words) -> Table:
    files = report.inputs
    amounts = (
        Column(
            words("column.amount", unit=currency),
            "money",
            [_float(one.amounts.get(currency)) for one in files],
        )
        for currency in sorted({currency for one in files for currency in one.amounts})
    )
    columns = (
        text(words("column.file"), [one.name for one in files]),
        text(words("column.sha256"), [one.sha256 for one in files], "prose"),
        Column(words("column.rows"), "count", [one.rows for one in files]),
        *amounts,
    )
    return Table(words("inputs.heading"), columns)


def _method(report: Report, words: Words) -> tuple[Table, ...]:
    terms = [words(f"method.{term}") for term in METHOD]
    meanings = [words(f"method.{term}_text", factor_set=report.factor_set) for term in METHOD]
    made_with = [words("page.footer", program=report.program, factor_set=report.factor_set)]
    formula = [words("method.formula"), words("method.intro"), words("method.meaning"), *made_with]
    return (
        Table(words("method.heading"), (text(words("workbook.formula"), formula, "prose"),)),
        Table("", (text(words("workbook.term"), terms), text(words("workbook.meaning"), meanings, "prose"))),
    )


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
