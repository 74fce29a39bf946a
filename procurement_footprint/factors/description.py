"""What `factors.yaml` says about a factor set, key by key, and whether it fits together.

The keys are described one by one in `emission_factors/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from procurement_footprint.factors.origin import Origin
from procurement_footprint.problems import Problem, problem

VINTAGE = "vintage"
_CURRENCY = re.compile(r"[A-Z]{3}")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


class Gap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product and year for which the publisher gives no factor: known, and why."""

    product: str
    year: int
    why: str


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `factors.yaml` says, key by key."""

    name: str
    version: str
    title: str
    unit: str
    factor_column: str
    per: Annotated[int, msgspec.Meta(gt=0)]  # the factor is for so many units of `currency`
    currency: str
    price_basis: Literal["purchaser", "basic"]
    vat: Literal["excluded", "included"]
    price_year: str  # `vintage`, or the one year in whose prices all factors are
    gases: str
    gwp: str
    boundary: str
    geography: str
    products: str  # the classification
    crosswalk: str
    vintages: tuple[int, ...]
    changes: str  # what was changed from the publisher's file
    origin: Origin
    sha256: str
    gaps: tuple[Gap, ...] = ()
    columns: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    capital_goods: str = ""  # NAME@VERSION of the factors by which final purchases are made

    @property
    def prices(self) -> str:
        """Return in words which price the factors are for: `purchaser prices, VAT excluded, of each vintage's year`."""
        year = "of each vintage's year" if self.price_year == VINTAGE else f"of {self.price_year}"
        return f"{self.price_basis} prices, VAT {self.vat}, {year}"

    def price_level(self, vintage: int) -> int:
        """Return the year in whose prices the factors of a vintage are."""
        return vintage if self.price_year == VINTAGE else int(self.price_year)


def unit_of(per: int, currency: str) -> str:
    """Return how the unit of factors for so much money is written: `kg CO2e per 1000 EUR`."""
    return f"kg CO2e per {per} {currency}" if per != 1 else f"kg CO2e per {currency}"


def problems(said: Description, lines: Mapping[str, int], label: str) -> list[Problem]:
    """Return what does not fit together in a description, each at its line.

    lines: on which line each key stands. label: what messages call the file.
    """
    unit = unit_of(said.per, said.currency)
    found = []
    if not _CURRENCY.fullmatch(said.currency):
        found.append(problem("factor-currency", f"{label}:{lines['currency']}", said.currency))
    elif said.unit != unit:
        found.append(problem("factor-unit", f"{label}:{lines['unit']}", said.unit, unit=unit))
    if said.price_year != VINTAGE and not _YEAR.fullmatch(said.price_year):
        found.append(problem("factor-price-year", f"{label}:{lines['price_year']}", said.price_year))
    return found
