"""The bridge as a sheet: from the ledger to what is counted, each step a formula over the sheets that it sums up."""

from __future__ import annotations

from decimal import Decimal

from procurement_footprint.analysis.bridge import LEDGER_STEP
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Cell, Column, Sheet, Table, text
from procurement_footprint.reporting.workbook import views


def bridge(report: Report, words: Words) -> Sheet:
    """Return the sheet; its last line is what is left of the ledger after all steps, and equals what is counted."""
    frame, unit = report.breakdown.bridge, words.currency(report.breakdown.currency)
    steps, reasons = frame["step"].to_list(), [report.reason(one) if one else None for one in frame["reason"]]
    amounts = frame["reporting_amount"].to_list()
    ledger, left = report.breakdown.totals.amount[LEDGER_STEP], list[Decimal]()
    for step, amount in zip(steps, amounts, strict=True):
        left.append(amount if step in (LEDGER_STEP, COUNTED) else left[-1] - amount)
    shares: list[Cell] = [float(amount / ledger) if ledger else None for amount in amounts]
    columns = (
        text(words("column.step"), [words(f"status.{step}") for step in steps]),
        text(words("column.reason"), reasons),
        Column(words("column.rows"), "count", [float(one) for one in frame["rows"]], name="rows",
               formulas=_formulas(steps, reasons, "rows", 0), called=_called(steps, "rows")),
        Column(words("column.amount", unit=unit), "money", [float(one) for one in amounts], name="amount",
               formulas=_formulas(steps, reasons, "amount", 2), called=_called(steps, "amount")),
        Column(words("workbook.what_is_left", unit=unit), "money", [float(one) for one in left], formulas=_left(steps)),
        Column(words("column.share_of_ledger"), "share", shares,
               formulas=['IF(ledger_amount=0,"",D{row}/ledger_amount)'] * len(steps)),
        text(words("column.why"), [report.why(reason) or None for reason in frame["reason"]], "prose"),
    )  # fmt: skip
    return views.sheet("bridge", Table("", columns, part=COUNTED), words)


def _formulas(steps: list[str], reasons: list[str | None], name: str, digits: int) -> list[str | None]:
    """Return how each step comes about; a reason that is called like another has no formula of its own."""
    found: list[str | None] = []
    for step, reason in zip(steps, reasons, strict=True):
        if step == LEDGER_STEP:
            found.append(f"ledger_{name}")
        elif step == COUNTED:
            letter = {"rows": "C", "amount": "D"}[name]
            less = f"-SUM({letter}{{first}}:{letter}{{above}})"  # the first is the ledger, so it is added twice
            found.append(f"ROUND(2*{letter}{{first}}{less},{digits})")
        elif sum(pair == (step, reason) for pair in zip(steps, reasons, strict=True)) == 1:
            found.append(f"ROUND(SUMPRODUCT((reason_in_{step}=B{{row}})*{name}_in_{step}),{digits})")
        else:
            found.append(None)
    return found


def _left(steps: list[str]) -> list[str | None]:
    return [f"ROUND({'D{row}' if step in (LEDGER_STEP, COUNTED) else 'E{above}-D{row}'},2)" for step in steps]


def _called(steps: list[str], name: str) -> list[str | None]:
    return [*[None] * (len(steps) - 1), f"bridge_{name}"]
