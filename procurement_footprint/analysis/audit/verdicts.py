"""Verdicts: what an auditor can say about a line, and how much of the line is then wrong.

A line that nobody can judge is wrong in full: what is counted as if it should not be, what is not as if it should.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import polars as pl

from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.recomputed import kilograms
from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, UNMAPPED

RIGHT, CATEGORY, LEAVE_OUT, COUNT, AMOUNT, UNKNOWN = (
    "right",
    "wrong_category",
    "leave_out",
    "count",
    "wrong_amount",
    "cannot_tell",
)
VERDICTS = (RIGHT, CATEGORY, LEAVE_OUT, COUNT, AMOUNT, UNKNOWN)
FITTING = {
    COUNTED: (RIGHT, CATEGORY, LEAVE_OUT, AMOUNT, UNKNOWN),
    LEFT_OUT: (RIGHT, COUNT, UNKNOWN),
    UNMAPPED: (RIGHT, LEAVE_OUT, COUNT, UNKNOWN),
}
NEEDS_CATEGORY, NEEDS_AMOUNT = (CATEGORY, COUNT), (AMOUNT,)
TAKES_CATEGORY, TAKES_AMOUNT = (CATEGORY, COUNT, AMOUNT), (CATEGORY, COUNT, AMOUNT)
NOTHING = Decimal(0)
ORE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said about one line. amount: right amount in the booked currency, None where the booked one is right.

    place: the cell of the verdict.
    """

    line: str
    verdict: str
    category: str | None = None
    amount: Decimal | None = None
    comment: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a verdict does to a line: what is recorded and what is right, in kg and in the reporting currency.

    right_kg: None where the category has no factor, or where what is not counted was not judged.
    """

    verdict: Verdict
    kg: Decimal
    right_kg: Decimal | None
    money: Decimal
    right_money: Decimal

    def wrong(self, over: str) -> Decimal:
        """Return recorded − right in `kg` or `money`."""
        return self.kg - (self.right_kg or NOTHING) if over == "kg" else self.money - self.right_money


def effects(lines: pl.DataFrame, verdicts: Sequence[Verdict], basis: Basis) -> list[Effect]:
    """Return the effect of each verdict. lines: those of the sample, one for each verdict and in their order."""
    facts = list(lines.iter_rows(named=True))
    pairs = list(zip(facts, verdicts, strict=True))
    asked = [place for place, (row, verdict) in enumerate(pairs) if _by_money(row, verdict)]
    computed = kilograms(
        lines[asked],
        [pairs[place][1].category or pairs[place][0]["category"] for place in asked],
        [_amount(*pairs[place]) for place in asked],
        basis,
    )
    by_money = dict(zip(asked, computed, strict=True))
    return [_effect(row, verdict, by_money.get(place)) for place, (row, verdict) in enumerate(pairs)]


def _by_money(row: Mapping[str, Any], verdict: Verdict) -> bool:
    """Whether what is right is computed from money; measured kilograms of the right category stay in proportion."""
    if verdict.category:
        return True
    return verdict.verdict == AMOUNT and row["activity"] is None


def _amount(row: Mapping[str, Any], verdict: Verdict) -> Decimal:
    booked: Decimal = row["amount"]
    return booked if verdict.amount is None else verdict.amount


def _effect(row: Mapping[str, Any], verdict: Verdict, computed: Decimal | None) -> Effect:
    recorded = row["kg_co2e"] or NOTHING
    counts = row["status"] == COUNTED
    share = _amount(row, verdict) / row["amount"] if row["amount"] else Decimal(1)
    whole: Decimal = row["reporting_amount"]
    money = (whole * share).quantize(ORE, ROUND_HALF_EVEN)
    should_count = {RIGHT: counts, CATEGORY: True, AMOUNT: True, COUNT: True, LEAVE_OUT: False, UNKNOWN: not counts}
    right_kg: Decimal | None = computed
    if not should_count[verdict.verdict]:
        right_kg, money = NOTHING, NOTHING
    elif verdict.verdict == RIGHT:
        right_kg = recorded
    elif verdict.verdict == AMOUNT and not _by_money(row, verdict):
        right_kg = (recorded * share).quantize(Decimal("0.001"), ROUND_HALF_EVEN)
    return Effect(verdict, recorded, right_kg, whole if counts else NOTHING, money)
