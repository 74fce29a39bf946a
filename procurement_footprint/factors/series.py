"""The factors of a set as exact numbers, and back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from procurement_footprint.factors.factor_set import FactorSet, Key

DIGITS = 5  # significant digits of a factor that is computed here; publishers give four to six
Series = Mapping[Key, Fraction]


def exact_series(factor_set: FactorSet) -> dict[Key, Fraction]:
    """Return the factor of each product and year, in kg CO2e per unit of the set's currency, as it was published."""
    # str() of a float is the shortest text that stands for it: the published decimals come back exactly
    return {(product, year): exact(str(factor)) for product, year, factor in factor_set.table.iter_rows()}


def exact(written: str) -> Fraction:
    """Return a decimal number as it is written, exactly; by way of Decimal, which reads it twice as fast."""
    return Fraction(Decimal(written))


def rounded(value: Fraction) -> float:
    """Return a computed factor, rounded to five significant digits."""
    return float(f"{float(value):.{DIGITS}g}")
