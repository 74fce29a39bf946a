"""Which products a category's kilograms rest on, and how wide the range of each is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.spreads import Spreads
from procurement_footprint.mapping import bridge

PARTS = {
    "category": pl.String(),
    "factor_year": pl.Int32(),
    "product": pl.String(),
    "part": pl.Float64(),
    "product_variance": pl.Float64(),
}
EVIDENCE = {"evidence": pl.String(), "evidence_variance": pl.Float64(), "measured": pl.Boolean()}
GROUPS = {"product": pl.String(), "group": pl.String(), "variance": pl.Float64()}


@dataclass(frozen=True, slots=True)
class Widths:
    """The variances of logarithms from which ranges are made.

    parts: category, factor_year, product (the group that moves together), part (its share of the category's kilograms;
    they add to 1) and product_variance. evidence: evidence, evidence_variance and measured: whether kilograms on this
    evidence come from no factor per unit of money. per_year: for each year that a factor is carried over. unknown: of
    a category without parts. level: shared by all kilograms that rest on factors per unit of money.
    """

    parts: pl.DataFrame
    evidence: pl.DataFrame
    per_year: float
    unknown: float
    level: float

    @property
    def measured(self) -> list[str]:
        """The kinds of evidence whose kilograms come from no factor per unit of money."""
        return self.evidence.filter("measured")["evidence"].to_list()


def widths(
    spreads: Spreads,
    crosswalk: pl.DataFrame,
    factors: FactorSet,
    currency: str,
    capital_goods: Collection[str] = (),
) -> Widths:
    """Return the widths of a footprint that is reported in `currency`.

        part(category, product, year) = share × factor(product, year) ÷ Σ share × factor

    crosswalk: category, product, share. capital_goods: the categories that take the set's factors for capital goods.
    A factor that the vintage policy has changed is wider. Products of one group have its spread, and move together.
    """
    said = spreads.description
    abroad = currency != said.abroad.currency
    extra = said.abroad.product.variance if abroad else 0.0
    return Widths(
        parts=_parts(spreads, kilograms(crosswalk, factors, capital_goods), factors, extra),
        evidence=_evidence(spreads),
        per_year=said.carried_per_year.variance,
        unknown=said.other_products.variance + extra,
        level=said.level.variance + (said.abroad.level.variance if abroad else 0.0),
    )


def kilograms(crosswalk: pl.DataFrame, factors: FactorSet, capital_goods: Collection[str]) -> pl.DataFrame:
    """Return category, product, year and kg per unit of money of the category, by the factors that it takes."""
    capital = factors.capital.select("product", "year", capital="kg_per_unit")
    factor = pl.when(pl.col("category").is_in(list(capital_goods))).then(pl.coalesce("capital", "kg_per_unit"))
    joined = crosswalk.join(factors.table, on="product").join(capital, on=["product", "year"], how="left")
    kg = pl.col("share") * factor.otherwise(pl.col("kg_per_unit"))
    return joined.select("category", "product", "year", kg=kg)


def _parts(spreads: Spreads, kilograms: pl.DataFrame, factors: FactorSet, extra: float) -> pl.DataFrame:
    """Return the groups of each category and vintage; several products of one group have their mean variance, by kg."""
    replaced = factors.changes.select("product", "year", more=pl.lit(spreads.description.adjusted.variance))
    wide = kilograms.join(_groups(spreads, factors), on="product").join(replaced, on=["product", "year"], how="left")
    variance = pl.col("variance") + extra + pl.col("more").fill_null(0.0)
    grouped = (
        wide.sort("category", "year", "product")
        .with_columns(weighted=pl.col("kg") * variance)
        .group_by("category", "year", "group", maintain_order=True)
        .agg(pl.sum("kg", "weighted"))
    )
    named = grouped.select(
        "category",
        factor_year="year",
        product="group",
        part=pl.col("kg") / pl.col("kg").sum().over("category", "year"),
        product_variance=pl.col("weighted") / pl.col("kg"),
    )
    return named.sort("category", "factor_year", "product").cast(PARTS)  # type: ignore[arg-type]


def _groups(spreads: Spreads, factors: FactorSet) -> pl.DataFrame:
    """Return the group of each product of a set (itself where nobody knows one) and the variance of its factor."""
    bridges, classification = bridge.shipped(), factors.description.products
    found = {product: spreads.group(product, classification, bridges) for product in factors.products}
    rows = [(product, group or product, spreads.variance(group)) for product, group in found.items()]
    return pl.DataFrame(rows, schema=GROUPS, orient="row")


def _evidence(spreads: Spreads) -> pl.DataFrame:
    said = spreads.description
    rows = [(level, one.variance, False) for level, one in said.evidence.items()]
    rows += [(word, one.variance, True) for word, one in said.measured.by_evidence.items()]
    return pl.DataFrame(rows, schema=EVIDENCE, orient="row")
