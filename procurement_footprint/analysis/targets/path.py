"""The path of a target: straight from the base to the first milestone, and from each milestone to the next.

    T(t) = v₁ + (v₂ − v₁) × (t − t₁) ÷ (t₂ − t₁)      between two points (t₁, v₁) and (t₂, v₂)

Before its first point there is no path; after the last milestone what holds there goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from procurement_footprint.analysis.targets.target import Target


@dataclass(frozen=True, slots=True)
class Path:
    """Points (year, kg per unit of the target), in order."""

    points: tuple[tuple[int, Fraction], ...]

    def at(self, year: int) -> Fraction | None:
        """Return the value of the path in a year; None before it begins."""
        if not self.points or year < self.points[0][0]:
            return None
        for (first, before), (last, after) in pairwise(self.points):
            if year <= last:
                return before + (after - before) * Fraction(year - first, last - first)
        return self.points[-1][1]


def path(target: Target, base: Fraction | None) -> Path:
    """Return the path of a target; base: kg per unit in its base year, None where it has none or that is not known."""
    begin = [(target.base, base)] if target.base is not None and base is not None else []
    held = [(one.year, one.value.of(base)) for one in target.milestones if one.value is not None]
    return Path(tuple((year, value) for year, value in [*begin, *held] if value is not None))


def base_weight(target: Target, year: int) -> Fraction:
    """Return by how much the path in a year rises for each kg per unit that the base has more; 0 without a base."""
    high, low = (path(target, Fraction(base)).at(year) for base in (1, 0))
    return Fraction(0) if target.base is None or high is None or low is None else high - low
