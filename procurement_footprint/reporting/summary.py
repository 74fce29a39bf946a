"""The first and the last sheet of the workbook: the figures in brief, and what they were made from."""

from __future__ import annotations

from decimal import Decimal

from procurement_footprint.analysis.totals import PARTS
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.reporting import measured
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.report import Citation, Report
from procurement_footprint.reporting.sheets import Column, Sheet, Table, average, exact, text

METHOD = ("amount", "rate", "deflator", "basis", "factor", "range", "rank")


def summary(report: Report, words: Words) -> Sheet:
    """Return the sheet with the totals, the bridge from ledger to counted, and the notes."""
    tables = [_brief(report, words), *_capital_goods(report, words), _bridge(report, words), _booked(report, words)]
    if report.scopes:
        tables.insert(1, measured.scope_table(report, report.scopes, words))
    for heading, sentences in (("notes.assumptions", report.assumptions), ("notes.notes", report.notes)):
        if sentences:
            tables.append(Table("", (text(words(heading), sentences, "prose"),)))
    return Sheet(words("workbook.summary"), tuple(tables))


def sources(report: Report, words: Words) -> Sheet:
    """Return the sheet with credit lines, input files with their checksums, and the method in brief."""
    citations = (_citation(one, words) for one in report.citations)
    tables = (_inputs(report, words), *citations, *_method(report, words), *_changed_factors(report, words))
    return Sheet(words("workbook.sources"), tables)


def _brief(report: Report, words: Words) -> Table:
    totals, unit = report.breakdown.totals, words.currency(report.breakdown.currency)
    ledger, counted, known = totals.amount["ledger"], totals.amount[COUNTED], report.breakdown.range
    columns = (
        text(words("column.organisation"), [", ".join(report.organisations)]),
        text(words("workbook.period"), [report.period]),
        Column(words("workbook.kg"), "kilograms", [float(totals.kg_co2e)]),
        Column(words("workbook.kg_co2e_low"), "kilograms", [float(known.low)]),
        Column(words("workbook.kg_co2e_high"), "kilograms", [float(known.high)]),
        text(words("column.quality"), [known.quality]),
        Column(words("column.spend", unit=unit), "money", [float(counted)]),
        Column(words("column.grams", unit=unit), "grams", [average(totals.kg_co2e, counted)]),
        Column(words("column.share_of_ledger"), "share", [float(counted / ledger) if ledger else None]),
    )
    return Table(report.title, columns)


def _capital_goods(report: Report, words: Words) -> tuple[Table, ...]:
    """Return how much of what is counted are capital goods; nothing where there are none."""
    amount, kilograms = report.capital_goods
    whole, unit = report.breakdown.totals, words.currency(report.breakdown.currency)
    if not amount and not kilograms:
        return ()
    shares = [(kilograms, whole.kg_co2e), (amount, whole.amount[COUNTED])]
    of_kilograms, of_amount = (float(part / total) if total else None for part, total in shares)
    columns = (
        Column(words("workbook.kg"), "kilograms", [float(kilograms)]),
        Column(words("column.spend", unit=unit), "money", [float(amount)]),
        Column(words("column.grams", unit=unit), "grams", [average(kilograms, amount)]),
        Column(words("column.share_of_kg"), "share", [of_kilograms]),
        Column(words("column.share_of_amount"), "share", [of_amount]),
    )
    return (Table(words("workbook.capital_goods"), columns),)


def _changed_factors(report: Report, words: Words) -> tuple[Table, ...]:
    if not report.changed_factors:
        return ()
    said = words("factors.changed", policy=report.factor_policy, count=words.number(len(report.changed_factors)))
    return (Table("", (text(words("factors.heading"), (said, *report.changed_factors), "prose"),)),)


def _bridge(report: Report, words: Words) -> Table:
    bridge, ledger = report.breakdown.bridge, report.breakdown.totals.amount["ledger"]
    unit = words.currency(report.breakdown.currency)
    reasons = bridge["reason"].to_list()
    shares = [float(amount / ledger) if ledger else None for amount in bridge["reporting_amount"]]
    columns = (
        text(words("column.step"), [words(f"status.{step}") for step in bridge["step"]]),
        text(words("column.reason"), [report.reason(reason) if reason else None for reason in reasons]),
        _without_total(exact(words("column.rows"), "count", bridge["rows"])),
        _without_total(exact(words("column.amount", unit=unit), "money", bridge["reporting_amount"])),
        Column(words("column.share_of_ledger"), "share", list(shares)),
        text(words("column.why"), [report.why(reason) or None for reason in reasons], "prose"),
    )
    return Table(words("bridge.heading"), columns)


def _booked(report: Report, words: Words) -> Table:
    booked = report.breakdown.totals.booked
    amounts = (
        Column(words(f"status.{part}"), "money", [float(four[part]) for four in booked.values()]) for part in PARTS
    )
    return Table(words("workbook.booked"), (text(words("workbook.currency"), booked), *amounts))


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


def _without_total(column: Column) -> Column:
    return Column(column.header, column.kind, column.values)
