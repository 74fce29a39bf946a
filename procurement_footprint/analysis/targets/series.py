"""The years of a target: what was emitted and spent in each, per inhabitant or unit of money where it says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from procurement_footprint.analysis.targets.spread import Spread, spread
from procurement_footprint.analysis.targets.target import PER_AMOUNT, PER_INHABITANT, Target
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint.widths import Widths
from procurement_footprint.problems import Refused, problem

GRAM = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Material:
    """What targets are held against: the cells (`cells.CELLS`) of whole years, of purchases in one currency.

    The cells may be as the footprints have them, or restated under one method: nothing here depends on which.
    people: inhabitants by year, for the years where they are known.
    """

    cells: pl.DataFrame
    years: tuple[int, ...]
    widths: Widths
    currency: str
    people: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Year:
    """One year. low, high: 95 % range of the kilograms. size: inhabitants, money or 1: what the target is per."""

    year: int
    kilograms: Decimal
    low: Decimal
    high: Decimal
    amount: Decimal
    people: int | None
    size: Fraction

    @property
    def value(self) -> Fraction:
        """Kilograms per unit of the target."""
        return Fraction(self.kilograms) / self.size


@dataclass(frozen=True, slots=True)
class Series:
    """The years of a target, in order, at least one; and what ranges of sums over them are made of."""

    years: tuple[Year, ...]
    cells: pl.DataFrame
    spread: Spread

    @property
    def last(self) -> Year:
        """The latest year."""
        return self.years[-1]

    def of(self, year: int | None) -> Year | None:
        """Return a year, None where it is not there."""
        return next((one for one in self.years if one.year == year), None)


def series(target: Target, material: Material) -> Series:
    """Return the years of a target.

    A year without what the target is per takes no part, unless it is the only one, the latest or the base.
    Errors: Refused when what it is per is not known for the latest year or the base, or nothing is called as its scope
    says.
    """
    held = material.cells.filter(pl.col("year").is_in(material.years) & target.scope.holds())
    held = held.with_columns(part=pl.lit(0, pl.Int64))
    sizes = _sizes(target, held, material)
    needed = {max(material.years), *({target.base} if target.base in material.years else ())}
    if target.of_purchases and (lost := sorted(needed - sizes.keys())):
        code = "target-inhabitants" if target.unit == PER_INHABITANT else "target-money"
        said = ", ".join(map(str, lost))
        raise Refused([problem(code, target.place, years=said, year=lost[0])])
    made = spread(held, material.widths)
    known = sorted(sizes)
    bounds = made.bounds([{year: Fraction(1)} for year in known])
    years = [_year(held, year, *pair, material, sizes[year]) for year, pair in zip(known, bounds, strict=True)]
    return Series(tuple(years), held, made)


def whole_grams(kilograms: Fraction) -> Decimal:
    """Return kilograms rounded to whole grams, halves up."""
    grams = kilograms * 1000
    return Decimal((2 * grams.numerator + grams.denominator) // (2 * grams.denominator)) * GRAM


def _sizes(target: Target, held: pl.DataFrame, material: Material) -> dict[int, Fraction]:
    """Return what the target is per, of each year for which that is known and not zero."""
    if target.unit == PER_INHABITANT:
        return {year: Fraction(material.people[year]) for year in material.years if material.people.get(year)}
    if target.unit == PER_AMOUNT:
        money = {year: Fraction(_sum(held, year, "reporting_amount")) for year in material.years}
        return {year: amount for year, amount in money.items() if amount > 0}
    return dict.fromkeys(material.years, Fraction(1))


def _year(held: pl.DataFrame, year: int, low: Decimal, high: Decimal, material: Material, size: Fraction) -> Year:
    kilograms, amount = (_sum(held, year, name) for name in ("kg_co2e", "reporting_amount"))
    return Year(year, kilograms, low, high, amount, material.people.get(year), size)


def _sum(held: pl.DataFrame, year: int, column: str) -> Decimal:
    return exact_sum(held.filter(pl.col("year") == year)[column])
