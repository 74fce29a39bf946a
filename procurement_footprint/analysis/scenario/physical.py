"""Steps that rest on factors per litre, kilogram, kWh or krona: a supplier's footprint, and electricity for fuel."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

from procurement_footprint.analysis.scenario import written
from procurement_footprint.analysis.scenario.known import Known
from procurement_footprint.analysis.scenario.steps import Electrify, SupplierPcf
from procurement_footprint.analysis.scenario.written import NUMBER_KEYS, ElectrifyEntry, PcfEntry, Said
from procurement_footprint.factors import factor_cell, units
from procurement_footprint.factors.activity_factors import SUPPLIER_SPECIFIC, ActivityFactor
from procurement_footprint.problems import Problem, problem

_BARE = re.compile(r"[0-9.,]+ ?(g|kg)?")
POWER = "kWh"


def supplier_pcf(made: PcfEntry, said: Said, known: Known, problems: list[Problem]) -> SupplierPcf | None:
    """Return the step with a supplier's footprint; what is wrong is added to `problems`."""
    covers = written.share(made.covers, said.at("covers"), problems)
    quantity = said.number("quantity", problems)
    unit = _unit(said, problems)
    _see_source(said, problems)
    if unit and units.is_money(unit):
        if made.quantity:
            problems.append(problem("scenario-money", said.at("quantity"), made.quantity, unit=unit))
        if unit != known.start.currency:
            said_of = {"unit": unit, "currency": known.start.currency}
            problems.append(problem("scenario-currency", said.at("unit"), made.unit, **said_of))
    elif unit and not made.quantity:
        problems.append(problem("scenario-amount", said.place, unit=unit))
    factor = _factor(said, "supplier_pcf", unit, known.year, known, problems)
    if factor and factor.adds:
        problems.append(problem("scenario-burning", said.at("supplier_pcf"), made.supplier_pcf))
    if factor is None or unit is None:
        return None
    if _BARE.fullmatch(made.supplier_pcf):
        factor = replace(factor, kind=SUPPLIER_SPECIFIC)
    return SupplierPcf(said.place, made.of, covers, factor, unit, quantity, made.source, made.why)


def electrify(made: ElectrifyEntry, said: Said, known: Known, problems: list[Problem]) -> Electrify | None:
    """Return the step with electricity for fuel; what is wrong is added to `problems`."""
    share = written.share(made.electrify, said.at("electrify"), problems)
    quantity, price, kwh, per_kwh = (said.number(key, problems) for key in NUMBER_KEYS)
    unit = _unit(said, problems)
    _see_source(said, problems)
    if not made.kwh_per_unit:
        what = "how many kWh take the place of one unit"
        problems.append(problem("scenario-empty", said.at("kwh_per_unit"), key="kwh_per_unit", what=what))
    given = [key for key in ("quantity", "price", "fuel") if getattr(made, key)]
    if len(given) != 1:
        problems.append(problem("scenario-quantity", said.place, count=" and ".join(given) or "none"))
    fuel = _factor(said, "fuel", unit, known.year, known, problems) if made.fuel else None
    if fuel and not fuel.scope_1:
        problems.append(problem("scenario-no-fire", said.at("fuel"), made.fuel))
    power = {year: _factor(said, "electricity", POWER, year, known, problems) for year in known.start.years}
    there = {year: one for year, one in power.items() if one}
    if unit is None or kwh is None or len(there) < len(power):
        return None
    return Electrify(
        said.place, made.of, share, made.to, unit, quantity, price, fuel, kwh, there, per_kwh, made.source, made.why
    )


def _see_source(said: Said, problems: list[Problem]) -> None:
    if not said.cells["source"].strip():
        what = "who says so, and when"
        problems.append(problem("scenario-empty", said.at("source"), key="source", what=what))


def _unit(said: Said, problems: list[Problem]) -> str | None:
    found = units.unit(said.cells["unit"])
    if found is None:
        problems.append(problem("activity-unit", said.at("unit"), said.cells["unit"], known=", ".join(units.NAMES)))
    return found


def _factor(
    said: Said, key: str, unit: str | None, year: int, known: Known, problems: list[Problem]
) -> ActivityFactor | None:
    """Return the factor that a value means, per `unit`, for a year of purchase."""
    cells = {"scope": "2" if key == "electricity" else "1" if key == "fuel" else "", **said.cells}
    cells["factor_year"] = said.cells.get("price_year", "")
    found = factor_cell.resolve(replace(said, cells=cells), key, year, known.library, problems)
    if found is None or unit is None:
        return None
    times = units.times(unit, found.unit) if found.unit else Fraction(1)
    if times is None:
        problems.append(problem("activity-unit-other", said.at(key), said.cells[key], unit=unit, other=found.unit))
        return None
    if found.valid_until and found.valid_until <= date(year, 1, 1):
        problems.append(problem("activity-expired", said.at(key), said.cells[key], until=found.valid_until))
        return None
    return factor_cell.per_unit(found, unit, times)
