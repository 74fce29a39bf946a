"""Everything that stands on the shelves, checked on load: factors, activity factors, rates, prices, spreads, people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from procurement_footprint.factors import (
    activity_factors,
    currencies,
    factor_set,
    figures,
    population,
    prices,
    spreads,
    taxes,
)
from procurement_footprint.factors.activity_factors import ActivitySet
from procurement_footprint.factors.currencies import Rates
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.population import Population
from procurement_footprint.factors.prices import PriceIndex
from procurement_footprint.factors.spreads import Spreads
from procurement_footprint.factors.taxes import VatRates
from procurement_footprint.problems import Problem, Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is, by kind; within a kind by name, oldest version first."""

    sets: tuple[FactorSet, ...]
    rates: tuple[Rates, ...]
    indices: tuple[PriceIndex, ...]
    activities: tuple[ActivitySet, ...]
    spreads: tuple[Spreads, ...]
    vat: tuple[VatRates, ...]
    people: tuple[Population, ...]


def load(shelves: Sequence[Path]) -> Inventory:
    """Return everything on these shelves.

    Errors: Refused with everything that is wrong with any of the files.
    """
    problems: list[Problem] = []
    held = figures.editions("", factor_set.DESCRIPTION, shelves)
    rates = figures.editions(currencies.FOLDER, currencies.DESCRIPTION, shelves)
    indices = figures.editions(prices.FOLDER, prices.DESCRIPTION, shelves)
    activities = figures.editions(activity_factors.FOLDER, activity_factors.DESCRIPTION, shelves)
    widths = figures.editions(spreads.FOLDER, spreads.DESCRIPTION, shelves)
    vat = figures.editions(taxes.FOLDER, taxes.DESCRIPTION, shelves)
    people = figures.editions(population.FOLDER, population.DESCRIPTION, shelves)
    found = Inventory(
        sets=_all(held, factor_set.load, shelves, problems),
        rates=_all(rates, currencies.load, shelves, problems),
        indices=_all(indices, prices.load, shelves, problems),
        activities=_all(activities, activity_factors.load, shelves, problems),
        spreads=_all(widths, spreads.load, shelves, problems),
        vat=_all(vat, taxes.load, shelves, problems),
        people=_all(people, population.load, shelves, problems),
    )
    if problems:
        raise Refused(problems)
    return found


def _all(
    folders: Sequence[Path],
    load_one: Callable[[str, str, Sequence[Path]], T],
    shelves: Sequence[Path],
    problems: list[Problem],
) -> tuple[T, ...]:
    result: list[T] = []
    for folder in folders:
        try:
            result.append(load_one(folder.parent.name, folder.name, shelves))
        except Refused as refused:
            problems.extend(refused.problems)
    return tuple(result)
