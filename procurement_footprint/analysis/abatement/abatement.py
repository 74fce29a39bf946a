"""An abatement plan: what its measures lower, where and when, what they cost, and which of them are best."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.abatement.best_set import Budget
from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS

MONEY = pl.Decimal(38, 2)
MEASURES: dict[str, pl.DataType] = {
    "measure": pl.String(),
    "taken": pl.Boolean(),
    "effect": pl.String(),  # volume, intensity, kg_per_year
    "size": pl.Float64(),  # % or kg a year, below zero
    "start": pl.Int32(),
    "ramp": pl.Int32(),
    "lifetime": pl.Int32(),
    "acts_on_amount": MONEY,  # of the base year
    "acts_on_kg": KILOGRAMS,
    "kg_alone": KILOGRAMS,  # a year at full effect, were there no other measure
    "kg_lowered": KILOGRAMS,  # a year at full effect, beside the other measures of the plan
    "kg_lowered_low": KILOGRAMS,
    "kg_lowered_high": KILOGRAMS,
    "kg_total_alone": KILOGRAMS,  # over the lifetime
    "kg_total": KILOGRAMS,  # over the lifetime, beside the other measures of the plan
    "investment": MONEY,
    "yearly": MONEY,
    "annual_cost": MONEY,
    "present_cost": MONEY,
    "per_tonne_alone": MONEY,
    "per_tonne": MONEY,
    "per_tonne_low": MONEY,
    "per_tonne_high": MONEY,
    "confidence": pl.String(),
    "how": pl.String(),
    "source": pl.String(),
    "url": pl.String(),
    "assumption": pl.String(),
}
YEARS: dict[str, pl.DataType] = {
    "year": pl.Int32(),
    "kg_without": KILOGRAMS,
    "kg_lowered": KILOGRAMS,
    "kg_with": KILOGRAMS,
    "investment": MONEY,
    "yearly": MONEY,
}
COURSE: dict[str, pl.DataType] = {"year": pl.Int32(), "measure": pl.String(), "kg_lowered": KILOGRAMS}
CURVE: dict[str, pl.DataType] = {
    "measure": pl.String(),
    "kg_from": KILOGRAMS,
    "kg_to": KILOGRAMS,
    "kg_per_year": KILOGRAMS,  # mean over the lifetime
    "per_tonne": MONEY,
}
WHERE = ("kg_co2e", "kg_lowered", "kg_left")
TARGETS: dict[str, pl.DataType] = {"target": pl.String(), "year": pl.Int32(), "kg_co2e": KILOGRAMS}


@dataclass(frozen=True, slots=True)
class Whole:
    """All measures of the plan together. Per tonne: None where nothing is lowered, a bound where there is none.

    kg_lowered: a year at full effect, with low and high (95 %). kg_total: over the lifetimes. kg_alone: the sum of
    what each measure of the plan would lower by itself, a year at full effect. kg_base: of the base year.
    """

    kg_base: Decimal
    kg_alone: Decimal
    kg_lowered: Decimal
    kg_lowered_low: Decimal
    kg_lowered_high: Decimal
    kg_total: Decimal
    investment: Decimal
    annual_cost: Decimal
    present_cost: Decimal
    per_tonne: Decimal | None
    per_tonne_low: Decimal | None
    per_tonne_high: Decimal | None


@dataclass(frozen=True, slots=True)
class BestSet:
    """The measures that lower most for a budget.

    spent: of the budget. kg_total: what they lower over their lifetimes; kg_total_of_all: what the best set without
    a budget would. at_most: no other set lowers more than this; exact: nor more than kg_total.
    """

    budget: Budget
    measures: tuple[str, ...]
    spent: Decimal
    kg_total: Decimal
    kg_total_of_all: Decimal
    at_most: Decimal
    exact: bool


@dataclass(frozen=True, slots=True)
class Abatement:
    """What a plan of measures does to the footprint of a base year, which goes on by `growth` % a year without them.

    The plan is the best set for the budget; without a budget it is every measure, or where some exclude each other
    the set that lowers most. measures (MEASURES): cheapest tonne first, those that are not taken last. years (YEARS):
    from the base year to `until`; yearly is what is paid, below zero saved. course (COURSE): what each measure lowers
    in these years. attribution: measure, department, supplier and category with kg_lowered, a year at full effect;
    departments, suppliers, categories: the same added up, with the kg_co2e of the base year and what is left.
    curve (CURVE): the marginal abatement cost curve. targets (TARGETS): paths to draw beside the years.
    Kilograms are whole grams, all tables add up to the same; money is in `currency`, in fixed prices.
    """

    currency: str
    base_year: int
    until: int
    growth: float
    whole: Whole
    measures: pl.DataFrame
    years: pl.DataFrame
    course: pl.DataFrame
    attribution: pl.DataFrame
    departments: pl.DataFrame
    suppliers: pl.DataFrame
    categories: pl.DataFrame
    curve: pl.DataFrame
    targets: pl.DataFrame
    best: BestSet | None = None

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables by name, as they are written."""
        names = ("measures", "years", "course", "attribution", "departments", "suppliers", "categories", "curve")
        return {name: getattr(self, name) for name in names}
