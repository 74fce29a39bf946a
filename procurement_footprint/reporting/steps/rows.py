"""The largest ledger rows of a category as examples: who bought from whom, and one of them computed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procurement_footprint.ledger.identity import masked
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.steps import arithmetic
from procurement_footprint.reporting.steps.arithmetic import Sum

Row = Mapping[str, Any]


def said(row: Row, words: Words) -> tuple[str, str]:
    """Return a row in words, and its row_id; a natural person has no name."""
    text = words(
        "steps.row",
        supplier=_supplier(row, words),
        department=printable(str(row["department"] or row["department_id"] or words("missing.department"))),
        day=row["booked_on"],
        money=words.money(row["amount"], row["currency"]),
        kg=words.number(row["kg_co2e"], 3),
    )
    return text, name(row, words)


def name(row: Row, words: Words) -> str:
    """Return the row_id, with the part where the row has several."""
    part = "" if row["part"] is None else words("steps.part", number=row["part"])
    return printable(masked(row["row_id"])) + part


def example(row: Row, held: Sum, currency: str, words: Words) -> str:
    """Return how a row was computed, in figures that give its kilograms; and what activity data made of it.

    currency: that of the report.
    """
    by_money = arithmetic.said(held, words)
    if row["activity"] is None:
        return words("steps.example", row=name(row, words), sum=by_money)
    return words(
        "steps.example_measured",
        row=name(row, words),
        sum=by_money,
        covered=words.money(row["covered_amount"], currency),
        kg=words.number(row["kg_co2e"], 3),
    )


def _supplier(row: Row, words: Words) -> str:
    if row["sole_trader"]:
        return words("steps.person")
    number = f" ({masked(row['supplier_id'])})" if row["supplier_id"] and row["supplier"] else ""
    return printable(masked(str(row["supplier"] or row["supplier_id"] or words("pooled.no_supplier"))) + number)
