"""How sure it is what measures lower: the range of the kilograms that they act on with the range of their effects."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

import polars as pl

from procurement_footprint.analysis.abatement.acted import Acted, kilograms
from procurement_footprint.analysis.abatement.measure import OERE, Effect
from procurement_footprint.analysis.abatement.shares import together
from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.ranges import ranges
from procurement_footprint.footprint.widths import Widths

DIGITS = Context(prec=6)
GRAM = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Spread:
    """Between what a figure lies with 95 %, as multiples of it: low ≤ 1 ≤ high."""

    low: float = 1.0
    high: float = 1.0

    def times(self, other: Spread) -> Spread:
        """Return the spread of the product of two figures that are independent of each other.

        low = exp(−√(ln² low_1 + ln² low_2)), high likewise; 0 where one may be 0
        """
        low = math.exp(-math.hypot(math.log(self.low), math.log(other.low))) if self.low > 0 < other.low else 0.0
        return Spread(low, math.exp(math.hypot(math.log(self.high), math.log(other.high))))

    def around(self, figure: Decimal) -> tuple[Decimal, Decimal]:
        """Return low and high of kilograms above 0, six digits in whole grams."""
        return _six_digits(float(figure) * self.low, GRAM), _six_digits(float(figure) * self.high, GRAM)

    def under(self, figure: Decimal) -> tuple[Decimal | None, Decimal | None]:
        """Return low and high of money for each of something that has this spread; None where there is no bound."""
        ends = [1 / self.high, 1 / self.low if self.low > 0 else None]
        bounds = [None if end is None else _six_digits(float(figure) * end, OERE) for end in ends]
        return (bounds[0], bounds[1]) if figure >= 0 else (bounds[1], bounds[0])


def of_effect(effect: Effect) -> Spread:
    """Return the spread of a measure's effect."""
    return Spread(float(effect.low / effect.size), float(effect.high / effect.size))


def of_plan(held: Acted, plan: Collection[int]) -> Spread:
    """Return the spread of what the measures of a plan lower together, as far as their effects go.

        low = 1 − √Σ (1 − lowered with effect_i at its low ÷ lowered)², high = 1 + √Σ (… at its high … − 1)²

    The effects are independent of each other; each is moved by itself while the others stay.
    """
    whole = _grams(held, plan, held.effects)
    if whole <= 0:
        return Spread()
    moved = []
    for place in sorted(plan):
        spread = of_effect(held.measures[place].effect)
        for side in (spread.low, spread.high):
            effects = [min(1.0, one * side) if at == place else one for at, one in enumerate(held.effects)]
            moved.append(_grams(held, plan, effects) / whole - 1)
    down, up = (math.hypot(*moved[first::2]) for first in (0, 1))
    return Spread(max(0.0, 1 - down), 1 + up)


def of_whole(held: Acted, plan: Collection[int], lowered: pl.DataFrame, widths: Widths) -> Spread:
    """Return the spread of all that a plan lowers; lowered: cell, place and grams, a year at full effect."""
    found = of_kilograms(_lines(held, lowered.with_columns(line=pl.lit(0, dtype=pl.Int64))), widths)
    return found.get(0, Spread()).times(of_plan(held, plan))


def of_measures(held: Acted, lowered: pl.DataFrame, widths: Widths) -> dict[int, Spread]:
    """Return the spread of what each measure lowers, by its place; lowered as in `of_whole`."""
    found = of_kilograms(_lines(held, lowered.with_columns(line="place")), widths)
    return {place: known.times(of_effect(held.measures[place].effect)) for place, known in found.items()}


def of_kilograms(lowered: pl.DataFrame, widths: Widths) -> dict[int, Spread]:
    """Return the spread of the kilograms of each line, as far as factors and classification go.

    lowered: line, KNOWN and kg_co2e, what is lowered in each cell. A line that is not above 0 kg has none.
    """
    found = kinds(lowered.select(KNOWN), widths)
    held = numbered(lowered, found).group_by("line", "kind").agg(pl.sum("kg_co2e")).sort("line", "kind")
    whole = lowered.group_by("line").agg(pl.sum("kg_co2e"))
    bounds = ranges(moments(held, found)).join(whole, on="line").filter(pl.col("kg_co2e") > 0).sort("line")
    rows = bounds.select("line", pl.col("kg_co2e", "kg_co2e_low", "kg_co2e_high").cast(pl.Float64)).iter_rows()
    return {line: Spread(min(1.0, max(0.0, low / kg)), max(1.0, high / kg)) for line, kg, low, high in rows}


def _lines(held: Acted, lowered: pl.DataFrame) -> pl.DataFrame:
    return lowered.join(held.cells.select("cell", *KNOWN), on="cell").select("line", *KNOWN, kg_co2e=kilograms())


def _grams(held: Acted, plan: Collection[int], effects: Sequence[float]) -> float:
    taken = ([effects[place] for place in places if place in plan] for places in held.patterns)
    return sum(grams * together(one) for grams, one in zip(held.grams, taken, strict=True))


def _six_digits(value: float, unit: Decimal) -> Decimal:
    return DIGITS.create_decimal_from_float(value).quantize(unit)
