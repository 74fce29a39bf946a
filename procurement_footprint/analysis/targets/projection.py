"""Where the years so far lead: the straight line that is nearest to them (least squares).

    E(t) = Σ wᵢ(t) × Eᵢ      wᵢ(t) = 1 ÷ n + (t − t̄) × (tᵢ − t̄) ÷ Σ (tⱼ − t̄)²

The line is a weighted sum of the years, so its standard deviation from the factors, σ(t), is that of such a sum
(`spread`): what the years share cancels or stays, as their weights say. From three years on it is known as well how far
they lie from the line, which widens the range:

    low(t) = E(t) − √((σ(t) × (E − low) ÷ σ)² + scatter(t)²)      of the latest year: E, low, high and σ
    high(t) = E(t) + √((σ(t) × (high − E) ÷ σ)² + scatter(t)²)
    scatter(t) = q × s × √(1 + 1 ÷ n + (t − t̄)² ÷ Σ (tⱼ − t̄)²)      s² = Σ (Eᵢ − E(tᵢ))² ÷ (n − 2)

q: 97.5 % quantile of Student's t with n − 2 degrees of freedom. The range has the shape of the latest year's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# 97.5 % quantiles of Student's t for 1, 2, … degrees of freedom, as every table of it has them
QUANTILES = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
LAST_YEAR = 2199  # a line that needs longer leads nowhere


@dataclass(frozen=True, slots=True)
class Line:
    """The line through two years or more; values: year → kg per unit of the target."""

    values: Mapping[int, Fraction]

    @property
    def slope(self) -> Fraction:
        """By how much it rises from year to year."""
        return sum((self._lean(year) * value for year, value in self.values.items()), Fraction(0))

    def weights(self, year: int) -> dict[int, Fraction]:
        """Return the weight that each year of the line has in `year`; they add up to 1."""
        away = year - self._middle
        return {one: Fraction(1, len(self.values)) + away * self._lean(one) for one in self.values}

    def at(self, year: int) -> Fraction:
        """Return the value of the line in a year."""
        return sum((weight * self.values[one] for one, weight in self.weights(year).items()), Fraction(0))

    def scatter(self, year: int) -> float:
        """Return how far a year may lie from the line (95 %), as the years so far do; 0 where there are only two."""
        free = len(self.values) - 2
        if free <= 0:
            return 0.0
        squares = sum(((value - self.at(one)) ** 2 for one, value in self.values.items()), Fraction(0))
        away = (year - self._middle) ** 2 / self._breadth
        wide = math.sqrt(float(squares / free) * float(1 + Fraction(1, len(self.values)) + away))
        return QUANTILES[min(free, len(QUANTILES)) - 1] * wide

    def reaches(self, goal: Fraction, after: int) -> int | None:
        """Return the first year from `after` on in which the line is at the goal or below; None where it never is."""
        if self.at(after) <= goal:
            return after
        if self.slope >= 0:
            return None
        year = after + math.ceil((goal - self.at(after)) / self.slope)
        return year if year <= LAST_YEAR else None

    @property
    def _middle(self) -> Fraction:
        return Fraction(sum(self.values), len(self.values))

    @property
    def _breadth(self) -> Fraction:
        return sum(((one - self._middle) ** 2 for one in self.values), Fraction(0))

    def _lean(self, year: int) -> Fraction:
        return (year - self._middle) / self._breadth


def line(values: Mapping[int, Fraction]) -> Line | None:
    """Return the line through years and their values; None where there is only one."""
    return Line(dict(values)) if len(values) > 1 else None


@dataclass(frozen=True, slots=True)
class Sides:
    """How far a range reaches below and above its figure, in standard deviations."""

    down: float
    up: float

    def around(self, value: Fraction, deviation: float, scatter: float) -> tuple[Fraction, Fraction]:
        """Return low and high of a value with this standard deviation and scatter, six digits."""
        down, up = (math.hypot(side * deviation, scatter) for side in (self.down, self.up))
        return _six_digits(float(value) - down), _six_digits(float(value) + up)


def sides(value: Fraction, low: Fraction, high: Fraction, deviation: float) -> Sides:
    """Return the shape of a range; of no width where nothing is uncertain."""
    if not deviation:
        return Sides(0.0, 0.0)
    return Sides(float(value - low) / deviation, float(high - value) / deviation)


def _six_digits(number: float) -> Fraction:
    """Return a number without the last bits, which are not the same on every computer."""
    return Fraction(f"{number:.6g}")
