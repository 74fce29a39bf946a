"""The tidy table: one line for each figure, so that other tools load it as it is.

kg_co2e_per_inhabitant = kg_co2e ÷ inhabitants, of whole years only
intensity = kg_co2e × 1000 ÷ spend
counted_share = spend ÷ spend_ledger

Lines of the level `department` add up to `whole`, so do those of `entity`, `category` and `department_category`, where
the definition says that the indicator adds up. Low and high never add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, UNMAPPED
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.open_data.part import Part
from procurement_footprint.reporting.open_data.schema import ALL, BY_NAME

PLACES: Final = pl.Decimal(38, 6)
COUNT: Final = "inhabitants"
PLACE = ("entity", "department", "category")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is told of a footprint. unit: with {currency}. adds_up: whether parts add up. ranged: low and high."""

    id: str
    unit: str
    adds_up: bool
    ranged: bool = False


INDICATORS: Final[Mapping[str, Indicator]] = {
    one.id: one
    for one in (
        Indicator("kg_co2e", "kg CO2e", adds_up=True, ranged=True),
        Indicator("spend", "{currency}", adds_up=True),
        Indicator("intensity", "g CO2e/{currency}", adds_up=False, ranged=True),
        Indicator("kg_co2e_per_inhabitant", "kg CO2e/inhabitant", adds_up=False, ranged=True),
        Indicator("inhabitants", "inhabitants", adds_up=False),
        Indicator("counted_share", "share", adds_up=False),
        Indicator("spend_ledger", "{currency}", adds_up=False),
        Indicator("spend_left_out", "{currency}", adds_up=False),
        Indicator("spend_unmapped", "{currency}", adds_up=False),
        Indicator("kg_co2e_scope_1", "kg CO2e", adds_up=False),
        Indicator("kg_co2e_scope_2", "kg CO2e", adds_up=False),
        Indicator("kg_co2e_scope_3", "kg CO2e", adds_up=False),
    )
}


def table(parts: Sequence[tuple[Part, Mapping[str, pl.DataFrame]]]) -> pl.DataFrame:
    """Return the tidy table of all parts, sorted by its key; value, low and high are texts with fixed decimals.

    parts: each with its tables of kilograms with ranges by level: entity, department, category, department_category.
    """
    lines = [_of_part(part, crossed) for part, crossed in parts]
    shown = BY_NAME["indicators"]
    return pl.concat(lines).select(column.name for column in shown.columns).sort(shown.key)


def definitions(currencies: Sequence[str]) -> pl.DataFrame:
    """Return one line for each indicator: its name, definition and unit, and whether its parts add up."""
    sv, en = Words("sv"), Words("en")
    lines = [
        {
            "indicator": one.id,
            "name_sv": sv(f"indicator.{one.id}"),
            "name_en": en(f"indicator.{one.id}"),
            "definition_sv": sv(f"indicator.{one.id}_means"),
            "definition_en": en(f"indicator.{one.id}_means"),
            "unit": "; ".join(dict.fromkeys(one.unit.format(currency=each) for each in currencies)),
            "adds_up": one.adds_up,
            "has_range": one.ranged,
        }
        for one in INDICATORS.values()
    ]
    return pl.DataFrame(lines)


def _of_part(part: Part, crossed: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    whole = _lines(part, "whole", _whole(part), ("kg_co2e", "spend", "intensity", "kg_co2e_per_inhabitant"))
    levels = {
        "entity": ("kg_co2e", "spend", "intensity"),
        "department": ("kg_co2e", "spend", "intensity"),
        "category": ("kg_co2e", "spend", "intensity", "kg_co2e_per_inhabitant"),
        "department_category": ("kg_co2e", "spend"),
    }
    others = [line for level, asked in levels.items() for line in _lines(part, level, crossed[level], asked)]
    return pl.concat([*whole, *others, _of_whole_only(part)]).with_columns(
        year=pl.lit(part.year), period=pl.lit(part.period), method_version=pl.lit(part.method.version)
    )


def _lines(part: Part, level: str, small: pl.DataFrame, asked: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Yield one table for each indicator that is asked for: level, PLACE, indicator, value, low, high, unit."""
    placed = small.with_columns(pl.lit(ALL).alias(name) for name in PLACE if name not in small.columns)
    for name in asked:
        if name == "kg_co2e_per_inhabitant" and _people(part) is None:
            continue
        value, low, high = _figures(name, part)
        found = placed.select(
            pl.lit(level).alias("level"), *PLACE, indicator=pl.lit(name), value=value, low=low, high=high
        )
        unit = INDICATORS[name].unit.format(currency=part.currency)
        yield found.filter(pl.col("value").is_not_null()).with_columns(unit=pl.lit(unit))


def _figures(name: str, part: Part) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Return value, low and high of an indicator, as texts."""
    kilograms, low, high = (pl.col(column) for column in ("kg_co2e", "kg_co2e_low", "kg_co2e_high"))
    if name == "kg_co2e":
        return kilograms.cast(pl.String), low.cast(pl.String), high.cast(pl.String)
    if name == "spend":
        return pl.col("reporting_amount").cast(pl.String), pl.lit(None, pl.String), pl.lit(None, pl.String)
    if name == "intensity":
        money = pl.col("reporting_amount").cast(pl.Float64)
        grams, one, other = (
            pl.when(money != 0).then(each.cast(pl.Float64) * 1000 / money) for each in (kilograms, low, high)
        )
        return _text(grams), _text(pl.min_horizontal(one, other)), _text(pl.max_horizontal(one, other))
    people = _people(part) or 1
    value, low, high = (_text(each.cast(pl.Float64) / people) for each in (kilograms, low, high))
    return value, low, high


def _people(part: Part) -> int | None:
    return part.inhabitants if part.whole_year else None


def _text(value: pl.Expr) -> pl.Expr:
    return value.round(6).cast(PLACES).cast(pl.String)


def _whole(part: Part) -> pl.DataFrame:
    held = part.report.breakdown
    figures = {"kg_co2e": held.totals.kg_co2e, "kg_co2e_low": held.range.low, "kg_co2e_high": held.range.high}
    kilograms = [pl.lit(f"{value:f}").cast(pl.Decimal(38, 3)).alias(name) for name, value in figures.items()]
    money = pl.lit(f"{held.totals.amount[COUNTED]:f}").cast(pl.Decimal(38, 2)).alias("reporting_amount")
    return pl.select(*kilograms, money)


def _of_whole_only(part: Part) -> pl.DataFrame:
    """Return the lines of the indicators that only the whole has."""
    amount = part.report.breakdown.totals.amount
    told = {
        "spend_ledger": f"{amount['ledger']:f}",
        "spend_left_out": f"{amount[LEFT_OUT]:f}",
        "spend_unmapped": f"{amount[UNMAPPED]:f}",
        "kg_co2e_scope_1": f"{part.scopes.scope_1:f}",
        "kg_co2e_scope_2": f"{part.scopes.scope_2:f}",
        "kg_co2e_scope_3": f"{part.scopes.scope_3:f}",
    }
    if amount["ledger"]:
        told["counted_share"] = f"{(amount[COUNTED] / amount['ledger']).quantize(Decimal('0.000001')):f}"
    if (people := _people(part)) is not None:
        told[COUNT] = str(people)
    lines = [
        ("whole", ALL, ALL, ALL, name, value, None, None, INDICATORS[name].unit.format(currency=part.currency))
        for name, value in told.items()
    ]
    columns = ("level", *PLACE, "indicator", "value", "low", "high", "unit")
    return pl.DataFrame(lines, dict.fromkeys(columns, pl.String), orient="row")
