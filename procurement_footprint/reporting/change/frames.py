"""The exact tables of a change, as they are written beside the page: kilograms and money with all digits."""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis.change.changes import EMITTED, SPENT
from procurement_footprint.analysis.change.effects import EFFECTS
from procurement_footprint.analysis.change.ranges import RANGED
from procurement_footprint.analysis.change.sides import METHOD
from procurement_footprint.analysis.comparison import Chain, Compared, Comparison
from procurement_footprint.reporting.change.said import Told
from procurement_footprint.reporting.change.tables import spent
from procurement_footprint.reporting.tables import department, supplier

RANGES = [f"{name}_{bound}" for name in RANGED for bound in ("low", "high")]
FIGURES = [*EMITTED, *RANGES, "verdict"]
PRICES = ["year", "to_year", "deflator", "prices", "exchange", "index", "item", "item_name", "index_currency"]


def frames(told: Told, chain: Chain | None) -> dict[str, pl.DataFrame]:
    """Return the tables by name.

    compared: the two sides. method: every step, with its range. categories, departments, suppliers, organisations:
    EMITTED with ranges and verdict. spend: money of each category, with the deflator. prices: all deflators. chain: of
    more than two, one line a period.
    """
    change = told.of.change
    held = {
        "compared": _compared(told.of),
        "method": _steps(told.of),
        "categories": change.categories.select("category", *FIGURES),
        "departments": change.departments.select(pl.exclude(_spending(change.departments))).with_columns(department()),
        "suppliers": change.suppliers.select(pl.exclude(_spending(change.suppliers))).with_columns(supplier()),
        "organisations": change.organisations.select(pl.exclude(_spending(change.organisations))),
        "spend": spent(told).select("category", *SPENT, "price_index", *PRICES),
        "prices": told.of.deflators,
    }
    return held | ({"chain": chain.series.course} if chain else {})


def _spending(frame: pl.DataFrame) -> list[str]:
    return [name for name in (*SPENT, "price_index", "below_zero") if name in frame.columns]


def _compared(of: Comparison) -> pl.DataFrame:
    line = of.change.total.row(0, named=True)
    sides = ((of.before, "before", line["kg_restated"]), (of.after, "after", line["kg_after"]))
    return pl.DataFrame([_side(one, line, name, restated) for one, name, restated in sides])


def _side(one: Compared, line: dict[str, object], name: str, restated: object) -> dict[str, object]:
    return {
        "side": name,
        "name": one.name,
        "manifest_sha256": one.footprint.sha256,
        "first": one.span.first,
        "last": one.span.last,
        "coverage": one.coverage,
        "currency": one.footprint.currency,
        "amount": line[f"amount_{name}"],
        "kg_co2e": line[f"kg_{name}"],
        "kg_restated": restated,
    }


def _steps(of: Comparison) -> pl.DataFrame:
    line = of.change.total.row(0, named=True)
    names = (*METHOD, "method", *EFFECTS, "real_change", "kg_change")
    return pl.DataFrame(
        {
            "step": names,
            "kg_change": [line[name] for name in names],
            "kg_low": [line[f"{name}_low"] for name in names],
            "kg_high": [line[f"{name}_high"] for name in names],
            "taken": [_taken(name, of) for name in names],
        }
    )


def _taken(name: str, of: Comparison) -> bool | None:
    """Return whether a step of method was needed; null for others."""
    if name not in METHOD:
        return None
    return name in of.taken or (name == "boundary" and "mapping" in of.taken) or name == "data"
