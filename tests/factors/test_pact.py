"""PACT product footprints, made from the specification: versions 2.3 and 3.0, numbers as text."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from procurement_footprint.factors import pact
from procurement_footprint.problems import Problem

PERIOD = {"referencePeriodStart": "2023-01-01T00:00:00Z", "referencePeriodEnd": "2024-01-01T00:00:00Z"}
VERSION_2 = {
    "id": "91715e5e-fd0b-4d1c-8fab-76290c46e6ed",
    "specVersion": "2.3.0",
    "version": 1,
    "created": "2024-02-01T00:00:00Z",
    "status": "Active",
    "companyName": "Betong AB",
    "companyIds": ["urn:example:company:betong"],
    "productDescription": "Ready-mixed concrete",
    "productIds": ["urn:example:product:c25"],
    "productCategoryCpc": "37510",
    "productNameCompany": "C25/30",
    "comment": "",
    "pcf": {
        "declaredUnit": "cubic meter",
        "unitaryProductAmount": "6",
        "pCfExcludingBiogenic": "231.4",
        "fossilGhgEmissions": "231.4",
        **PERIOD,
    },
}
VERSION_3 = VERSION_2 | {
    "specVersion": "3.0.0",
    "pcf": {
        "declaredUnitOfMeasurement": "liter",
        "declaredUnitAmount": "12",
        "productMassPerDeclaredUnit": "9.468",
        "pcfExcludingBiogenicUptake": "5.14",
        "pcfIncludingBiogenicUptake": "-14.22",
        **PERIOD,
    },
}


def read(folder: Path, held: object) -> tuple[dict[str, Any], list[Problem]]:
    path, problems = folder / "product.json", list[Problem]()
    path.write_text(held if isinstance(held, str) else json.dumps(held), encoding="utf-8")
    return pact.read(path, "activities/factors/product.json", "product.json", problems), problems


def test_in_version_2_the_kilograms_are_per_declared_unit(tmp_path: Path) -> None:
    found, problems = read(tmp_path, VERSION_2)
    factor = found["product.json"]
    assert not problems
    assert (factor.unit, factor.total, factor.scope_3) == ("m3", Fraction("231.4"), Fraction("231.4"))
    assert factor.name == "C25/30, Betong AB"
    assert factor.source == "PACT product footprint 2.3.0 of C25/30, Betong AB, 2023-01-01 to 2024-01-01"


def test_in_version_3_they_are_for_the_declared_amount(tmp_path: Path) -> None:
    factor = read(tmp_path, VERSION_3)[0]["product.json"]
    assert (factor.unit, factor.total) == ("litre", Fraction("5.14") / 12)


def test_it_is_valid_for_three_years_unless_it_says_otherwise(tmp_path: Path) -> None:
    assert read(tmp_path, VERSION_3)[0]["product.json"].valid_until == date(2027, 1, 1)
    ends = VERSION_3 | {"validityPeriodEnd": "2025-06-30T00:00:00Z"}
    assert read(tmp_path, ends)[0]["product.json"].valid_until == date(2025, 6, 30)


def test_it_is_valid_no_longer_than_days_are_counted(tmp_path: Path) -> None:
    period = PERIOD | {"referencePeriodEnd": "9999-12-31T00:00:00Z"}
    held = VERSION_3 | {"pcf": {**VERSION_3["pcf"], **period}}
    assert read(tmp_path, held)[0]["product.json"].valid_until == date(9999, 12, 31)


def test_an_answer_with_several_names_each_by_its_id(tmp_path: Path) -> None:
    found, _ = read(tmp_path, {"data": [VERSION_2, VERSION_3 | {"id": "b"}]})
    assert list(found) == ["product.json#91715e5e-fd0b-4d1c-8fab-76290c46e6ed", "product.json#b"]


PLACE = "activities/factors/product.json"
WRONG: list[tuple[object, str]] = [
    (
        "{",
        f"{PLACE}: this is not a PACT product footprint: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)\n    fix: ask the supplier for the JSON file as it was",
    ),
    (
        [1],
        f"{PLACE}: this is not a PACT product footprint: a product footprint is an object in braces\n"
        "    fix: ask the supplier for the JSON file as it was",
    ),
    (
        VERSION_2 | {"specVersion": "1.0.0"},
        f"{PLACE}, specVersion: this version of a PACT product footprint is not read\n    1.0.0\n"
        "    fix: ask for version 2.3 or 3.0",
    ),
    (
        VERSION_2 | {"status": "Deprecated"},
        f"{PLACE}, status: the supplier has withdrawn this footprint\n    Deprecated\n"
        "    fix: ask the supplier for the one in force",
    ),
    (
        VERSION_3 | {"pcf": VERSION_3["pcf"] | {"pcfExcludingBiogenicUptake": "5,14", "referencePeriodEnd": "2024"}},
        f"{PLACE}, pcf.pcfExcludingBiogenicUptake: pcfExcludingBiogenicUptake is not a number as PACT writes it\n"
        "    5,14\n    fix: ask the supplier to correct the file\n"
        f"{PLACE}, referencePeriodEnd: referencePeriodEnd is not a date as PACT writes it\n"
        "    2024\n    fix: ask the supplier to correct the file",
    ),
    (
        VERSION_3 | {"pcf": VERSION_3["pcf"] | {"declaredUnitAmount": "0"}},
        f"{PLACE}, pcf.declaredUnitAmount: declaredUnitAmount is not a number as PACT writes it\n"
        "    0\n    fix: ask the supplier to correct the file",
    ),
    (
        VERSION_2 | {"pcf": VERSION_2["pcf"] | {"declaredUnit": "barrel"}},
        f"{PLACE}, pcf.declaredUnit: this is not a unit that we know\n    barrel\n    fix: write one of: litre, m3, "
        "kWh, MWh, GWh, MJ, GJ, kg, gram, tonne, km, mil, passenger-km, tonne-km, m2, hour, piece",
    ),
]


@pytest.mark.parametrize(("held", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_with_its_field(tmp_path: Path, held: object, said: str) -> None:
    found, problems = read(tmp_path, held)
    assert not found
    assert "\n".join(map(str, problems)) == said
