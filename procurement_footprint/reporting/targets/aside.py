"""A target that is not about purchases: said with the purchases beside it, never as a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.targets.beside import Beside
from procurement_footprint.analysis.targets.target import (
    ALL_CONSUMPTION,
    OPERATIONS,
    PER_INHABITANT,
    TERRITORY,
    Total,
)
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.leaflet.document import Section
from procurement_footprint.reporting.sheets import Column, Table, text
from procurement_footprint.reporting.targets.sentences import rests_on
from procurement_footprint.reporting.targets.units import Unit

BOUNDARIES = {
    ALL_CONSUMPTION: "targets.boundary_all_consumption",
    TERRITORY: "targets.boundary_territory",
    OPERATIONS: "targets.boundary_operations",
}


def section(one: Beside, heading: str, currency: str, words: Words) -> Section:
    """Return what there is to say of such a target."""
    target = one.target
    unit = Unit(target, words, currency)
    said = [
        words(BOUNDARIES[target.boundary]),
        *_purchases(one, words),
        *_share(one, unit, words),
        *rests_on(target, unit),
    ]
    return Section(target.id, heading, said, tables=(_goals(one, unit, words),))


def _purchases(one: Beside, words: Words) -> Iterator[str]:
    latest = one.latest
    mass, span = words.mass(latest.kilograms), words.mass_range(latest.low, latest.high, latest.kilograms)
    if one.target.unit != PER_INHABITANT or one.value is None or one.low is None or one.high is None:
        yield words("targets.beside", year=latest.year, mass=mass, range=span)
        return
    value, value_range = words.mass(one.value), words.mass_range(one.low, one.high, one.value)
    yield words(
        "targets.beside_inhabitant", year=latest.year, mass=mass, range=span, value=value, value_range=value_range
    )


def _share(one: Beside, unit: Unit, words: Words) -> Iterator[str]:
    total = one.target.total
    if one.target.boundary != ALL_CONSUMPTION:
        return
    if total is None or one.share is None or one.share_low is None or one.share_high is None:
        yield words("targets.no_share")
        return
    yield words(
        "targets.share",
        total=_total(total, words),
        unit=unit.counted,
        year=total.year,
        source=total.source.title,
        share=words.percent(one.share),
        low=words.percent(one.share_low),
        high=words.percent(one.share_high),
    )


def _total(total: Total, words: Words) -> str:
    amount = total.value.amount or 0
    return words.mass(Decimal(amount.numerator) / Decimal(amount.denominator))


def _goals(one: Beside, unit: Unit, words: Words) -> Table:
    goals, by_year = one.goals, {held.year: held for held in one.target.milestones}
    stated = [unit.milestone(by_year[year]) for year in goals["year"]]
    held = [
        Column(words("targets.milestone"), "year", goals["year"].cast(pl.Float64).to_list()),
        text(words("targets.stated"), stated),
    ]
    if one.target.total is not None:
        header = words("targets.total_rate", year=one.target.total.year)
        held.append(columns.numbers(header, "share", goals["yearly_rate"].to_list()))
    return Table(words("targets.goals"), tuple(held))
