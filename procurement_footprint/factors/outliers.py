"""What is odd in a factor set: jumps between years, breaks of valuation, factors far from all others.

robust deviation = 1.4826 × median |log ratio - median log ratio|
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from procurement_footprint.factors.factor_set import FactorSet, Key
from procurement_footprint.factors.series import Series, exact, exact_series

NORMAL = 1.4826  # makes the median absolute deviation of a normal distribution its standard deviation
FEWEST = 5  # of fewer values no spread can be told
TERMS = {"valuation_year", "total_basic_prices", "rebasing_ratio", "margin_term", "share_trade_transport_margins"}


@dataclass(frozen=True, slots=True)
class Jump:
    """A factor that differs from the one of the year before by more than the limit; per unit of money."""

    product: str
    year: int
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Break:
    """A vintage whose prices rest on much later tables than those of the vintage before."""

    before: int
    year: int
    valuation_before: int
    valuation_after: int
    products: int


@dataclass(frozen=True, slots=True)
class Far:
    """A factor that lies far from others, by so many robust deviations. ratio: to what is usual."""

    name: str
    year: int
    deviations: float
    ratio: float


def jumps(series: Series, limit: str) -> list[Jump]:
    """Return the factors that rise or fall by more than the share `limit` from one year to the next, sorted."""
    held, most = {key: value for key, value in series.items() if value > 0}, exact(limit)
    return [
        Jump(product, year, before, after)
        for (product, year), after in sorted(held.items())
        if (before := held.get((product, year - 1))) and abs(after - before) > most * before
    ]


def median_change(series: Series, from_year: int, to_year: int) -> Fraction:
    """Return by what all products of a set move from one year to another, in the middle: 1 where none has both."""
    changes = [
        series[product, to_year] / value
        for (product, year), value in series.items()
        if year == from_year and value > 0 and (product, to_year) in series
    ]
    return median(changes) if changes else Fraction(1)


def breaks(factor_set: FactorSet) -> list[Break]:
    """Return where the year of the tables behind the prices jumps by more than one year between two vintages.

    A set without the columns that a conversion needs has none.
    """
    if not factor_set.details or not factor_set.description.columns.keys() >= TERMS:
        return []
    years = {year: _valuation(factor_set, year) for year in factor_set.vintages}
    pairs = zip(factor_set.vintages, factor_set.vintages[1:], strict=False)
    return [
        Break(before, year, years[before], years[year], sum(of == before for _, of in factor_set.details))
        for before, year in pairs
        if years[year] - years[before] > 1
    ]


def from_peers(factor_set: FactorSet, deviations: str) -> list[Far]:
    """Return the factors that lie far from all products of the same year: log(factor ÷ median of the year)."""
    found = []
    for year in factor_set.vintages:
        values = {name: float(value) for (name, of), value in exact_series(factor_set).items() if of == year}
        found += [Far(name, year, *far) for name, *far in _far(values, deviations)]
    return found


def from_other(ratios: Mapping[str, float], year: int, deviations: str) -> list[Far]:
    """Return the names whose ratio of two sets lies far from the usual ratio: log(ratio ÷ median ratio)."""
    return [Far(name, year, *far) for name, *far in _far(ratios, deviations)]


def not_above_zero(factor_set: FactorSet) -> list[Key]:
    """Return the products and years whose factor is 0 or below."""
    return [(product, year) for product, year, value in factor_set.table.iter_rows() if value <= 0]


def _far(values: Mapping[str, float], limit: str) -> Iterator[tuple[str, float, float]]:
    logs = {name: math.log(value) for name, value in sorted(values.items()) if value > 0}
    if len(logs) < FEWEST:
        return
    middle = median(logs.values())
    spread = NORMAL * median(abs(one - middle) for one in logs.values())
    for name, one in logs.items():
        if spread and abs(one - middle) > float(limit) * spread:
            yield name, abs(one - middle) / spread, math.exp(one - middle)


def _valuation(factor_set: FactorSet, year: int) -> int:
    return min(int(held["valuation_year"]) for (_, of), held in factor_set.details.items() if of == year)
