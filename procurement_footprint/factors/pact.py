"""PACT product footprints: the JSON in which suppliers deliver the carbon footprint of a product.

Written from the PACT Technical Specifications, versions 2.0 to 2.3 and 3.0 (https://wbcsd.github.io/tr/).
Numbers are text there. In 2.x `pCfExcludingBiogenic` is kg CO2e per `declaredUnit`; in 3.x
`pcfExcludingBiogenicUptake` is for `declaredUnitAmount` times `declaredUnitOfMeasurement`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from procurement_footprint.factors import units
from procurement_footprint.factors.activity_factors import SUPPLIER_SPECIFIC, ActivityFactor
from procurement_footprint.problems import Problem, problem

# version → unit, amount of it, kilograms without and with biogenic carbon
_FIELDS = {
    "2": ("declaredUnit", None, "pCfExcludingBiogenic"),
    "3": ("declaredUnitOfMeasurement", "declaredUnitAmount", "pcfExcludingBiogenicUptake"),
}
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,18})?")
_VERSION = re.compile(r"(?P<major>[23])\.\d+(\.\d+)?(-\d{8})?")
VALID_YEARS = 3  # from the end of the reference period, where the footprint does not say


def read(path: Path, place: str, reference: str, problems: list[Problem]) -> dict[str, ActivityFactor]:
    """Return the factors of a file: one footprint, a list of them, or `{"data": [...]}` as the API answers.

    A single footprint has the reference of the file; of several, each has `#` and its `id` behind it.
    place, reference: how messages and activity lines name the file. What is wrong is added to `problems`.
    """
    try:
        held = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        problems.append(problem("pact-unreadable", place, why=error))
        return {}
    if isinstance(held, dict) and isinstance(held.get("data"), list | dict):
        held = held["data"]
    footprints = held if isinstance(held, list) else [held]
    result: dict[str, ActivityFactor] = {}
    for number, one in enumerate(footprints, 1):
        if not isinstance(one, dict):
            problems.append(problem("pact-unreadable", place, why="a product footprint is an object in braces"))
            continue
        where = place if len(footprints) == 1 else f"{place}, footprint {number}"
        name = reference if len(footprints) == 1 else f"{reference}#{one.get('id', number)}"
        if factor := _factor(one, where, name, problems):
            result[name] = factor
    return result


def _factor(footprint: Mapping[str, Any], place: str, name: str, problems: list[Problem]) -> ActivityFactor | None:
    version = _VERSION.fullmatch(str(footprint.get("specVersion", "")))
    if not version:
        problems.append(problem("pact-version", f"{place}, specVersion", str(footprint.get("specVersion", ""))))
        return None
    if footprint.get("status", "Active") != "Active":
        problems.append(problem("pact-status", f"{place}, status", str(footprint["status"])))
        return None
    pcf, before = footprint.get("pcf"), len(problems)
    pcf = pcf if isinstance(pcf, dict) else {}
    unit_field, amount_field, kg_field = _FIELDS[version["major"]]
    unit = units.unit(str(pcf.get(unit_field, "")))
    if unit is None or units.is_money(unit):
        known = ", ".join(units.NAMES)
        problems.append(
            problem("activity-unit", f"{place}, pcf.{unit_field}", str(pcf.get(unit_field, "")), known=known)
        )
    kilograms = _number(pcf, kg_field, place, problems)
    amount = _number(pcf, amount_field, place, problems) if amount_field else Fraction(1)
    start, end = (_date(pcf, f"referencePeriod{one}", place, problems) for one in ("Start", "End"))
    if amount == 0 and len(problems) == before:
        problems.append(problem("pact-field", f"{place}, pcf.{amount_field}", "0", field=amount_field))
    if unit is None or kilograms is None or not amount or start is None or end is None or len(problems) > before:
        return None
    product = f"{footprint.get('productNameCompany', '')}, {footprint.get('companyName', '')}".strip(", ")
    return ActivityFactor(
        reference=name,
        name=product,
        unit=unit,
        scope_1=Fraction(0),
        scope_2=Fraction(0),
        scope_3=kilograms / amount,
        biogenic=None,
        adds=False,
        kind=SUPPLIER_SPECIFIC,
        source=f"PACT product footprint {footprint.get('specVersion')} of {product}, {start} to {end}",
        year=end.year,
        valid_until=_valid_until(footprint, end, place, problems),
    )


def _number(pcf: Mapping[str, Any], field: str, place: str, problems: list[Problem]) -> Fraction | None:
    text = str(pcf.get(field, ""))
    if not _NUMBER.fullmatch(text):
        problems.append(problem("pact-field", f"{place}, pcf.{field}", text, field=field))
        return None
    return Fraction(text)


def _date(held: Mapping[str, Any], field: str, place: str, problems: list[Problem]) -> date | None:
    text = str(held.get(field, ""))
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        problems.append(problem("pact-date", f"{place}, {field}", text, field=field))
        return None


def _valid_until(footprint: Mapping[str, Any], end: date, place: str, problems: list[Problem]) -> date | None:
    if "validityPeriodEnd" in footprint:
        return _date(footprint, "validityPeriodEnd", place, problems)
    year = min(end.year + VALID_YEARS, date.max.year)
    # 29 February has no day three years on
    return date(year, end.month, min(end.day, 28) if end.month == 2 else end.day)
