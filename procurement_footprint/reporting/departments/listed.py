"""The list of all departments: how much each emits, what has changed, and how much of its money is counted."""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis.bridge import LEDGER_STEP
from procurement_footprint.analysis.departments.found import Own
from procurement_footprint.ledger.columns import COUNTED, UNMAPPED
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.departments.setting import Setting
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.leaflet.document import Section
from procurement_footprint.reporting.sheets import Column, Table, text

KILOGRAMS = pl.Decimal(38, 3)


def section(setting: Setting) -> Section:
    """Return the list, each line leading to the department's page; also those of which nothing is counted."""
    words, held = setting.words, setting.departments
    names = text(words("column.department"), [setting.called(one.row) for one in held])
    whole, totals = setting.report.breakdown.totals.kg_co2e, setting.report.breakdown.totals
    shares = [one.kilograms / whole if whole else None for one in held]
    covered = [one.covered for one in held]
    of_all = totals.amount[COUNTED] / totals.amount[LEDGER_STEP] if totals.amount[LEDGER_STEP] else None
    open_money = [one.money(UNMAPPED) for one in held]
    unmapped = words("department_page.unmapped_money", unit=setting.unit)
    table = Table(
        words("department_page.list_caption"),
        (
            Column(names.header, names.kind, names.values, words("line.total"), [_leads(one) for one in held]),
            columns.tonnes(words("column.tonnes"), pl.Series([one.kilograms for one in held], dtype=KILOGRAMS)),
            columns.numbers(words("column.share_of_kg"), "share", shares, 1 if whole else None),
            *(_changes(setting) if setting.before else ()),
            columns.numbers(words("department_page.coverage"), "share", covered, of_all),
            columns.numbers(unmapped, "money", open_money, sum(open_money)),
        ),
    )
    intro = words("department_page.list_intro")
    return Section("own-pages", words("department_page.list"), (intro,), tables=(table,))


def _changes(setting: Setting) -> tuple[Column, Column]:
    """Return the real change of each department and what it comes to; nothing where it cannot be told."""
    words, told = setting.words, [setting.told(one) for one in setting.departments]
    kilograms = pl.Series([one.total["real_change"] if one else None for one in told], dtype=KILOGRAMS)
    verdicts = [words.name("verdict_of_change", one.total["verdict"]) if one else "" for one in told]
    header = words("department_page.change_in_tonnes", before=setting.before)
    return columns.change(header, kilograms, False), text(words("change.verdict"), verdicts)


def _leads(own: Own) -> str:
    return addresses.department(own.row)
