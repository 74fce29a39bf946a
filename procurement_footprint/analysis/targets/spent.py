"""What is spent of a carbon budget: the exact sum of the years so far, and what is left for those to come."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from procurement_footprint.analysis.targets.path import Path
from procurement_footprint.analysis.targets.series import Series, whole_grams
from procurement_footprint.analysis.targets.target import ABSOLUTE, Budget, Target


@dataclass(frozen=True, slots=True)
class Spent:
    """Kilograms of a budget. years: that are summed; missing: years so far that no footprint is read of.

    low, high: 95 % range of what is spent. path: what the path still takes, from the next year to the last of the
    budget; None where the target is per something that nobody knows yet. years_left: how long what is left lasts at the
    pace of the latest year; None where years are missing or nothing is left.
    """

    budget: Budget
    whole: Decimal
    years: tuple[int, ...]
    missing: tuple[int, ...]
    spent: Decimal
    low: Decimal
    high: Decimal
    left: Decimal
    path: Decimal | None
    years_left: float | None


def spent(target: Target, held: Series, way: Path) -> Spent | None:
    """Return what is spent of a target's budget; None where it has none."""
    budget = target.budget
    if budget is None:
        return None
    latest = held.last
    inside = [one for one in held.years if budget.first <= one.year <= budget.last]
    known = {one.year for one in inside}
    so_far = range(budget.first, min(budget.last, latest.year) + 1)
    missing = tuple(year for year in so_far if year not in known)
    ((low, high),) = held.spread.bounds([dict.fromkeys(sorted(known), Fraction(1))])
    whole, gone = whole_grams(budget.kilograms), sum((one.kilograms for one in inside), Decimal("0.000"))
    left = whole - gone
    lasts = left > 0 and latest.kilograms > 0 and not missing
    return Spent(
        budget=budget,
        whole=whole,
        years=tuple(sorted(known)),
        missing=missing,
        spent=gone,
        low=low,
        high=high,
        left=left,
        path=_needed(target, budget, latest.year, way),
        years_left=round(float(left / latest.kilograms), 6) if lasts else None,
    )


def _needed(target: Target, budget: Budget, latest: int, way: Path) -> Decimal | None:
    values = [way.at(year) for year in range(max(latest + 1, budget.first), budget.last + 1)]
    if target.unit != ABSOLUTE or None in values:
        return None
    return whole_grams(sum((value for value in values if value is not None), Fraction(0)))
