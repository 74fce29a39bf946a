"""What a group's report shows besides: its entities from ledger to counted, and what they bought from each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from procurement_footprint.analysis.entities import STEPS
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Column, Sheet, Table, average, exact, text
from procurement_footprint.reporting.workbook import views

PAIRS = 20  # on the page; all of them are in internal.csv
MONEY = ("amount_bought", "amount_eliminated", "amount_sold", "difference")


def steps(report: Report) -> tuple[Mapping[str, Any], ...]:
    """Return a line for each entity with its money from ledger to counted; none where the buyer is no group."""
    frame = report.breakdown.entities
    return () if frame is None else tuple(frame.select("organisation", *STEPS, "reporting_amount").rows(named=True))


def pairs(report: Report) -> tuple[Mapping[str, Any], ...]:
    """Return what entities bought from each other in the whole period, largest first."""
    frame = report.breakdown.internal
    if frame is None:
        return ()
    # a sum over nothing is 0, and "not known" must stay so
    sums = [pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name) for name in MONEY]
    whole = frame.group_by("buyer_name", "seller_name").agg(pl.sum("rows_bought"), *sums)
    names = ["buyer_name", "seller_name"]
    ordered = whole.sort("amount_bought", *names, descending=[True, False, False])
    return tuple(ordered.head(PAIRS).rows(named=True))


def notes(footprint: Footprint, words: Words) -> Iterator[str]:
    """Yield how the purchases of a group become one footprint, and whose own purchases are missing in it."""
    if footprint.group is None:
        return
    yield words("group.assumption")
    if without := footprint.group.without_ledger:
        yield words("group.without_ledger", names=", ".join(words.collated(one.name for one in without)))


def sheets(report: Report, words: Words) -> tuple[Sheet, ...]:
    """Return the sheets of a group: its entities, and the purchases inside it; none where the buyer is no group."""
    tables = report.breakdown
    if tables.entities is None or tables.internal is None:
        return ()
    bought = Table("", _entities(tables.entities, report, words), "entities", COUNTED)
    entities = views.sheet("entities", bought, words)
    if tables.internal.is_empty():
        return (entities,)
    inside = Table("", _internal(tables.internal, report, words), "internal")
    return entities, views.sheet("internal", inside, words)


def _entities(frame: pl.DataFrame, report: Report, words: Words) -> tuple[Column, ...]:
    totals, known = report.breakdown.totals, report.breakdown.range
    unit = words.currency(report.breakdown.currency)
    whole = average(totals.kg_co2e, totals.amount["counted"])
    bounds = {"kg_co2e_low": known.low, "kg_co2e_high": known.high}
    return (
        Column(words("workbook.entity"), "text", frame["entity"].to_list(), words("line.total")),
        text(words("workbook.organisation_id"), frame["organisation_id"]),
        text(words("column.organisation"), frame["organisation"]),
        *(exact(words(f"group.{step}"), "money", frame[step]) for step in STEPS),
        exact(words("status.counted"), "money", frame["reporting_amount"], "amount"),
        exact(words("column.rows"), "count", frame["rows"], "rows"),
        exact(words("workbook.kg"), "kilograms", frame["kg_co2e"], "kg"),
        *(
            Column(words(f"workbook.{name}"), "kilograms", frame[name].cast(pl.Float64).to_list(), float(value))
            for name, value in bounds.items()
        ),
        Column(words("column.grams", unit=unit), "grams", frame["grams_per_unit"].to_list(), whole),
        Column(words("column.share_of_kg"), "share", frame["share_of_kg"].to_list()),
        text(words("column.quality"), frame["quality"]),
    )


def _internal(frame: pl.DataFrame, report: Report, words: Words) -> tuple[Column, ...]:
    unit = words.currency(report.breakdown.currency)
    return (
        Column(words("group.buyer"), "text", frame["buyer_name"].to_list(), words("line.total")),
        text(words("group.seller"), frame["seller_name"]),
        text(words("column.period"), frame["period"]),
        exact(words("group.rows_bought"), "count", frame["rows_bought"]),
        exact(words("group.amount_bought", unit=unit), "money", frame["amount_bought"]),
        exact(words("group.amount_eliminated", unit=unit), "money", frame["amount_eliminated"]),
        exact(words("group.rows_sold"), "count", frame["rows_sold"]),
        exact(words("group.amount_sold", unit=unit), "money", frame["amount_sold"]),
        exact(words("group.difference", unit=unit), "money", frame["difference"]),
    )
