"""The sheets of what the figures rest on: the rules that decided rows, and the factors that made kilograms of money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import polars as pl

from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Column, Sheet, Table, exact, text, with_total
from procurement_footprint.reporting.workbook import views
from procurement_footprint.reporting.workbook.material import Material
from procurement_footprint.reporting.workbook.rows import days, numbers

RULES, FACTORS = "rules", "factors"


def rules(used: pl.DataFrame, report: Report, words: Words) -> Sheet:
    """Return the sheet of rules: what each decided, why, who answers for it, and over how much. used: `rules_used`."""
    columns = (
        text(words("column.rule"), used["rule_id"].fill_null(words("reason.no_rule"))),
        text(words("workbook.status"), [words(f"status.{one}") for one in used["status"]]),
        text(words("column.category"), [report.category(one) if one else None for one in used["category"]]),
        text(words("column.reason"), [report.reason(one) if one else None for one in used["reason"]]),
        text(words("column.evidence"), [words.name("evidence", one) if one else None for one in used["level"]]),
        *_exact(used, report, words),
        text(words("column.why"), used["why"], "prose"),
        text(words("workbook.reviewed_by"), used["reviewed_by"]),
        days(words("workbook.reviewed_on"), used["reviewed_on"]),
        days(words("workbook.since"), used["since"]),
        days(words("workbook.until"), used["until"]),
        text(words("workbook.book"), used["book"]),
    )
    lines = Table("", with_total(columns, words), RULES, "ledger", [*_firsts(used["category"], _rules_of)])
    return views.sheet(RULES, lines, words)


def factors(held: Material, report: Report, words: Words) -> Sheet:
    """Return the sheet of factors: each with its year, what it is multiplied by, its spread and its source."""
    used, marks = held.factors, [*_marks(held.factors, words)]
    columns = (
        text(words("column.category"), map(report.category, used["category"])),
        Column(words("workbook.year"), "year", numbers(used["year"])),
        text(words("workbook.currency"), used["currency"]),
        text(words("workbook.product"), used["product"]),
        text(words("workbook.product_name"), used["product_name"]),
        Column(words("workbook.product_share"), "share", numbers(used["share"])),
        Column(words("workbook.factor_year"), "year", numbers(used["factor_year"])),
        Column(words("workbook.factor_in", unit=held.factor_currency), "factor", numbers(used["factor"])),
        Column(words("workbook.deflator"), "multiplier", numbers(used["deflator"])),
        Column(words("workbook.price_basis"), "multiplier", numbers(used["price_basis"])),
        Column(words("workbook.exchange_rate"), "multiplier", numbers(used["exchange_rate"])),
        _part(used, words("workbook.part_per_unit")),
        Column(words("workbook.spread"), "number", numbers(used["spread"])),
        *_exact(used, report, words),
        text(words("workbook.factor_set"), used["factor_set"]),
        text(words("workbook.changed"), marks),
        text(words("column.source"), [held.source if one else None for one in used["product"]]),
    )
    anchors = [*_firsts(used["category"], addresses.category)]
    return views.sheet(FACTORS, Table("", with_total(columns, words), FACTORS, "counted", anchors), words)


def counted_links(categories: Table, held: Material, words: Words) -> Table:
    """Return the table of categories with how many factors and rules each rests on, which lead to their lines."""
    code = next(column for column in categories.columns if column.header == words("workbook.category_id"))
    more = []
    parts = {
        FACTORS: (held.factors.drop_nulls("product"), addresses.category),
        RULES: (held.rules.drop_nulls("category"), _rules_of),
    }
    for name, (used, address) in parts.items():
        counts = dict(used.group_by("category").len().iter_rows())
        values = [float(counts[one]) if one in counts else None for one in code.values]
        ways = [address(str(one)) for one in code.values]
        more.append(Column(words(f"workbook.{name}"), "count", list(values), addresses=ways))
    return Table(categories.heading, (*categories.columns, *more), categories.name, categories.part, categories.anchors)


def _part(used: pl.DataFrame, header: str) -> Column:
    """Return what the product adds to the kilograms per unit of booked money, by formula: columns F and H to K."""
    part = pl.col("share") * pl.col("factor") * pl.col("deflator") * pl.col("price_basis") / pl.col("exchange_rate")
    values = numbers(used.select(part=part)["part"])
    formula = "F{row}*H{row}*I{row}*J{row}/K{row}"
    return Column(header, "factor", values, formulas=[None if one is None else formula for one in values])


def _exact(used: pl.DataFrame, report: Report, words: Words) -> tuple[Column, ...]:
    unit = words.currency(report.breakdown.currency)
    return (
        exact(words("column.rows"), "count", used["rows"], "rows"),
        exact(words("column.amount", unit=unit), "money", used["reporting_amount"], "amount"),
        exact(words("workbook.kg"), "kilograms", used["kg_co2e"], "kg"),
    )


def _marks(used: pl.DataFrame, words: Words) -> Iterator[str | None]:
    """Yield what is not as its publisher gives it."""
    for published, derived, measured in used.select("published", "derived", "measured").iter_rows():
        if measured:
            yield words("workbook.measured_instead")
        elif derived:
            yield words("workbook.derived")
        else:
            yield None if published is None else words("workbook.published", factor=words.number(published, 6))


def _firsts(categories: Iterable[str | None], address: Callable[[str], str]) -> Iterator[str | None]:
    """Yield the address of each category at its first line."""
    met: set[str] = set()
    for one in categories:
        yield address(one) if one and one not in met else None
        met.add(one or "")


def _rules_of(category: str) -> str:
    """Return the address of the rules that give a category."""
    return f"{RULES}/{addresses.slug(category)}"
