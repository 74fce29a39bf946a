"""At which stage of its supply chain, and where in the world, the kilograms of a category are emitted."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from procurement_footprint.factors import figures, supply_chain
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.supply_chain import PLACES, STAGES, SupplyChain
from procurement_footprint.footprint import widths
from procurement_footprint.footprint.basis import Basis

DIVISION: dict[str, pl.DataType] = {
    "category": pl.String(),
    "factor_year": pl.Int32(),
    **dict.fromkeys((*STAGES, *PLACES), pl.Float64()),
}


def chain_of(basis: Basis) -> SupplyChain | None:
    """Return the supply chain that divides the factors of a footprint; None where no source does.

    It is looked for beside the factor set, then among what is shipped.
    """
    beside = (basis.factors.folder.parents[1],) if basis.factors.folder else ()
    return supply_chain.of(basis.factors, (*beside, *figures.SHIPPED))


def division_of(basis: Basis) -> pl.DataFrame | None:
    """Return the division (DIVISION) of what a footprint rests on; None where no source divides its factors."""
    chain = chain_of(basis)
    if chain is None:
        return None
    return division(chain, basis.crosswalk.table, basis.factors, basis.capital_goods)


def division(
    chain: SupplyChain, crosswalk: pl.DataFrame, factors: FactorSet, capital_goods: Collection[str]
) -> pl.DataFrame:
    """Return the STAGES and PLACES of each category and vintage, as shares of its kilograms (DIVISION), sorted.

        share(category, stage) = Σ kg(product) × stage(product) ÷ Σ kg(product), kg = share × factor

    crosswalk: category, product, share. Capital goods have the shares of what final buyers buy. Products that the chain
    does not know leave a rest: STAGES and PLACES then add up to less than 1.
    """
    by_product = widths.kilograms(crosswalk, factors, capital_goods)
    wanted = by_product.select("product", capital_good=pl.col("category").is_in(list(capital_goods))).unique()
    rows = [(product, good, *found) for product, good in wanted.iter_rows() if (found := chain.of(product, good))]
    kinds = {"product": pl.String(), "capital_good": pl.Boolean(), **dict.fromkeys((*STAGES, *PLACES), pl.Float64())}
    shares = pl.DataFrame(rows, kinds, orient="row")
    joined = by_product.with_columns(capital_good=pl.col("category").is_in(list(capital_goods))).join(
        shares, on=["product", "capital_good"], how="left"
    )
    weighted = ((pl.col(name) * pl.col("kg")).sum() / pl.col("kg").sum() for name in (*STAGES, *PLACES))
    grouped = joined.sort("category", "year", "product").group_by("category", "year", maintain_order=True).agg(weighted)
    return grouped.rename({"year": "factor_year"}).cast(DIVISION)  # type: ignore[arg-type]
