"""Why a row's kilograms come from activity data: what was measured, by which factor, and what money alone would say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from procurement_footprint.factors import units
from procurement_footprint.factors.activity_factors import ActivityFactor
from procurement_footprint.factors.activity_lines import FOLDER, Activity
from procurement_footprint.footprint.slices import described

NOTHING = Decimal("0.000")


def lines(row: Mapping[str, Any], activities: Iterable[Activity]) -> Iterator[str]:
    """Yield how the kilograms of a row that activity data reach come about.

    row: of a footprint. activities: those of the project now.
    """
    activity = next((one for one in activities if one.place == row["activity"]), None)
    if activity is None and not row["activity"].startswith(f"{FOLDER}/"):
        yield "a quantity on an invoice; how much it is, its factor and its source stand in activities.csv"
    elif activity is None:
        yield "this line of activity data is not in the project any more"
    else:
        yield f"{described(activity)}: {_quantity(activity)}"
        yield from _factor(activity)
        yield f"source: {activity.source}"
    yield f"covered money of this row: {row['covered_amount']:,} of {row['reporting_amount']:,}"
    first, second = row["kg_scope_1"], row["kg_scope_2"]
    rest = row["kg_co2e"] - first - second
    yield f"by money: {row['kg_spend_based']:,} kg CO2e; now {row['kg_co2e']:,} kg CO2e"
    parts = f"scope 1 {first:,}, scope 2 {second:,}, scope 3 {rest:,}"
    biogenic = row["kg_biogenic"]
    outside = "not stated" if biogenic is None else f"{biogenic:,} kg"
    yield f"{parts} (quality {row['quality']}); biogenic CO2 outside the total: {outside}"


def _quantity(activity: Activity) -> str:
    if activity.quantity is not None:
        return f"{_number(activity.quantity)} {activity.unit} measured"
    if activity.price is not None:
        return f"assumption: covered money ÷ {_number(activity.price)} per {activity.unit}, since nobody measured it"
    return "the covered money itself" + (
        f", in prices of {activity.factor.year}" if units.is_money(activity.unit) and activity.factor.year else ""
    )


def _factor(activity: Activity) -> Iterator[str]:
    counted = activity.counted
    kept = "; added to what money says about the supply chain" if counted.adds else "; instead of what money says"
    yield f"{_per_unit(counted, activity.unit)}{kept}"
    if activity.market:
        grid = _per_unit(activity.factor, activity.unit)
        yield f"market-based, certificate {activity.certificate}; location-based it would be {grid}"


def _per_unit(factor: ActivityFactor, unit: str) -> str:
    return f"{_number(factor.total)} kg CO2e per {unit} ({factor.reference}: {factor.name})"


def _number(value: Fraction) -> str:
    return f"{float(value):,.9g}" if value < 1000 else f"{float(value):,.2f}".rstrip("0").rstrip(".")
