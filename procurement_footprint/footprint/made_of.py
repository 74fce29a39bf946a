"""Which products of a factor set a category is made of in a vintage, each with its share and the factor that holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from procurement_footprint.footprint.basis import Basis


@dataclass(frozen=True, slots=True)
class Product:
    """One product of a category. kg_per_unit: kg CO2e per unit of the set's currency; None where the set has none.

    published, changed: what its publisher gives and how the vintage policy came to another; None and "" where it
    did not. derived: how the factor for capital goods was found; "" for an ordinary factor.
    """

    product: str
    name: str
    share: float
    kg_per_unit: float | None
    published: float | None = None
    changed: str = ""
    derived: str = ""


def products(category: str, factor_year: int, basis: Basis) -> tuple[Product, ...]:
    """Return the products of a category in a vintage, sorted by their codes."""
    shares = basis.crosswalk.table.filter(pl.col("category") == category).sort("product")
    ordinary = dict(basis.factors.table.filter(pl.col("year") == factor_year).select("product", "kg_per_unit").rows())
    capital = _by_product(basis.factors.capital, factor_year) if category in basis.capital_goods else {}
    changes = _by_product(basis.factors.changes, factor_year)
    return tuple(
        _product(one["product"], one["share"], ordinary.get(one["product"]), capital, changes, basis)
        for one in shares.iter_rows(named=True)
    )


def _product(
    product: str,
    share: float,
    ordinary: float | None,
    capital: dict[str, dict[str, Any]],
    changes: dict[str, dict[str, Any]],
    basis: Basis,
) -> Product:
    held, changed = capital.get(product), changes.get(product)
    return Product(
        product=product,
        name=basis.factors.products[product],
        share=share,
        kg_per_unit=held["kg_per_unit"] if held else ordinary,
        published=changed["published"] if changed else None,
        changed=changed["how"] if changed else "",
        derived=held["how"] if held else "",
    )


def _by_product(table: pl.DataFrame, year: int) -> dict[str, dict[str, Any]]:
    return {one["product"]: one for one in table.filter(pl.col("year") == year).iter_rows(named=True)}
