"""One step of a scenario: what becomes of the cells. METHOD.md has the formulas."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import polars as pl

from procurement_footprint.analysis.scenario.electricity import electrified
from procurement_footprint.analysis.scenario.other_set import with_other_factors
from procurement_footprint.analysis.scenario.shares import decimals, divided, scaled, shared, whole
from procurement_footprint.analysis.scenario.state import State
from procurement_footprint.analysis.scenario.steps import Electrify, Move, OtherFactors, Step, SupplierPcf, Volume
from procurement_footprint.footprint.activities import LETTER
from procurement_footprint.problems import Refused, problem


def applied(step: Step, state: State) -> State:
    """Return where a scenario stands after a step; money and kilograms of all other cells are as they were.

    Errors: Refused where the step means no purchase, or cannot be computed with what is known.
    """
    doing: dict[type, Callable[..., State]] = {
        Volume: _volume,
        Move: _move,
        SupplierPcf: _supplier_pcf,
        Electrify: electrified,
        OtherFactors: with_other_factors,
    }
    return doing[type(step)](step, state)


def _volume(step: Volume, state: State) -> State:
    """Return (1 + share) × everything that is meant: money, kilograms, and what is measured of both."""
    meant, others = state.chosen(step.of, step.place)
    left = meant.clear() if step.share == -1 else scaled(meant, 1 + step.share)
    return state.with_cells(others, left)


def _move(step: Move, state: State) -> State:
    """Return the cells with a share of the money in the other category; a krona stays a krona."""
    meant, others = state.chosen(step.of, step.place, besides=[step.to])
    if not step.share:
        return state
    moved, left = divided(meant, step.share)
    return state.with_cells(others, left, state.by_money(moved, step.to, step.place))


def _supplier_pcf(step: SupplierPcf, state: State) -> State:
    """Return the cells with the supplier's kilograms for the covered money, shared out over it.

    G = quantity × kg per unit × 1000, rounded to whole grams; the quantity is that of the covered money, or the money
    itself in prices of the factor's year.
    """
    meant, others = state.chosen(step.of, step.place)
    if not step.covers:
        return state
    covered, left = divided(meant, step.covers)
    money = whole(covered["reporting_amount"], 2)
    if sum(money) <= 0:
        raise Refused([problem("scenario-net", step.place)])
    quantity = _spent(covered, step, state) if step.quantity is None else step.quantity
    ratios = (quantity * kg * 1000 / sum(money) for kg in (step.factor.total, step.factor.scope_1))
    grams, burnt = (shared(money, ratio) for ratio in ratios)
    known = covered.with_columns(
        decimals("kg_co2e", grams),
        decimals("kg_scope_1", burnt),
        covered_amount=pl.col("reporting_amount"),
        evidence=pl.lit(step.factor.kind),
        quality=pl.lit(LETTER[step.factor.kind]),
    )
    return state.with_cells(others, left, known)


def _spent(cells: pl.DataFrame, step: SupplierPcf, state: State) -> Fraction:
    """Return the money of the cells in prices of the factor's year (all items), as `footprint.activities` has it."""
    by_year = cells.group_by("year").agg(pl.sum("reporting_amount")).sort("year")
    rates = {year: state.basis.index.deflator(year, step.factor.year or year) for year in by_year["year"]}
    return sum((Fraction(money) * Fraction(str(rates[year])) for year, money in by_year.iter_rows()), Fraction(0))
