"""The first sheet: the figures in brief as formulas over the other sheets, and whether every sheet adds up to them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from procurement_footprint.analysis.totals import PARTS
from procurement_footprint.ledger.columns import COUNTED, STATUSES
from procurement_footprint.reporting import addresses, measured
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Cell, Column, Sheet, Table, average, text
from procurement_footprint.reporting.workbook import reconciled

LEDGER = "ledger"
TABLE_OF = {COUNTED: "departments", "left_out": "left_out", "unmapped": "unmapped"}


def overview(report: Report, words: Words, others: Sequence[Sheet]) -> Sheet:
    """Return the sheet with the figures, what the other sheets hold, and whether they add up to the figures."""
    tables = [_figures(report, words), *_capital_goods(report, words)]
    if report.scopes:
        tables.append(measured.scope_table(report, report.scopes, words))
    tables += [_contents(others, words), reconciled.table(report, words, others), _booked(report, words)]
    for heading, sentences in (("notes.assumptions", report.assumptions), ("notes.notes", report.notes)):
        if sentences:
            tables.append(Table("", (text(words(heading), sentences, "prose"),)))
    title = f"{report.title}: {subject(report)}"
    return Sheet(words("workbook.overview"), tuple(tables), title, _said(report, words), addresses.page("overview"))


def subject(report: Report) -> str:
    """Return whose purchases and when, on one line."""
    return ", ".join((*report.organisations, report.period))


def _said(report: Report, words: Words) -> str:
    totals, known = report.breakdown.totals, report.breakdown.range
    if not totals.has(COUNTED):
        return words("overview.unknown")
    between = words.mass_range(known.low, known.high, totals.kg_co2e)
    mass = f"{words.mass(totals.kg_co2e)} {words('overview.unit')}"
    return f"{mass}. {words('overview.range', range=between, quality=known.quality)}"


def _figures(report: Report, words: Words) -> Table:
    """Return a line for each part of the ledger and one for all of it; other sheets refer to the names of its cells."""
    totals, known, unit = report.breakdown.totals, report.breakdown.range, words.currency(report.breakdown.currency)
    parts, counted = (*STATUSES, LEDGER), totals.amount[COUNTED]
    rest: list[Cell] = [None] * (len(parts) - 1)
    ledger = totals.amount[LEDGER]
    shares: list[Cell] = [float(totals.amount[part] / ledger) if ledger else None for part in parts]
    kilograms = Column(
        words("workbook.kg"), "kilograms", [float(totals.kg_co2e), *rest],
        formulas=["ROUND(SUM(kg_in_departments),3)", *[None] * len(rest)], called=["total_kg"],
    )  # fmt: skip
    columns = (
        text(words("workbook.part"), [words(f"status.{part}") for part in parts]),
        Column(
            words("column.rows"), "count", [totals.rows[part] for part in parts],
            formulas=[_sum(part, "rows", 0) for part in parts], called=[f"{part}_rows" for part in parts],
        ),
        Column(
            words("column.amount", unit=unit), "money", [float(totals.amount[part]) for part in parts],
            formulas=[_sum(part, "amount", 2) for part in parts], called=[f"{part}_amount" for part in parts],
        ),
        Column(
            words("column.share_of_ledger"), "share", shares,
            formulas=['IF(ledger_amount=0,"",C{row}/ledger_amount)'] * len(parts),
        ),
        kilograms,
        Column(words("workbook.kg_co2e_low"), "kilograms", [float(known.low), *rest], called=["total_kg_low"]),
        Column(words("workbook.kg_co2e_high"), "kilograms", [float(known.high), *rest], called=["total_kg_high"]),
        Column(
            words("column.grams", unit=unit), "grams", [average(totals.kg_co2e, counted), *rest],
            formulas=['IF(counted_amount=0,"",1000*total_kg/counted_amount)', *[None] * len(rest)],
            called=["grams_per_unit"],
        ),
        Column(words("column.quality"), "text", [known.quality, *rest]),
    )  # fmt: skip
    return Table(words("overview.heading"), columns)


def _sum(part: str, column: str, digits: int) -> str:
    if part == LEDGER:
        added = "+".join(f"{status}_{column}" for status in STATUSES)
        return f"ROUND({added},{digits})"
    return f"ROUND(SUM({column}_in_{TABLE_OF[part]}),{digits})"


def _capital_goods(report: Report, words: Words) -> tuple[Table, ...]:
    """Return how much of what is counted are capital goods; nothing where there are none."""
    amount, kilograms = report.capital_goods
    whole, unit = report.breakdown.totals, words.currency(report.breakdown.currency)
    if not amount and not kilograms:
        return ()
    yes = words("yes_no.true").replace('"', '""')
    chosen = f'(capital_in_categories="{yes}")'
    columns = (
        Column(words("workbook.kg"), "kilograms", [float(kilograms)], called=["capital_goods_kg"],
               formulas=[f"ROUND(SUMPRODUCT({chosen}*kg_in_categories),3)"]),
        Column(words("column.spend", unit=unit), "money", [float(amount)], called=["capital_goods_amount"],
               formulas=[f"ROUND(SUMPRODUCT({chosen}*amount_in_categories),2)"]),
        Column(words("column.grams", unit=unit), "grams", [average(kilograms, amount)],
               formulas=['IF(capital_goods_amount=0,"",1000*capital_goods_kg/capital_goods_amount)']),
        Column(words("column.share_of_kg"), "share", [_share(kilograms, whole.kg_co2e)],
               formulas=['IF(total_kg=0,"",capital_goods_kg/total_kg)']),
        Column(words("column.share_of_amount"), "share", [_share(amount, whole.amount[COUNTED])],
               formulas=['IF(counted_amount=0,"",capital_goods_amount/counted_amount)']),
    )  # fmt: skip
    return (Table(words("workbook.capital_goods"), columns),)


def _share(part: Decimal, whole: Decimal) -> float | None:
    return float(part / whole) if whole else None


def _contents(others: Sequence[Sheet], words: Words) -> Table:
    ways = [one.address for one in others]
    names = Column(words("workbook.sheet"), "text", [one.name for one in others], addresses=ways)
    notes: list[Cell] = [one.holds or one.note for one in others]
    return Table(words("workbook.contents"), (names, Column(words("workbook.holds"), "flowing", notes)))


def _booked(report: Report, words: Words) -> Table:
    booked = report.breakdown.totals.booked
    amounts = (
        Column(words(f"status.{part}"), "money", [float(four[part]) for four in booked.values()]) for part in PARTS
    )
    return Table(words("workbook.booked"), (text(words("workbook.currency"), booked), *amounts))
