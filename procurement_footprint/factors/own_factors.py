"""Factors that a project has of its own, in `activities/factors/`: tables, EPDs and PACT product footprints.

A table has the columns of our own activity factors and a source; an EPD table has one line for each declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from procurement_footprint.factors import pact, project_csv, units
from procurement_footprint.factors.activity_factors import (
    HEADER,
    SUPPLIER_SPECIFIC,
    ActivityFactor,
    factor_of,
    unknown_unit,
)
from procurement_footprint.factors.project_csv import Line
from procurement_footprint.problems import Problem, problem

TABLE = (*HEADER, "source")
TABLE_NEEDED = ("factor", "name", "unit", "source")
EPD = ("epd", "product", "unit", "gwp_a1_a3", "programme", "valid_until")


def read(folder: Path, problems: list[Problem]) -> dict[str, ActivityFactor]:
    """Return the factors of every file in `folder`, by the reference that activity lines use.

    `hvo.json`, or `hvo.json#ID` where a file holds several; `district-heat.csv#umea-2024`; `epd.csv#S-P-00001`.
    What is wrong with the files is added to `problems`.
    """
    found: dict[str, ActivityFactor] = {}
    for path in sorted(folder.glob("*")):
        place = f"activities/factors/{path.name}"
        if path.suffix.lower() == ".json":
            found |= pact.read(path, place, path.name, problems)
        elif path.suffix.lower() == ".csv":
            found |= _table(path, place, problems)
    return found


def _table(path: Path, place: str, problems: list[Problem]) -> Mapping[str, ActivityFactor]:
    first = path.read_bytes()[:200].decode("utf-8-sig", errors="replace").partition("\n")[0]
    is_epd = "epd" in first.replace(";", ",").strip().split(",")
    columns, needed = (EPD, EPD) if is_epd else (TABLE, TABLE_NEEDED)
    made: dict[str, ActivityFactor] = {}
    places: dict[str, str] = {}
    for line in project_csv.read(path, place, columns, needed, problems):
        key = line.cells[columns[0]]
        reference = f"{path.name}#{key}"
        if first_place := places.get(reference):
            problems.append(problem("factor-duplicate", line.place, key, first=first_place.rpartition(":")[2]))
            continue
        places[reference] = line.place
        one = _declaration(line, reference, problems) if is_epd else _own(line, reference, problems)
        if one:
            made[reference] = one
    return made


def _own(line: Line, reference: str, problems: list[Problem]) -> ActivityFactor | None:
    """Return a factor that the project writes down itself; `covers` is "all" unless it says otherwise."""
    cells = {**line.cells, "covers": line.cells["covers"] or "all"}
    if line.comma:
        cells |= {name: cells[name].replace(",", ".") for name in HEADER if name.startswith("kg_")}
    if cells["year"] and not (cells["year"].isdigit() and len(cells["year"]) == 4):
        problems.append(problem("factor-year", line.at("year"), cells["year"]))
        return None
    if not cells["source"]:
        problems.append(problem("activity-empty", line.place, column="source"))
        return None
    return factor_of(cells, line.place, reference, cells["source"], problems)


def _declaration(line: Line, reference: str, problems: list[Problem]) -> ActivityFactor | None:
    """Return the factor of an environmental product declaration: GWP-GHG of modules A1 to A3 per declared unit."""
    cells, before = line.cells, len(problems)
    problems += [problem("activity-empty", line.place, column=name) for name in EPD if not cells[name]]
    unit = units.unit(cells["unit"])
    if unit is None and cells["unit"]:
        problems.append(unknown_unit(line.place, cells["unit"]))
    kilograms = line.number("gwp_a1_a3", problems)
    until = _day(line, problems)
    if unit is None or kilograms is None or len(problems) > before:
        return None
    return ActivityFactor(
        reference=reference,
        name=cells["product"],
        unit=unit,
        scope_1=Fraction(0),
        scope_2=Fraction(0),
        scope_3=kilograms,
        biogenic=None,
        adds=False,
        kind=SUPPLIER_SPECIFIC,
        source=f"EPD {cells['epd']}, {cells['programme']}: {cells['product']}, modules A1 to A3",
        valid_until=until,
    )


def _day(line: Line, problems: list[Problem]) -> date | None:
    text = line.cells["valid_until"]
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems.append(problem("date-unreadable", line.at("valid_until"), text))
        return None
