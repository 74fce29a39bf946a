"""The report's views as sheets: one table each, which adds up to the whole of its part."""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import POOLS, Column, Kind, Sheet, Table, average, exact, text, with_total

UNMAPPED_LINES = 1_000  # all of them are in unmapped.csv


def views(report: Report, words: Words) -> dict[str, Sheet]:
    """Return departments, suppliers, categories, who buys what, quarters, unmapped, left out and evidence, by name."""
    tables, measures = report.breakdown, Measures(report, words)
    bought = _by_department(report)
    anchors = {"who_buys_what": _addresses(bought)}
    contents = {
        "departments": (*_departments(tables.departments, words, True), *measures.of(tables.departments)),
        "suppliers": (*suppliers(tables.suppliers, words), *measures.of(tables.suppliers)),
        "categories": (*_categories(tables.categories, report, words), *measures.of(tables.categories)),
        "who_buys_what": (
            *_departments(bought.drop("organisation_id"), words),
            _group(bought, report, words),
            *measures.of(bought),
        ),
        "quarters": (_period(tables.periods, words), *measures.of(tables.periods)),
        "unmapped": _unmapped(report, words, measures),
        "left_out": _left_out(report, words, measures),
        "evidence": _evidence(report, words, measures),
    }
    parts = {"unmapped": "unmapped", "left_out": "left_out"}
    held = {
        name: Table("", with_total(columns, words), name, parts.get(name, "counted"), anchors.get(name, ()))
        for name, columns in contents.items()
    }
    return {name: sheet(name, table, words) for name, table in held.items()}


def sheet(name: str, table: Table, words: Words) -> Sheet:
    """Return the sheet of a view, with its title and the note that says what a line is."""
    title = words(f"workbook.{name}")
    return Sheet(title, (table,), title, words(f"workbook.note_{name}"), addresses.page(name))


class Measures:
    """The columns with figures, the same in every view."""

    __slots__ = ("_report", "_unit", "_words")

    def __init__(self, report: Report, words: Words) -> None:
        self._report, self._words = report, words
        self._unit = words.currency(report.breakdown.currency)

    def of(self, frame: pl.DataFrame) -> tuple[Column, ...]:
        """Return all measures of a table of counted rows."""
        words, totals = self._words, self._report.breakdown.totals
        whole = average(totals.kg_co2e, totals.amount["counted"])
        grams = Column(words("column.grams", unit=self._unit), "grams", frame["grams_per_unit"].to_list(), whole)
        shares = (self._share(name, frame) for name in ("share_of_kg", "share_of_amount"))
        if "above_next" not in frame.columns:
            return (*self.exact_of(frame), grams, *shares)
        return (*self.exact_of(frame), *self._range(frame), grams, *shares, *self._sureness(frame))

    def exact_of(self, frame: pl.DataFrame) -> tuple[Column, ...]:
        """Return rows, money and, where the table has them, kilograms."""
        headers: dict[str, tuple[str, Kind, str]] = {
            "rows": (self._words("column.rows"), "count", "rows"),
            "reporting_amount": (self._words("column.amount", unit=self._unit), "money", "amount"),
            "kg_co2e": (self._words("workbook.kg"), "kilograms", "kg"),
        }
        held = ((*headers[column][:2], frame[column], headers[column][2]) for column in headers if column in frame)
        return tuple(exact(*one) for one in held)

    def _range(self, frame: pl.DataFrame) -> tuple[Column, ...]:
        known, counted = self._report.breakdown.range, self._report.breakdown.totals.has("counted")
        bounds = {"kg_co2e_low": known.low, "kg_co2e_high": known.high}
        return tuple(
            Column(
                self._words(f"workbook.{name}"),
                "kilograms",
                frame[name].cast(pl.Float64).to_list(),
                float(whole) if counted else None,
            )
            for name, whole in bounds.items()
        )

    def _sureness(self, frame: pl.DataFrame) -> tuple[Column, ...]:
        quality = self._report.breakdown.range.quality
        return (
            Column(self._words("column.quality"), "text", frame["quality"].to_list(), quality),
            Column(self._words("column.above_next"), "share", frame["above_next"].to_list()),
        )

    def _share(self, name: str, frame: pl.DataFrame) -> Column:
        known = frame[name].drop_nulls()
        return Column(self._words(f"column.{name}"), "share", frame[name].to_list(), 1.0 if len(known) else None)


def suppliers(frame: pl.DataFrame, words: Words) -> tuple[Column, ...]:
    """Return name and number of suppliers, pools under what they are called. frame: `suppliers.pooled`."""
    pool = pl.col("pooled").replace_strict({one: words(f"pooled.{one}") for one in POOLS})
    return (
        text(words("column.supplier"), frame.select(supplier=pl.coalesce(pool, "supplier"))["supplier"]),
        text(words("column.supplier_id"), frame["supplier_id"]),
    )


def _departments(frame: pl.DataFrame, words: Words, leading: bool = False) -> tuple[Column, ...]:
    nobody = pl.col("department_id").is_null() & pl.col("department").is_null()
    missing = pl.when(nobody).then(pl.lit(words("missing.department"))).otherwise("department")
    named = text(words("column.department"), frame.select(department=missing)["department"])
    ways = _addresses(frame) if leading else ()
    columns = [
        text(words("column.organisation"), frame["organisation"]),
        text(words("workbook.department_id"), frame["department_id"]),
        Column(named.header, named.kind, named.values, addresses=ways),
    ]
    if "organisation_id" in frame.columns:
        columns.insert(0, text(words("workbook.organisation_id"), frame["organisation_id"]))
    if "entity" in frame.columns:
        columns.insert(0, text(words("workbook.entity"), frame["entity"]))
    return tuple(columns)


def _by_department(report: Report) -> pl.DataFrame:
    """Return who buys what with the lines of each department together, in the order of the departments.

    organisation_id: that of the first, where departments of several numbers are called the same.
    """
    tables, keys = report.breakdown, ("organisation", "department_id", "department")
    first = tables.departments.select(DEPARTMENTS).unique(keys, keep="first", maintain_order=True)
    order = first.with_row_index("order")
    joined = tables.departments_by_group.join(order, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.sort("order", maintain_order=True).drop("order")


def _addresses(frame: pl.DataFrame) -> list[str | None]:
    """Return the address of the department of each line."""
    return [addresses.department(row) for row in frame.select(DEPARTMENTS).iter_rows(named=True)]


def _categories(frame: pl.DataFrame, report: Report, words: Words) -> tuple[Column, ...]:
    capital = [words(f"yes_no.{str(one).lower()}") for one in frame["capital_good"]]
    return (
        text(words("column.group"), map(report.group, frame["group"])),
        text(words("column.category"), map(report.category, frame["category"])),
        text(words("workbook.category_id"), frame["category"]),
        text(words("column.scope3_category"), frame["scope3_category"]),
        text(words("column.capital_good"), capital, name="capital"),
    )


def _group(frame: pl.DataFrame, report: Report, words: Words) -> Column:
    return text(words("column.group"), map(report.group, frame["group"]))


def _period(frame: pl.DataFrame, words: Words) -> Column:
    return text(words("column.period"), frame["period"].fill_null(words("missing.period")))


def _unmapped(report: Report, words: Words, measures: Measures) -> tuple[Column, ...]:
    frame = _folded(report.breakdown.unmapped, words)
    return (
        *suppliers(frame, words),
        text(words("column.account"), frame["account"]),
        text(words("column.account_text"), frame["account_text"]),
        text(words("evidence.cpv"), frame["cpv"]),
        text(words("evidence.unspsc"), frame["unspsc"]),
        text(words("column.reason"), map(report.reason, frame["reason"]), name="reason"),
        *measures.exact_of(frame),
    )


def _folded(unmapped: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the largest lines and for each reason one for all others, so that they still add up to the whole."""
    rest = unmapped.slice(UNMAPPED_LINES)
    if rest.is_empty():
        return unmapped
    sums = rest.group_by("reason").agg(pl.sum("rows", "reporting_amount"), lines=pl.len()).sort("reason")
    others = [words("line.others", count=words.number(lines)) for lines in sums["lines"]]
    last = sums.drop("lines").with_columns(supplier=pl.Series(others, dtype=pl.String))
    return pl.concat([unmapped.head(UNMAPPED_LINES), last], how="diagonal")


def _left_out(report: Report, words: Words, measures: Measures) -> tuple[Column, ...]:
    frame = report.breakdown.left_out
    return (
        text(words("column.reason"), map(report.reason, frame["reason"]), name="reason"),
        text(words("column.rule"), frame["rule_id"]),
        text(words("column.account"), frame["account"]),
        text(words("column.account_text"), frame["account_text"]),
        *measures.exact_of(frame),
    )


def _evidence(report: Report, words: Words, measures: Measures) -> tuple[Column, ...]:
    frame = report.breakdown.evidence
    return (
        text(words("column.evidence"), [words.name("evidence", one) for one in frame["evidence"]]),
        text(words("column.quality"), [words.name("quality", one) for one in frame["quality"]]),
        *measures.exact_of(frame),
    )
