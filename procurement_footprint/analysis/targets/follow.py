"""One target against the years so far: distance, pace, projection, departments and budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import polars as pl

from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.analysis.targets.pace import needed
from procurement_footprint.analysis.targets.parts import parts
from procurement_footprint.analysis.targets.path import Path, base_weight, path
from procurement_footprint.analysis.targets.projection import Line, line, sides
from procurement_footprint.analysis.targets.series import Material, Series, Year, series, whole_grams
from procurement_footprint.analysis.targets.spent import Spent, spent
from procurement_footprint.analysis.targets.target import PER_AMOUNT, Target
from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS
from procurement_footprint.problems import Refused, problem

ENTITIES = DEPARTMENTS[:2]
YEARS: dict[str, pl.DataType] = {
    "year": pl.Int32(),
    "kg_co2e": KILOGRAMS,
    "kg_co2e_low": KILOGRAMS,
    "kg_co2e_high": KILOGRAMS,
    "reporting_amount": pl.Decimal(38, 2),
    "inhabitants": pl.Int64(),
    "value": KILOGRAMS,
    "value_low": KILOGRAMS,
    "value_high": KILOGRAMS,
    "path": KILOGRAMS,
}
AHEAD: dict[str, pl.DataType] = {
    "year": pl.Int32(),
    **dict.fromkeys(("path", "projected", "projected_low", "projected_high"), KILOGRAMS),
}
MILESTONES: dict[str, pl.DataType] = {
    "year": pl.Int32(),
    "word": pl.String(),
    "said": pl.String(),
    "value": KILOGRAMS,
    "yearly_rate": pl.Float64(),
    "yearly_amount": KILOGRAMS,
    **dict.fromkeys(("projected", "projected_low", "projected_high"), KILOGRAMS),
    "reached": pl.Int32(),
}
SIGNIFICANT = 6  # digits of a bound

Verdict = Literal["above", "below", "unsure"]


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the latest year is from the path, in kg: above zero is too much. path: what the path allows.

    low, high: 95 % range. share: of the path, None where that is zero. verdict: `above` or `below` where the whole
    range is on one side.
    """

    year: int
    kilograms: Decimal
    low: Decimal
    high: Decimal
    path: Decimal
    share: float | None

    @property
    def verdict(self) -> Verdict:
        """On which side of the path the year is, as far as the range can tell."""
        return "above" if self.low > 0 else "below" if self.high < 0 else "unsure"


@dataclass(frozen=True, slots=True)
class Followed:
    """A target about purchases, and how it goes.

    Values are in kg, kg per inhabitant or g per unit of money, as the target is. years: YEARS. ahead: AHEAD, every year
    from the first of the path or of the series to the last milestone. milestones: MILESTONES; reached: the first year
    in which the projection is there. departments, entities: `parts`; entities is None where there is only one.
    distance: None before the path begins and in its base. slope: of the projection a year, None where there is only
    one year.
    skipped: years that take no part since what the target is per is not known.
    """

    target: Target
    years: pl.DataFrame
    ahead: pl.DataFrame
    milestones: pl.DataFrame
    distance: Distance | None
    slope: Decimal | None
    departments: pl.DataFrame
    entities: pl.DataFrame | None
    budget: Spent | None
    skipped: tuple[int, ...]


def follow(target: Target, material: Material) -> Followed:
    """Return how a target about purchases goes.

    Errors: Refused when its base is not among the years, or what it is per is not known.
    """
    if target.base is not None and target.base not in material.years:
        years = [str(year) for year in material.years]
        said = {"years": ", ".join(years), "others": " ".join(years)}
        raise Refused([problem("target-base-year", target.place, base=target.base, **said)])
    held = series(target, material)
    base = held.of(target.base)
    way, ahead = path(target, base.value if base else None), line({one.year: one.value for one in held.years})
    distance = _distance(target, held, way)
    goal = distance.path if distance else None
    several = held.cells.select(ENTITIES).unique().height > 1
    return Followed(
        target=target,
        years=_frame(YEARS, _years(target, held, way)),
        ahead=_frame(AHEAD, _ahead(target, held, way, ahead)),
        milestones=_frame(MILESTONES, _milestones(target, held, base, ahead)),
        distance=distance,
        slope=stated(target, ahead.slope) if ahead else None,
        departments=parts(held, DEPARTMENTS, goal, base, material.widths),
        entities=parts(held, ENTITIES, goal, base, material.widths) if several else None,
        budget=spent(target, held, way),
        skipped=tuple(year for year in material.years if held.of(year) is None),
    )


def stated(target: Target, value: Fraction) -> Decimal:
    """Return kg per unit as the target's values are shown: grams per unit of money, else kilograms; three decimals."""
    return whole_grams(value * 1000 if target.unit == PER_AMOUNT else value)


def _distance(target: Target, held: Series, way: Path) -> Distance | None:
    """Return E − T, with T = (α × base + β) × size: the base is uncertain together with the year.

    α, β: how the path depends on the base (`path.base_weight`).
    """
    last, base = held.last, held.of(target.base)
    value = way.at(last.year)
    if value is None or base is last:
        return None
    goal, weight = whole_grams(value * last.size), base_weight(target, last.year)
    fixed, weights = value * last.size, {last.year: Fraction(1)}
    if base is not None and weight:
        weights[base.year] = -weight * last.size / base.size
        fixed -= weight * base.value * last.size
    ((low, high),) = held.spread.bounds([weights])
    away = last.kilograms - goal
    share = round(float(away / goal), SIGNIFICANT) if goal else None
    return Distance(last.year, away, low - whole_grams(fixed), high - whole_grams(fixed), goal, share)


def _years(target: Target, held: Series, way: Path) -> Iterator[dict[str, object]]:
    for one in held.years:
        low, high = (stated(target, Fraction(bound) / one.size) for bound in (one.low, one.high))
        value = way.at(one.year)
        yield {
            "year": one.year,
            "kg_co2e": one.kilograms,
            "kg_co2e_low": one.low,
            "kg_co2e_high": one.high,
            "reporting_amount": one.amount,
            "inhabitants": one.people,
            "value": stated(target, one.value),
            "value_low": low,
            "value_high": high,
            "path": None if value is None else stated(target, value),
        }


def _ahead(target: Target, held: Series, way: Path, ahead: Line | None) -> Iterator[dict[str, object]]:
    first = min([held.years[0].year, *(year for year, _ in way.points[:1])])
    last = max([held.last.year, *(one.year for one in target.milestones)])
    years = range(first, last + 1)
    led = dict(_projected(target, held, ahead, [year for year in years if year >= held.last.year]))
    for year in years:
        value = way.at(year)
        yield {"year": year, "path": None if value is None else stated(target, value), **led.get(year, {})}


def _milestones(target: Target, held: Series, base: Year | None, ahead: Line | None) -> Iterator[dict[str, object]]:
    last = held.last
    led = dict(_projected(target, held, ahead, [one.year for one in target.milestones if one.year > last.year]))
    for one in target.milestones:
        goal = one.value.of(base.value if base else None) if one.value else None
        if goal is None:
            continue
        pace = needed(last.value, goal, one.year - last.year)
        yield {
            "year": one.year,
            "word": one.word,
            "said": one.value.shown if one.value else "",
            "value": stated(target, goal),
            "yearly_rate": pace.rate if pace else None,
            "yearly_amount": stated(target, pace.amount) if pace else None,
            "reached": ahead.reaches(goal, last.year) if ahead else None,
            **led.get(one.year, {}),
        }


def _projected(
    target: Target, held: Series, ahead: Line | None, years: list[int]
) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield years with what the line says there and its range; emissions do not go below zero."""
    if ahead is None:
        return
    last, sizes = held.last, {one.year: one.size for one in held.years}
    of_lines = [{one: weight / sizes[one] for one, weight in ahead.weights(year).items()} for year in years]
    own, *others = held.spread.deviations([{last.year: 1 / last.size}, *of_lines])
    shape = sides(last.value, Fraction(last.low) / last.size, Fraction(last.high) / last.size, own)
    for year, deviation in zip(years, others, strict=True):
        value = ahead.at(year)
        low, high = shape.around(value, deviation, ahead.scatter(year))
        stay = [stated(target, max(one, Fraction(0))) for one in (value, low, high)]
        yield year, dict(zip(("projected", "projected_low", "projected_high"), stay, strict=True))


def _frame(schema: dict[str, pl.DataType], rows: Iterator[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema, orient="row")
