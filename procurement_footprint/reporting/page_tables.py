"""The page's tables: the largest lines with their names, one line for all others, and a total that is their sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import polars as pl

from procurement_footprint.analysis.measures import EXACT
from procurement_footprint.analysis.totals import Totals, exact_sum
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report

Row = Mapping[str, Any]
Leads = Callable[[Row], str | None]
OTHERS, POOLED, PLAIN = "others", "pooled", ""
# Where the steps of the bridge lead: the part of a page that tells of them.
BRIDGED = {"ledger": "inputs", "left_out": "left_out", "unmapped": "unmapped", "counted": "categories"}
RANGED = ("kg_co2e_low", "kg_co2e_high", "quality", "above_next")  # fields of Line, in their order


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a table shows: label, a detail in small print, its kind, money and kilograms.

    low, high, quality, above_next: range and rank; None where the table has none, or the line is a sum of others.
    address: where the line leads, see `addresses`; None where it leads nowhere.
    """

    label: str
    detail: str
    kind: str
    rows: int
    amount: Decimal
    kg: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    quality: str | None = None
    above_next: float | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Lines that add up to `total`; `shown` of them by name, the longest bar for `largest` kilograms.

    ranges: whether lines and total have a range.
    """

    lines: tuple[Line, ...]
    total: Line
    shown: int
    largest: Decimal
    ranges: bool


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """One step from the ledger to what is counted: ledger, left_out, unmapped or counted. address: where it leads."""

    step: str
    label: str
    reason: str
    why: str
    rows: int
    amount: Decimal
    address: str | None = None


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Money that is unmapped: from whom, on which account and code, and why. address: where the supplier leads."""

    label: str
    kind: str
    account: str
    code: str
    reason: str
    rows: int
    amount: Decimal
    address: str | None = None


def groups(report: Report, words: Words) -> Table:
    """Return what was bought, by group."""

    def named(row: Row) -> tuple[str, str, str]:
        return report.group(row["group"]), "", PLAIN

    return _table(report.breakdown.groups, named, words, of=report, leads=lambda row: addresses.group(row["group"]))


def departments(report: Report, words: Words, most: int) -> Table:
    """Return who bought, at most `most` by name; the organisation stands below where there are several."""
    several = report.breakdown.departments["organisation"].n_unique() > 1

    def named(row: Row) -> tuple[str, str, str]:
        return department_name(row, words), str(row["organisation"] or "") if several else "", PLAIN

    return _table(report.breakdown.departments, named, words, most, report, addresses.department)


def entities(report: Report, words: Words) -> Table:
    """Return which entity of the group bought, with its organisation number below."""
    frame = report.breakdown.entities

    def named(row: Row) -> tuple[str, str, str]:
        return str(row["organisation"]), str(row["organisation_id"]), PLAIN

    return _table(report.breakdown.departments.clear() if frame is None else frame, named, words, of=report)


def suppliers(report: Report, words: Words, most: int) -> Table:
    """Return from whom was bought, at most `most` by name, with their organisation number below."""

    def named(row: Row) -> tuple[str, str, str]:
        return supplier_name(row, words), str(row["supplier_id"] or ""), POOLED if row["pooled"] else PLAIN

    return _table(report.breakdown.suppliers, named, words, most, report, addresses.supplier)


def periods(report: Report, words: Words) -> Table:
    """Return emissions by quarter, in time."""
    return _table(report.breakdown.periods, lambda row: (quarter_name(row["period"], words), "", PLAIN), words)


def evidence(report: Report, words: Words) -> Table:
    """Return what the classification rests on, with the quality as detail."""

    def named(row: Row) -> tuple[str, str, str]:
        return words.name("evidence", row["evidence"]), words.name("quality", row["quality"]), PLAIN

    return _table(report.breakdown.evidence, named, words, leads=lambda _: addresses.section("method"))


def categories(report: Report, words: Words) -> tuple[tuple[Line, tuple[Line, ...]], ...]:
    """Return each group with its categories, in the order of their kilograms; ranks are those of the whole list."""
    frame, order = report.breakdown.categories, report.breakdown.groups["group"]
    parts: dict[str | None, list[Line]] = {group: [] for group in order}
    for group, line in zip(frame["group"], _lines(frame, _category(report, words), _computed), strict=True):
        parts[group].append(line)
    ranges = groups(report, words).lines
    return tuple((whole, tuple(parts[group])) for group, whole in zip(order, ranges, strict=True))


def largest_categories(report: Report, words: Words, most: int) -> Table:
    """Return the `most` largest categories of all groups, and all others in one line."""
    return _table(report.breakdown.categories, _category(report, words), words, most, report, _computed)


def bridge(report: Report, words: Words) -> tuple[BridgeLine, ...]:
    """Return the steps from the ledger's total over what is left out and unmapped, by reason, to what is counted."""
    return tuple(_bridge_line(row, report, words) for row in report.breakdown.bridge.iter_rows(named=True))


def unmapped(report: Report, words: Words, most: int) -> tuple[OpenLine, ...]:
    """Return what is unmapped, largest amount first; all beyond `most` lines in one."""
    frame = report.breakdown.unmapped
    lines = [_open_line(row, report, words) for row in frame.head(most).iter_rows(named=True)]
    rest = frame.slice(most)
    if rest.height:
        rows, amount = rest.select(pl.sum("rows", "reporting_amount")).row(0)
        label = words("line.others", count=words.number(rest.height))
        lines.append(OpenLine(label, OTHERS, "", "", "", rows, amount))
    return tuple(lines)


def grams(line: Line) -> float | None:
    """Return g CO2e per unit of money; None where the money is zero."""
    return float(line.kg * 1000 / line.amount) if line.amount else None


def share(part: Decimal, whole: Decimal) -> float | None:
    """Return part / whole; None where the whole is zero."""
    return float(part / whole) if whole else None


def width(part: Decimal, whole: Decimal) -> str:
    """Return how long a bar for `part` is beside one for `whole`, as a CSS percentage; nothing below zero."""
    return f"{100 * min(max(share(part, whole) or 0.0, 0.0), 1.0):.1f}%"


def parts(totals: Totals) -> tuple[tuple[str, int, Decimal], ...]:
    """Return counted, left_out and unmapped with their rows and money."""
    return tuple((step, totals.rows[step], totals.amount[step]) for step in ("counted", "left_out", "unmapped"))


def _table(
    frame: pl.DataFrame,
    named: Callable[[Row], tuple[str, str, str]],
    words: Words,
    most: int | None = None,
    of: Report | None = None,
    leads: Leads | None = None,
) -> Table:
    """Return the lines of a frame; of: the report whose range the total has, for frames with ranges.

    leads: the address of a row, where its line leads somewhere.
    """
    shown = frame if most is None else frame.head(most)
    lines, rest = _lines(shown, named, leads), frame.slice(shown.height)
    if rest.height:
        lines += (_sum(words("line.others", count=words.number(rest.height)), rest, OTHERS),)
    total = replace(_sum(words("line.total"), frame), address=addresses.page("overview"))
    if of:
        whole = of.breakdown.range
        total = replace(total, low=whole.low, high=whole.high, quality=whole.quality)
    return Table(lines, total, shown.height, _largest(frame["kg_co2e"]), bool(of))


def _largest(kilograms: pl.Series) -> Decimal:
    return Decimal(str(kilograms.max() or 0))


def _lines(
    frame: pl.DataFrame, named: Callable[[Row], tuple[str, str, str]], leads: Leads | None = None
) -> tuple[Line, ...]:
    lines = []
    for row in frame.iter_rows(named=True):
        line = Line(*named(row), row["rows"], row["reporting_amount"], row["kg_co2e"], *map(row.get, RANGED))
        lines.append(replace(line, address=leads(row)) if leads else line)
    return tuple(lines)


def _computed(row: Row) -> str:
    return addresses.category(row["category"])


def _category(report: Report, words: Words) -> Callable[[Row], tuple[str, str, str]]:
    def named(row: Row) -> tuple[str, str, str]:
        scope = words("categories.scope", category=row["scope3_category"]) if row["scope3_category"] else ""
        capital = words("column.capital_good") if str(row["capital_good"]).lower() in ("true", "yes") else ""
        return report.category(row["category"]), " · ".join(filter(None, (scope, capital))), PLAIN

    return named


def _sum(label: str, frame: pl.DataFrame, kind: str = PLAIN) -> Line:
    """Return the line of a sum; all lines of a large frame are in it, and few are shown."""
    rows, amount, kilograms = (exact_sum(frame[name]) for name in EXACT)
    return Line(label, "", kind, int(rows), amount, kilograms)


def _bridge_line(row: Row, report: Report, words: Words) -> BridgeLine:
    step, reason = row["step"], row["reason"]
    label = words(f"bridge.{step}", reason=report.reason(reason)) if reason else words(f"status.{step}")
    leads = addresses.section(BRIDGED[step])
    return BridgeLine(
        step, label, report.reason(reason), report.why(reason), row["rows"], row["reporting_amount"], leads
    )


def _open_line(row: Row, report: Report, words: Words) -> OpenLine:
    account = " ".join(str(row[name]) for name in ("account", "account_text") if row[name])
    code = " ".join(str(row[name]) for name in ("cpv", "unspsc") if row[name])
    kind = POOLED if row["pooled"] else PLAIN
    supplier, reason = supplier_name(row, words), report.reason(row["reason"])
    leads = addresses.supplier(row)
    return OpenLine(supplier, kind, account, code, reason, row["rows"], row["reporting_amount"], leads)


def supplier_name(row: Row, words: Words) -> str:
    """Return what a supplier is called: a pool by its name, else its name or number."""
    if row["pooled"]:
        return words.name("pooled", str(row["pooled"]))
    return str(row["supplier"] or row["supplier_id"] or words("pooled.no_supplier"))


def department_name(row: Row, words: Words) -> str:
    """Return what a department is called: its name, else its code."""
    return str(row["department"] or row["department_id"] or words("missing.department"))


def quarter_name(period: str | None, words: Words) -> str:
    """Return what a quarter is called: `Q1 2024`."""
    if not period:
        return words("missing.period")
    year, _, quarter = period.partition("-Q")
    return words("periods.quarter", year=year, quarter=quarter) if quarter else year
