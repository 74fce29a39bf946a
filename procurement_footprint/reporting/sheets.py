"""What stands in the workbook: the report as sheets of plain columns, in the report's language.

Every table has a total that is a number, never a formula. Texts are on one line, without control characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl

from procurement_footprint.analysis.suppliers import NO_SUPPLIER, SMALL_SUPPLIERS, SOLE_TRADERS
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.reporting import cells
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report

Kind = Literal[
    "text", "short", "prose", "link", "count", "money", "kilograms", "tonnes", "change", "grams", "share",
    "share_change", "number", "year",
]  # fmt: skip
Cell = str | float | None
POOLS = (SOLE_TRADERS, NO_SUPPLIER, SMALL_SUPPLIERS)
UNMAPPED_LINES = 1_000  # all of them are in unmapped.csv


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, how its cells are shown, their values from top to bottom, and the total.

    addresses: where its cells lead, from top to bottom (see `addresses`), None for nowhere; empty where none leads.
    """

    header: str
    kind: Kind
    values: list[Cell]
    total: Cell = None
    addresses: Sequence[str | None] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of the same length under a heading ("" for none)."""

    heading: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Where there is only one table, its header stands in the first row, frozen and filtered."""

    name: str
    tables: tuple[Table, ...]


def views(report: Report, words: Words) -> tuple[Sheet, ...]:
    """Return the sheets between the summary and the sources: one table each, which adds up to the whole."""
    tables, measures = report.breakdown, _Measures(report, words)
    contents = {
        "departments": (*_departments(tables.departments, words), *measures.of(tables.departments)),
        "suppliers": (*_suppliers(tables.suppliers, words), *measures.of(tables.suppliers)),
        "categories": (*_categories(tables.categories, report, words), *measures.of(tables.categories)),
        "who_buys_what": _who_buys_what(report, words, measures),
        "quarters": (_period(tables.periods, words), *measures.of(tables.periods)),
        "unmapped": _unmapped(report, words, measures),
        "left_out": _left_out(report, words, measures),
        "evidence": _evidence(report, words, measures),
    }
    return tuple(
        Sheet(words(f"workbook.{name}"), (Table("", _with_total(columns, words)),))
        for name, columns in contents.items()
    )


def text(header: str, values: Iterable[str | None], kind: Literal["text", "prose"] = "text") -> Column:
    """Return a column of texts, each made fit to stand in one cell."""
    series = pl.Series("text", list(values), dtype=pl.String)
    return Column(header, kind, series.to_frame().select(cells.one_line(pl.col("text")))["text"].to_list())


def exact(header: str, kind: Kind, values: pl.Series) -> Column:
    """Return a column of whole numbers or decimals with its sum; they become floats here and not before."""
    return Column(header, kind, values.cast(pl.Float64).to_list(), float(exact_sum(values)))


class _Measures:
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
        headers: dict[str, tuple[str, Kind]] = {
            "rows": (self._words("column.rows"), "count"),
            "reporting_amount": (self._words("column.amount", unit=self._unit), "money"),
            "kg_co2e": (self._words("workbook.kg"), "kilograms"),
        }
        return tuple(exact(*headers[name], frame[name]) for name in headers if name in frame.columns)

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


def average(kilograms: Decimal, amount: Decimal) -> float | None:
    """Return grams per unit of money: kilograms × 1000 / amount; None where there is no money."""
    return float(kilograms * 1000 / amount) if amount else None


def _with_total(columns: tuple[Column, ...], words: Words) -> tuple[Column, ...]:
    first, *others = columns
    return (Column(first.header, first.kind, first.values, words("line.total")), *others)


def _departments(frame: pl.DataFrame, words: Words) -> tuple[Column, ...]:
    nobody = pl.col("department_id").is_null() & pl.col("department").is_null()
    missing = pl.when(nobody).then(pl.lit(words("missing.department"))).otherwise("department")
    columns = [
        text(words("column.organisation"), frame["organisation"]),
        text(words("workbook.department_id"), frame["department_id"]),
        text(words("column.department"), frame.select(department=missing)["department"]),
    ]
    if "organisation_id" in frame.columns:
        columns.insert(0, text(words("workbook.organisation_id"), frame["organisation_id"]))
    if "entity" in frame.columns:
        columns.insert(0, text(words("workbook.entity"), frame["entity"]))
    return tuple(columns)


def _suppliers(frame: pl.DataFrame, words: Words) -> tuple[Column, ...]:
    pool = pl.col("pooled").replace_strict({one: words(f"pooled.{one}") for one in POOLS})
    return (
        text(words("column.supplier"), frame.select(supplier=pl.coalesce(pool, "supplier"))["supplier"]),
        text(words("column.supplier_id"), frame["supplier_id"]),
    )


def _categories(frame: pl.DataFrame, report: Report, words: Words) -> tuple[Column, ...]:
    capital = [words(f"yes_no.{str(one).lower()}") for one in frame["capital_good"]]
    return (
        text(words("column.group"), map(report.group, frame["group"])),
        text(words("column.category"), map(report.category, frame["category"])),
        text(words("workbook.category_id"), frame["category"]),
        text(words("column.scope3_category"), frame["scope3_category"]),
        text(words("column.capital_good"), capital),
    )


def _who_buys_what(report: Report, words: Words, measures: _Measures) -> tuple[Column, ...]:
    frame = report.breakdown.departments_by_group
    group = text(words("column.group"), map(report.group, frame["group"]))
    return (*_departments(frame, words), group, *measures.of(frame))


def _period(frame: pl.DataFrame, words: Words) -> Column:
    return text(words("column.period"), frame["period"].fill_null(words("missing.period")))


def _unmapped(report: Report, words: Words, measures: _Measures) -> tuple[Column, ...]:
    frame = _folded(report.breakdown.unmapped, words)
    return (
        *_suppliers(frame, words),
        text(words("column.account"), frame["account"]),
        text(words("column.account_text"), frame["account_text"]),
        text(words("evidence.cpv"), frame["cpv"]),
        text(words("evidence.unspsc"), frame["unspsc"]),
        text(words("column.reason"), map(report.reason, frame["reason"])),
        *measures.exact_of(frame),
    )


def _folded(unmapped: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the largest lines and one for all others, so that they still add up to the whole."""
    rest = unmapped.slice(UNMAPPED_LINES)
    if rest.is_empty():
        return unmapped
    others = words("line.others", count=words.number(len(rest)))
    last = rest.select(pl.sum("rows", "reporting_amount")).with_columns(supplier=pl.lit(others))
    return pl.concat([unmapped.head(UNMAPPED_LINES), last], how="diagonal")


def _left_out(report: Report, words: Words, measures: _Measures) -> tuple[Column, ...]:
    frame = report.breakdown.left_out
    return (
        text(words("column.reason"), map(report.reason, frame["reason"])),
        text(words("column.rule"), frame["rule_id"]),
        text(words("column.account"), frame["account"]),
        text(words("column.account_text"), frame["account_text"]),
        *measures.exact_of(frame),
    )


def _evidence(report: Report, words: Words, measures: _Measures) -> tuple[Column, ...]:
    frame = report.breakdown.evidence
    return (
        text(words("column.evidence"), [words.name("evidence", one) for one in frame["evidence"]]),
        text(words("column.quality"), [words.name("quality", one) for one in frame["quality"]]),
        *measures.exact_of(frame),
    )
