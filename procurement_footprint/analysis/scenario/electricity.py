"""Electricity in place of a share of a fuel.

fuel_i  = units of fuel of the selection, shared out over its cells
kWh_i   = share × fuel_i × kWh per unit        grams_i = kWh_i × kg per kWh of the year × 1000

Of the fuel's money and kilograms (supply chain and fire) the same share goes.
"""

from __future__ import annotations

import math
from fractions import Fraction

import polars as pl

from procurement_footprint.analysis.cells import SUMS, SUPPLIERS
from procurement_footprint.analysis.scenario.shares import decimals, divided, shared, whole
from procurement_footprint.analysis.scenario.state import State
from procurement_footprint.analysis.scenario.steps import Electrify
from procurement_footprint.analysis.suppliers import NO_SUPPLIER
from procurement_footprint.factors.activity_factors import ACTIVITY
from procurement_footprint.problems import Refused, problem


def electrified(step: Electrify, state: State) -> State:
    """Return the cells with electricity in place of a share of the fuel that is meant.

    The electricity is bought by the same department, of nobody in particular. Its kilograms come from the factor per
    kWh; a quantity that is planned makes nothing surer, so the letter of quality is that of the fuel.
    Errors: Refused where no fuel can be told, or electricity has no factor.
    """
    meant, others = state.chosen(step.of, step.place, besides=[step.to])
    if not step.share:
        return state
    gone, left = divided(meant, step.share)
    bought = [_electricity(step, year, cells) for year, cells in _by_year(gone, _fuel(step, meant, gone))]
    every = pl.concat(bought)
    power = state.by_money(every, step.to, step.place)
    measured = every.select("kg_co2e", "covered_amount", "evidence", "quality").get_columns()
    return state.with_cells(others, left, power.with_columns(measured))


def _fuel(step: Electrify, meant: pl.DataFrame, gone: pl.DataFrame) -> list[Fraction]:
    """Return how many units of fuel each of the cells `gone` stands for."""
    if step.fuel is not None:
        weights = whole(gone["kg_scope_1"], 3)
        if sum(weights) <= 0:
            raise Refused([problem("scenario-not-burnt", step.place)])
        per_gram = _uncovered(meant) / (step.fuel.scope_1 * 1000)
        return [weight * per_gram for weight in weights]
    weights = whole(gone["reporting_amount"], 2)
    if sum(weights) <= 0:
        raise Refused([problem("scenario-net", step.place)])
    if step.quantity is not None:
        per_ore = step.quantity * step.share / sum(weights)
    else:
        per_ore = 1 / (100 * (step.price or Fraction(1)))
    return [weight * per_ore for weight in weights]


def _uncovered(meant: pl.DataFrame) -> Fraction:
    """Return money ÷ money whose fuel is known: for the rest as much fuel a krona is taken to be burnt."""
    known = Fraction(str(meant["covered_amount"].sum()))
    return Fraction(str(meant["reporting_amount"].sum())) / known if known else Fraction(1)


def _by_year(gone: pl.DataFrame, fuel: list[Fraction]) -> list[tuple[int, tuple[pl.DataFrame, list[Fraction]]]]:
    years = gone["year"].to_list()
    found = []
    for year in sorted(set(years)):
        places = [place for place, one in enumerate(years) if one == year]
        found.append((year, (gone[places], [fuel[place] for place in places])))
    return found


def _electricity(step: Electrify, year: int, bought: tuple[pl.DataFrame, list[Fraction]]) -> pl.DataFrame:
    """Return the cells of a year's electricity: money (that of the fuel where no price is given) and kilograms."""
    gone, fuel = bought
    kwh = [units * step.kwh for units in fuel]
    grams = _rounded([one * step.power[year].total * 1000 for one in kwh])
    cells = gone.with_columns(decimals("kg_co2e", grams))
    if step.price_per_kwh is not None:
        price = step.price_per_kwh * 100
        cells = cells.with_columns(decimals("reporting_amount", _rounded([one * price for one in kwh])))
    return cells.with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in SUPPLIERS[:2]),
        pooled=pl.lit(NO_SUPPLIER),
        evidence=pl.lit(ACTIVITY),
        covered_amount=pl.col("reporting_amount"),
        kg_scope_1=pl.lit(0, SUMS["kg_scope_1"]),
    )


def _rounded(values: list[Fraction]) -> list[int]:
    """Return whole numbers that add up to the sum of the values, rounded."""
    common = math.lcm(*(one.denominator for one in values))
    return shared([int(one * common) for one in values], Fraction(1, common))
