"""Multipliers as a factor set: the rows of `factors.csv` and what `factors.yaml` says about them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from procurement_footprint.factors.input_output.description import Description
from procurement_footprint.factors.input_output.mix import Factors
from procurement_footprint.factors.input_output.table import Numbers
from procurement_footprint.factors.set_files import Rows, Said

PER = 1000
DECIMALS = Decimal("0.000001")
PARTS = {
    "direct": "kg CO2e per {unit} emitted by who makes the product",
    "first_tier": "kg CO2e per {unit} emitted by those who deliver to them",
    "beyond": "kg CO2e per {unit} emitted further up the supply chain",
}
METHOD = (
    "Computed by procurement-footprint as f (I - A)^-1 from the table that the origin names; the accounts' rows and "
    "weights are {rows}. Products without emissions or without output have no factor."
)
MIX = " A product's factor is the mean over the regions, weighed by what the industries of {region} buy from each."


@dataclass(frozen=True, slots=True)
class Published:
    """The two files of a factor set, and the products that got no factor."""

    said: Said
    rows: Rows
    left_out: tuple[str, ...]


def published(said: Description, factors: Factors) -> Published:
    """Return a factor set of one vintage, kg CO2e per 1,000 units of currency, rounded to a milligram.

    A product whose factor is 0 has no row: a factor set knows no factor of 0.
    """
    column = f"kg_co2e_per_{PER}_{said.currency.lower()}"
    header = ("product", "product_name", "year", column, *PARTS)
    found, codes = factors.multipliers, factors.codes
    figures = [_texts(values) for values in (found.total, found.direct, found.first_tier, found.beyond)]
    lines = sorted(zip(codes, factors.names, [str(said.year)] * len(codes), *figures, strict=True))
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    left_out = tuple(row["product"] for row in rows if not Decimal(row[column]))
    return Published(_said(said, column), [row for row in rows if row["product"] not in left_out], left_out)


def _texts(values: Numbers) -> list[str]:
    # a difference of two floats may be a hair below 0
    return [str(Decimal(max(0.0, float(value) * PER)).quantize(DECIMALS)) for value in values]


def _said(said: Description, column: str) -> Said:
    unit = f"{PER} {said.currency}"
    rows = ", ".join(f"{name} × {weight:g}" for name, weight in said.emissions.rows.items())
    origin = said.origin
    return {
        "name": said.name,
        "version": said.version,
        "title": said.title,
        "unit": f"kg CO2e per {unit}",
        "factor_column": column,
        "per": str(PER),
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
        "vintages": [str(said.year)],
        "columns": {name: text.format(unit=unit) for name, text in PARTS.items()},
        "changes": METHOD.format(rows=rows) + (MIX.format(region=said.bought_in) if said.bought_in else ""),
        "notes": list(said.notes),
        "origin": {
            "producer": origin.producer,
            "title": origin.title,
            "citation_full": origin.citation_full,
            "attribution": origin.attribution,
            "version_producer": origin.version_producer,
            "url_main": origin.url_main,
            "date_published": origin.date_published,
            "date_accessed": origin.date_accessed,
            "license": {"name": origin.license.name, "url": origin.license.url},
        },
    }
