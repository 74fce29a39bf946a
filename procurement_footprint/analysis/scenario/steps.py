"""What somebody wants to try: one thing after another, each on a part of the purchases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from procurement_footprint.analysis.selection import Selection
from procurement_footprint.factors.activity_factors import ActivityFactor
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.origin import Citation


@dataclass(frozen=True, slots=True)
class Volume:
    """Buy more or less of the same. share: of what is bought, −1 to buy nothing."""

    place: str
    of: Selection
    share: Fraction
    why: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Spend a share of the money on another category; department, supplier and kind of evidence stay."""

    place: str
    of: Selection
    share: Fraction
    to: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class SupplierPcf:
    """A supplier's own footprint takes the place of the factor.

    covers: the share of the money that it is about. factor: kg CO2e per `unit`. quantity: how many units the covered
    money buys; None where the unit is a currency. source: whose figures.
    """

    place: str
    of: Selection
    covers: Fraction
    factor: ActivityFactor
    unit: str
    quantity: Fraction | None
    source: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Electrify:
    """Electricity takes the place of a share of a fuel.

    to: the category of the electricity. quantity: units of fuel that the selection bought; else money ÷ price, else
    kilograms burnt ÷ those of the fuel per unit: one of the three is given. kwh: needed in place of one unit. power:
    the factor of electricity for each year of purchase. price_per_kwh: None where the money is taken to stay the same.
    """

    place: str
    of: Selection
    share: Fraction
    to: str
    unit: str
    quantity: Fraction | None
    price: Fraction | None
    fuel: ActivityFactor | None
    kwh: Fraction
    power: Mapping[int, ActivityFactor]
    price_per_kwh: Fraction | None
    source: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class OtherFactors:
    """Compute everything with another factor set: a change of method, not of purchases. name: as somebody wrote it."""

    place: str
    name: str
    factors: FactorSet
    why: str = ""


Step = Volume | Move | SupplierPcf | Electrify | OtherFactors
KINDS: dict[type[Step], str] = {
    Volume: "volume",
    Move: "move",
    SupplierPcf: "supplier_pcf",
    Electrify: "electrify",
    OtherFactors: "factors",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario as it was asked for: its name, why somebody wants to know, and its steps in their order.

    citations: the sources of the activity factors in it.
    """

    name: str
    steps: tuple[Step, ...]
    why: str = ""
    citations: tuple[Citation, ...] = ()


def factors_of(step: Step) -> tuple[ActivityFactor, ...]:
    """Return the factors per unit of something measured that a step rests on."""
    match step:
        case SupplierPcf():
            return (step.factor,)
        case Electrify():
            return (*step.power.values(), *([step.fuel] if step.fuel else []))
        case _:
            return ()
