"""Small invented cells for the tests of targets, and targets as their file says them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.cells import CELLS
from procurement_footprint.analysis.targets import file
from procurement_footprint.analysis.targets.series import Material
from procurement_footprint.analysis.targets.target import Target
from procurement_footprint.footprint.widths import EVIDENCE, PARTS, Widths

A, B = "Skola", "Vård"  # departments
WIDTHS = Widths(  # every category is a product of its own
    parts=pl.DataFrame(schema=PARTS),
    evidence=pl.DataFrame([("account", 0.11, False)], EVIDENCE, orient="row"),
    per_year=0.0123,
    unknown=0.2441,
    level=0.0111,
)


def cells(
    *lines: tuple[int, str, str], category: str = "food", carried: int = 0, amount: str = "1000.00"
) -> pl.DataFrame:
    """CELLS of (year, department, kilograms)."""
    rows = [
        {
            **dict.fromkeys(CELLS),
            "organisation_id": "212000-2627",
            "organisation": "Ångfors kommun",
            "department": department,
            "group": "food_meals",
            "category": category,
            "factor_year": year - carried,
            "carried": carried,
            "evidence": "account",
            "quality": "E",
            "year": year,
            "currency": "SEK",
            "rows": 1,
            "reporting_amount": Decimal(amount),
            "kg_co2e": Decimal(kilograms),
        }
        for year, department, kilograms in lines
    ]
    return pl.DataFrame(rows, CELLS)


def material(held: pl.DataFrame, people: Mapping[int, int] | None = None) -> Material:
    """What targets are held against: these cells, and who lives there."""
    return Material(held, tuple(sorted(held["year"].unique())), WIDTHS, "SEK", people or {})


def target(more: str, base: str = "2023", unit: str = "absolute") -> Target:
    """The one target of a file in which `more` are further keys."""
    of = f", base: '{base}'" if base else ""
    text = f"targets:\n- {{id: t, name: T, assumption: a, unit: {unit}{of}, {more}}}\n"
    return file.parse(text.encode()).targets[0]


TOWN = cells((2023, A, "600000"), (2023, B, "400000"), (2024, A, "600000"), (2024, B, "360000"))
HALVED = 'milestones: {"2030": -50 %, "2040": -90 %}'
