"""Small tables of cells for the tests of changes."""

from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.change.sides import HELD, LINE, SUMMED
from procurement_footprint.footprint.widths import EVIDENCE, PARTS, Widths

TYPES = {
    **dict.fromkeys(LINE, pl.String()),
    "factor_year": pl.Int32(),
    "carried": pl.Int32(),
    "evidence": pl.String(),
    "quality": pl.String(),
    **SUMMED,
}
GROUPS = pl.DataFrame({"category": ["food", "it", "fuel", "new"], "group": ["kitchen", "office", "kitchen", "office"]})
ORE, GRAM = Decimal("0.01"), Decimal("0.001")


def cell(category, amount, kg, real=None, *, supplier="X", department="schools", covered=0, by_money=None, **more):
    """Return a cell; real: the amount in the earlier side's prices, the amount itself unless given."""
    shown = {
        "organisation_id": "212000-2627",
        "organisation": "Town",
        "department_id": department,
        "department": department,
        "supplier_id": supplier,
        "supplier": supplier,
        "pooled": None,
        "category": category,
        "factor_year": 2023,
        "carried": 0,
        "evidence": "activity" if covered else "account",
        "quality": "A" if covered else "D",
    }
    sums = {
        "reporting_amount": _exact(amount, ORE),
        "real_amount": _exact(amount if real is None else real, ORE),
        "kg_co2e": _exact(kg, GRAM),
        "kg_spend_based": _exact(kg if by_money is None else by_money, GRAM),
        "covered_amount": _exact(covered, ORE),
    }
    return shown | sums | more


def table(*cells) -> pl.DataFrame:
    return pl.DataFrame(list(cells), schema=TYPES, orient="row").select(HELD)


def kg(value) -> Decimal:
    return _exact(value, GRAM)


def widths(level: float = 0.0111, per_year: float = 0.0123) -> Widths:
    """Return widths of four categories of one product each, and one of two, as wide as the shipped ones."""
    parts = [(name, 2023, name, 1.0, 0.25) for name in ("food", "it", "fuel", "new")]
    parts += [("mixed", 2023, "food", 0.4, 0.25), ("mixed", 2023, "wide", 0.6, 0.6)]
    return Widths(
        parts=pl.DataFrame(parts, schema=PARTS, orient="row"),
        evidence=pl.DataFrame(
            [("account", 0.107, False), ("supplier", 0.016, False), ("activity", 0.0057, True)],
            schema=EVIDENCE,
            orient="row",
        ),
        per_year=per_year,
        unknown=0.2441,
        level=level,
    )


def _exact(value, unit: Decimal) -> Decimal:
    return Decimal(str(value)).quantize(unit)
