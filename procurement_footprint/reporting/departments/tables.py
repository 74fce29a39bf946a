"""The tables of a department's page; each adds up to the department."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.bridge import LEDGER_STEP
from procurement_footprint.analysis.departments.folding import OTHERS
from procurement_footprint.analysis.departments.found import Own, Row
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.reporting import addresses, page_tables
from procurement_footprint.reporting.departments.setting import Setting
from procurement_footprint.reporting.hot_spots.actions import ASK
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.sheets import Column, Table, exact, text

Named = Callable[[Row], str]


def bridge(own: Own, setting: Setting) -> Table:
    """Return the way from what is booked on the department to what is counted, which stands last."""
    words, frame = setting.words, own.tables["bridge"]
    steps, counted = frame.filter(pl.col("step") != COUNTED), own.money(COUNTED)
    ledger, rows = own.money(LEDGER_STEP), exact_sum(frame.filter(pl.col("step") == COUNTED)["rows"])
    amounts = [
        amount if step == LEDGER_STEP else -amount
        for step, amount in steps.select("step", "reporting_amount").iter_rows()
    ]
    shares = [_part(amount, ledger) for amount in amounts]
    names = text(words("column.step"), [_step(row, setting) for row in steps.iter_rows(named=True)])
    held = (
        Column(names.header, names.kind, names.values, words("status.counted")),
        columns.numbers(words("column.amount", unit=setting.unit), "money", amounts, counted),
        columns.numbers(words("column.share_of_ledger"), "share", shares, _part(counted, ledger)),
        columns.numbers(words("column.rows"), "count", steps["rows"], rows),
    )
    return Table(words("department_page.bridge_caption"), held)


def groups(own: Own, setting: Setting) -> Table:
    """Return what was bought by group, beside the year before where there is one."""
    frame, words = own.tables["groups"], setting.words
    names = _names(words("column.group"), frame, lambda row: setting.report.group(row["group"]), setting)
    held = (names, *_measures(own, frame, setting), *_changed(own, frame, setting))
    return Table(words("department_page.groups_caption"), held)


def categories(own: Own, setting: Setting) -> Table:
    """Return the largest categories, each leading to how it was computed."""
    frame, words = own.tables["categories"], setting.words
    lead = [addresses.category(one) if one else None for one in frame["category"]]
    names = _names(words("column.category"), frame, lambda row: setting.report.category(row["category"]), setting, lead)
    measures = [one for one in _measures(own, frame, setting) if one.kind != "money"]
    return Table(words("department_page.categories_caption"), (names, *measures, *_changed(own, frame, setting)[-1:]))


def suppliers(own: Own, setting: Setting) -> Table:
    """Return the largest suppliers; natural persons are one pool."""
    frame, words = own.tables["suppliers"], setting.words
    names = _names(words("column.supplier"), frame, lambda row: page_tables.supplier_name(row, words), setting)
    return Table(words("department_page.suppliers_caption"), (names, *_measures(own, frame, setting)))


def spots(own: Own, setting: Setting, per_cent: str) -> Table:
    """Return the department's own hot spots: what a requirement gives there, and what to ask the supplier for."""
    words, frame = setting.words, own.tables["spots"]
    rows = list(frame.iter_rows(named=True))
    lead = [addresses.category(one) if one else None for one in frame["category"]]
    sellers = ["" if row[OTHERS] else page_tables.supplier_name(row, words) for row in rows]
    asked = [_ask(row, setting) for row in rows]
    held = (
        _names(words("column.category"), frame, lambda row: setting.report.category(row["category"]), setting, lead),
        text(words("column.supplier"), sellers),
        columns.tonnes(words("column.tonnes"), frame["kg_co2e"]),
        columns.unbroken(words("column.range"), _ranges(frame, setting), _whole_range(own, setting)),
        text(words("hotspots.lever"), map(setting.report.lever, frame["lever"])),
        columns.tonnes(words("hotspots.gives", per_cent=per_cent), frame["kg_gain"], False),
        text(words("hotspots.ask_for"), asked),
    )
    return Table(words("department_page.spots_caption"), held)


def quarters(own: Own, setting: Setting) -> Table:
    """Return emissions quarter by quarter."""
    words, frame = setting.words, own.tables["periods"]
    names = _names(words("column.period"), frame, lambda row: page_tables.quarter_name(row["period"], words), setting)
    return Table(words("department_page.quarters_caption"), (names, *_measures(own, frame, setting)))


def unmapped(own: Own, setting: Setting) -> Table:
    """Return the largest amounts that are unmapped."""
    words, frame = setting.words, own.tables["unmapped"]
    accounts = [" ".join(filter(None, row)) for row in frame.select("account", "account_text").iter_rows()]
    held = (
        _names(words("column.supplier"), frame, lambda row: page_tables.supplier_name(row, words), setting),
        text(words("column.account"), accounts),
        text(words("column.reason"), [setting.report.reason(one) if one else "" for one in frame["reason"]]),
        exact(words("column.amount", unit=setting.unit), "money", frame["reporting_amount"]),
        exact(words("column.rows"), "count", frame["rows"]),
    )
    return Table(words("department_page.unmapped_caption"), held)


def evidence(own: Own, setting: Setting) -> Table:
    """Return what the figures rest on."""
    words, frame = setting.words, own.tables["evidence"]
    names = _names(words("column.evidence"), frame, lambda row: words.name("evidence", row["evidence"]), setting)
    quality = text(words("column.quality"), [words.name("quality", one) for one in frame["quality"]])
    held = (
        names,
        quality,
        columns.tonnes(words("column.tonnes"), frame["kg_co2e"]),
        columns.numbers(words("column.share_of_kg"), "share", _shares(own, frame), 1 if own.kilograms else None),
    )
    return Table(words("department_page.evidence_caption"), held)


def _names(
    header: str, frame: pl.DataFrame, named: Named, setting: Setting, leads: Sequence[str | None] = ()
) -> Column:
    """Return the first column: what each line is called, the others counted, the total below."""
    words = setting.words
    shown = [
        words("line.others", count=words.number(row[OTHERS])) if row.get(OTHERS) else named(row)
        for row in frame.iter_rows(named=True)
    ]
    held = text(header, shown)
    return Column(held.header, held.kind, held.values, words("line.total"), leads)


def _measures(own: Own, frame: pl.DataFrame, setting: Setting) -> Iterable[Column]:
    words, amount = setting.words, own.money(COUNTED)
    yield columns.tonnes(words("column.tonnes"), frame["kg_co2e"])
    if "kg_co2e_low" in frame.columns:
        yield columns.unbroken(words("column.range"), _ranges(frame, setting), _whole_range(own, setting))
    whole = 1 if own.kilograms else None
    yield columns.numbers(words("column.share_of_kg"), "share", _shares(own, frame), whole)
    yield exact(words("column.spend", unit=setting.unit), "money", frame["reporting_amount"])
    grams = [_grams(kilograms, money) for kilograms, money in frame.select("kg_co2e", "reporting_amount").iter_rows()]
    yield columns.numbers(words("column.grams", unit=setting.unit), "grams", grams, _grams(own.kilograms, amount))


def _changed(own: Own, frame: pl.DataFrame, setting: Setting) -> tuple[Column, ...]:
    """Return what lines were before and their real change; nothing without an earlier footprint."""
    if setting.told(own) is None:
        return ()
    words = setting.words
    return (
        columns.tonnes(words("department_page.before", before=setting.before), frame["kg_restated"]),
        columns.change(words("department_page.real_change"), frame["real_change"]),
    )


def _ranges(frame: pl.DataFrame, setting: Setting) -> list[str]:
    bounds = frame.select("kg_co2e_low", "kg_co2e_high").iter_rows()
    return ["" if low is None else setting.words.tonnes_range(low, high) for low, high in bounds]


def _whole_range(own: Own, setting: Setting) -> str:
    return setting.words.tonnes_range(own.row["kg_co2e_low"], own.row["kg_co2e_high"])


def _shares(own: Own, frame: pl.DataFrame) -> list[Decimal | None]:
    return [_part(one, own.kilograms) for one in frame["kg_co2e"]]


def _ask(row: Row, setting: Setting) -> str:
    """Return what to ask the supplier of a hot spot for; nothing where it is several, or nobody."""
    if row[OTHERS] or row["pooled"] or row["kg_co2e"] <= 0:
        return ""
    return setting.words(ASK[setting.levers.by_category[row["category"]].ask])


def _step(row: Row, setting: Setting) -> str:
    words, reason = setting.words, row["reason"]
    if row["step"] == LEDGER_STEP or reason is None:
        return words(f"status.{row['step']}")
    return words(f"bridge.{row['step']}", reason=setting.report.reason(reason))


def _part(some: Decimal, whole: Decimal) -> Decimal | None:
    return some / whole if whole else None


def _grams(kilograms: Decimal, amount: Decimal) -> float | None:
    return float(kilograms * 1000 / amount) if amount else None
