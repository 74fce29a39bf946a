"""Activity data of a project, `activities/*.csv`: what was measured, and which part of the ledger it is about.

    period,category,department,quantity,unit,factor,source
    2024,electricity,Fastighet,4200000,kWh,electricity-se/grid,meter readings of the network company

Each line takes the place of the spend-based kilograms of its slice of the ledger, or adds what burning a fuel gives.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from procurement_footprint import period, shelf
from procurement_footprint.factors import activity_factors, factor_cell, own_factors, project_csv, units
from procurement_footprint.factors.activity_factors import ActivityFactor, ActivitySet
from procurement_footprint.factors.project_csv import Line
from procurement_footprint.mapping.rule_files import suggestion
from procurement_footprint.period import Period
from procurement_footprint.person_numbers import masked
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, FACTORS = "activities", "factors"
SLICE = ("organisation", "department", "supplier", "contract", "account", "category", "voucher")
COLUMNS = (
    "period", *SLICE, "quantity", "unit", "price", "factor", "scope", "factor_year", "market_factor", "certificate",
    "covered", "source",
)  # fmt: skip
NEEDED = ("period", "unit", "factor", "source")
ALL = ("", "all")
INVOICE = "invoice"  # instead of a slice: the part of a voucher that lines of its invoice are about


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of activity data.

    where: which rows of the period, field and value. quantity: in `unit`; None where it follows from the money:
    covered ÷ price, or the money itself for a supplier's own intensity. covered: money in whole öre of the reporting
    currency; None for all of the slice. factor: per `unit`. market: counts instead, since a certificate was bought.
    """

    place: str
    period: Period
    where: tuple[tuple[str, str], ...]
    quantity: Fraction | None
    unit: str
    price: Fraction | None
    factor: ActivityFactor
    market: ActivityFactor | None
    certificate: str
    covered: int | None
    source: str

    @property
    def measured(self) -> bool:
        """Whether a quantity was measured; else it follows the money, at an assumed price or a supplier's intensity."""
        return self.quantity is not None

    @property
    def invoiced(self) -> bool:
        """Whether it is a quantity on an invoice, for the rows that carry the name of its slice."""
        return self.where[0][0] == INVOICE

    @property
    def counted(self) -> ActivityFactor:
        """Return the factor whose kilograms count: market-based where a certificate is recorded."""
        return self.market or self.factor


@dataclass(frozen=True, slots=True)
class Activities:
    """All activity data of a project. files: name and SHA-256; sets: the shipped sets that they refer to."""

    lines: tuple[Activity, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    sets: tuple[ActivitySet, ...] = ()


def load(
    folder: Path | None, categories: Collection[str], shelves: Sequence[Path], kept: Collection[str] = ()
) -> Activities:
    """Return the activity data of the project in `folder`, resolved and checked; nothing where there is none.

    categories: the ids of spending categories that exist. shelves: where sets of activity factors are looked for.
    kept: sets (`name@version`) that an earlier footprint was made with; they count instead of newer ones.
    Errors: Refused with everything that is wrong with all of its files.
    """
    place = folder / FOLDER if folder else None
    paths = sorted(place.glob("*.csv")) if place else []
    if place is None or not paths:
        return Activities()
    problems: list[Problem] = []
    sets = sorted(activity_factors.shipped(shelves), key=lambda one: one.identity in kept)
    library = factor_cell.Library(sets, own_factors.read(place / FACTORS, problems))
    lines = [
        (line, _activity(line, library, categories, problems))
        for path in paths
        for line in project_csv.read(path, f"{FOLDER}/{path.name}", COLUMNS, NEEDED, problems)
    ]
    if problems:
        raise Refused(problems)
    held = tuple(activity for _, activity in lines if activity)
    files = [*paths, *sorted((place / FACTORS).glob("*"))]
    names = tuple((path.relative_to(place.parent).as_posix(), shelf.digest(path)) for path in files if path.is_file())
    return Activities(held, names, library.used(one for line in held for one in (line.factor, line.market) if one))


def _activity(
    line: Line, library: factor_cell.Library, categories: Collection[str], problems: list[Problem]
) -> Activity | None:
    before = len(problems)
    problems += [problem("activity-empty", line.place, column=name) for name in NEEDED if not line.cells[name]]
    of = _period(line, problems)
    where = _where(line, categories, problems)
    unit = units.unit(line.cells["unit"])
    if unit is None and line.cells["unit"]:
        problems.append(activity_factors.unknown_unit(line.place, line.cells["unit"]))
    quantity, price = (line.number(name, problems) for name in ("quantity", "price"))
    covered = None if line.cells["covered"].lower() in ALL else line.number("covered", problems)
    if unit and len(problems) == before:
        problems += _quantity(line, unit, quantity, price)
    if of is None or unit is None:
        return None
    factor = _factor(line, "factor", unit, of.first, library, problems)
    market = _factor(line, "market_factor", unit, of.first, library, problems)
    if bool(line.cells["market_factor"]) != bool(line.cells["certificate"]):
        problems.append(problem("activity-certificate", line.place))
    if factor is None or len(problems) > before:
        return None
    return Activity(
        place=line.place,
        period=of,
        where=where,
        quantity=quantity,
        unit=unit,
        price=price,
        factor=factor,
        market=market,
        certificate=line.cells["certificate"],
        covered=None if covered is None else round(covered * 100),
        source=masked(line.cells["source"]),
    )


def _period(line: Line, problems: list[Problem]) -> Period | None:
    try:
        return period.parse(line.cells["period"]) if line.cells["period"] else None
    except Refused:
        problems.append(problem("period-unreadable", line.at("period"), line.cells["period"]))
        return None


def _where(line: Line, categories: Collection[str], problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    where = tuple((field, line.cells[field]) for field in SLICE if line.cells[field])
    if not where:
        problems.append(problem("activity-slice", line.place, fields=", ".join(SLICE)))
    category = line.cells["category"]
    if category and category not in categories:
        fix = suggestion(category, categories, "write the id of a category: procurement-footprint mappings list")
        problems.append(problem("activity-category", line.at("category"), category=category, fix=fix))
    return where


def _quantity(line: Line, unit: str, quantity: Fraction | None, price: Fraction | None) -> list[Problem]:
    """Check that the quantity is measured, or follows from a price, or is the money of the slice itself."""
    given = [name for name, value in (("a quantity", quantity), ("a price", price)) if value is not None]
    if units.is_money(unit):
        return [problem("activity-money", line.place, what=" and ".join(given), unit=unit)] if given else []
    if len(given) == 1:
        return []
    return [problem("activity-quantity", line.place, what="both" if given else "neither")]


def _factor(
    line: Line, column: str, unit: str, first: date, library: factor_cell.Library, problems: list[Problem]
) -> ActivityFactor | None:
    if not line.cells[column]:
        return None
    found = factor_cell.resolve(line, column, first.year, library, problems)
    if found is None:
        return None
    times = units.times(unit, found.unit) if found.unit else Fraction(1)
    if times is None:
        problems.append(
            problem("activity-unit-other", line.at(column), line.cells[column], unit=unit, other=found.unit)
        )
        return None
    if found.valid_until and found.valid_until <= first:
        problems.append(problem("activity-expired", line.at(column), line.cells[column], until=found.valid_until))
        return None
    return factor_cell.per_unit(found, unit, times)
