"""Multipliers as a factor set: the rows of `factors.csv` and what `factors.yaml` says about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from procurement_footprint import shelf
from procurement_footprint.factors.input_output.description import Described
from procurement_footprint.factors.input_output.mix import Factors
from procurement_footprint.factors.input_output.table import Numbers
from procurement_footprint.factors.origin import Origin
from procurement_footprint.problems import Refused, problem

PER = 1000
DECIMALS = Decimal("0.000001")
PARTS = {
    "direct": "kg CO2e per {unit} emitted by who makes the product",
    "first_tier": "kg CO2e per {unit} emitted by those who deliver to them",
    "beyond": "kg CO2e per {unit} emitted further up the supply chain",
}
METHOD = (
    "Computed by procurement-footprint as f (I - A)^-1 from the table that the origin names; the accounts' rows and "
    "weights are {rows}. Products without emissions or without output have no factor. Files: {files}."
)
MIX = " A product's factor is the mean over the regions, weighed by what the industries of {region} buy from each."


@dataclass(frozen=True, slots=True)
class Published:
    """Description and rows as `set_files.write_set` takes them, and the products that got no factor."""

    description: Mapping[str, object]
    rows: Sequence[Mapping[str, str]]
    left_out: tuple[str, ...]


def published(described: Described, factors: Factors) -> Published:
    """Return a factor set of one vintage, kg CO2e per 1,000 units of currency, rounded to a milligram.

    A product whose factor is 0 has no row: a factor set knows no factor of 0. Errors: Refused when no product has one.
    """
    said = described.said
    column = f"kg_co2e_per_{PER}_{said.currency.lower()}"
    header = ("product", "product_name", "year", column, *PARTS)
    found, codes = factors.multipliers, factors.codes
    figures = [_texts(values) for values in (found.total, found.direct, found.first_tier, found.beyond)]
    lines = sorted(zip(codes, factors.names, [str(said.year)] * len(codes), *figures, strict=True))
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    left_out = tuple(row["product"] for row in rows if not Decimal(row[column]))
    if len(left_out) == len(rows):
        raise Refused([problem("table-no-factor", described.label)])
    return Published(_keys(described, column), [row for row in rows if row["product"] not in left_out], left_out)


def _texts(values: Numbers) -> list[str]:
    # a difference of two floats may be a hair below 0
    return [str(Decimal(max(0.0, float(value) * PER)).quantize(DECIMALS)) for value in values]


def _keys(described: Described, column: str) -> dict[str, object]:
    said = described.said
    unit = f"{PER} {said.currency}"
    rows = ", ".join(f"{name} × {weight}" for name, weight in said.emissions.rows.items())
    files = "; ".join(f"{path.name}, SHA-256 {shelf.digest(path)}" for path in described.files)
    mix = MIX.format(region=said.bought_in) if said.bought_in else ""
    return {
        "title": said.title,
        "unit": f"kg CO2e per {unit}",
        "factor_column": column,
        "per": PER,
        "currency": said.currency,
        "price_basis": said.price_basis,
        "vat": "excluded",
        "price_year": "vintage",
        "gases": said.gases,
        "gwp": said.gwp,
        "boundary": said.boundary,
        "geography": said.geography,
        "products": said.classification,
        "crosswalk": said.crosswalk,
        "vintages": [said.year],
        "columns": {name: text.format(unit=unit) for name, text in PARTS.items()},
        "changes": METHOD.format(rows=rows, files=files) + mix,
        "notes": list(said.notes),
        "origin": _origin(said.origin),
    }


def _origin(origin: Origin) -> dict[str, object]:
    said: dict[str, object] = msgspec.to_builtins(origin)
    return {key: value for key, value in said.items() if value}
