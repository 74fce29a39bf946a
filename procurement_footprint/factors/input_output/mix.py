"""Factors of products: one for each of the table's, or one for the mix that a region's industries buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procurement_footprint.factors.input_output.description import Described
from procurement_footprint.factors.input_output.multipliers import Multipliers
from procurement_footprint.factors.input_output.table import Numbers, Table
from procurement_footprint.problems import Refused, problem


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """Multipliers with the codes and names of the products that they are of."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    multipliers: Multipliers


def factors(described: Described, table: Table, found: Multipliers) -> Factors:
    """Return the factors of a table's products; with `bought_in` one for each product, whatever region it is from.

        factor(p) = Σ_r share(r, p) × m(r, p)        share(r, p) = bought(r, p) / Σ_r bought(r, p)

    bought(r, p) is what the industries of the region `bought_in` buy of product p from region r: flows, not final use.
    A product that they do not buy gets the factor 0. Errors: Refused when there is no such region.
    """
    buyer = described.said.bought_in
    if not buyer:
        return Factors(table.codes, table.names, found)
    if buyer not in table.regions:
        choice = ", ".join(sorted(set(table.regions)))
        raise Refused([problem("table-no-region", described.label, buyer, choice=choice)])
    products = [code[len(region) + 1 :] for code, region in zip(table.codes, table.regions, strict=True)]
    names = dict(zip(reversed(products), reversed(table.names), strict=True))
    codes = tuple(sorted(names))
    position = {code: at for at, code in enumerate(codes)}
    home = np.array([position[code] for code in products])
    bought = _bought(table, buyer)
    parts = [_weighted(values, bought, home) for values in (found.total, found.direct, found.first_tier)]
    called = tuple(code if names[code] in table.codes else names[code] for code in codes)
    return Factors(codes, called, Multipliers(*parts))


def _bought(table: Table, buyer: str) -> Numbers:
    at = np.array([region == buyer for region in table.regions])
    bought: Numbers = table.coefficients[:, at] @ table.output[at]
    return bought


def _weighted(values: Numbers, weights: Numbers, home: Numbers) -> Numbers:
    """Return the weighted mean of the values of each home; 0 where nothing weighs."""
    weight = np.bincount(home, weights=weights)
    return np.divide(np.bincount(home, weights=values * weights), weight, out=np.zeros_like(weight), where=weight > 0)
