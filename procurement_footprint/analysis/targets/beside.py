"""A target that is not about purchases, and the purchases beside it: two figures that are not the same thing.

What purchases are of all consumption is said only where the file gives its total:

    share = purchases ÷ total        both per inhabitant, or both in all
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import polars as pl

from procurement_footprint.analysis.targets.pace import needed
from procurement_footprint.analysis.targets.series import Material, Year, series, whole_grams
from procurement_footprint.analysis.targets.target import ABSOLUTE, PER_AMOUNT, PER_INHABITANT, Target
from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS

GOALS: dict[str, pl.DataType] = {
    "year": pl.Int32(),
    "word": pl.String(),
    "said": pl.String(),
    "value": KILOGRAMS,
    "yearly_rate": pl.Float64(),
}
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Beside:
    """A target about something else than purchases, and the purchases of the latest year beside it.

    value, low, high: purchases per unit of the target, kg; None where nobody knows what it is per. share, share_low,
    share_high: of the total of all consumption, None where none is given. goals: GOALS; yearly_rate: from that total.
    """

    target: Target
    latest: Year
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    share: float | None
    share_low: float | None
    share_high: float | None
    goals: pl.DataFrame


def beside(target: Target, material: Material) -> Beside:
    """Return a target about something else, with the purchases of the latest year."""
    latest = series(replace(target, unit=ABSOLUTE), material).last
    size = _size(target, latest)
    three = [Fraction(one) / size if size else None for one in (latest.kilograms, latest.low, latest.high)]
    value, low, high = (None if one is None else whole_grams(one) for one in three)
    total = target.total.value.amount if target.total else None
    share, least, most = (None if one is None or not total else round(float(one / total), DIGITS) for one in three)
    goals = pl.DataFrame(list(_goals(target, total)), GOALS, orient="row")
    return Beside(target, latest, value, low, high, share, least, most, goals)


def _size(target: Target, latest: Year) -> Fraction | None:
    if target.unit == PER_INHABITANT:
        return Fraction(latest.people) if latest.people else None
    if target.unit == PER_AMOUNT:
        return Fraction(latest.amount) or None
    return Fraction(1)


def _goals(target: Target, total: Fraction | None) -> Iterator[dict[str, object]]:
    since = target.total.year if target.total else None
    for one in target.milestones:
        goal = one.value.of(None) if one.value else None
        pace = needed(total, goal, one.year - since) if total and since and goal else None
        yield {
            "year": one.year,
            "word": one.word,
            "said": one.value.shown if one.value else "",
            "value": None if goal is None else whole_grams(goal),
            "yearly_rate": pace.rate if pace else None,
        }
