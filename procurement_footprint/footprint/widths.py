"""Which products a category's kilograms rest on, and how wide the range of each is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.spreads import Spreads

PARTS = {
    "category": pl.String(),
    "factor_year": pl.Int32(),
    "product": pl.String(),
    "part": pl.Float64(),
    "product_variance": pl.Float64(),
}
EVIDENCE = {"evidence": pl.String(), "evidence_variance": pl.Float64()}


@dataclass(frozen=True, slots=True)
class Widths:
    """The variances of logarithms from which ranges are made.

    parts: category, factor_year, product, part (its share of the category's kilograms; they add to 1) and
    product_variance. evidence: evidence and evidence_variance. per_year: for each year that a factor is carried
    over. unknown: of a category without parts. level: shared by all kilograms.
    """

    parts: pl.DataFrame
    evidence: pl.DataFrame
    per_year: float
    unknown: float
    level: float


def widths(
    spreads: Spreads,
    crosswalk: pl.DataFrame,
    factors: FactorSet,
    currency: str,
    adjusted: Collection[tuple[str, int]] = (),
) -> Widths:
    """Return the widths of a footprint that is reported in `currency`.

        part(category, product, year) = share × factor(product, year) ÷ Σ share × factor

    crosswalk: category, product, share. adjusted: the products and years whose published factor was replaced.
    """
    said = spreads.description
    abroad = currency != said.abroad.currency
    extra = said.abroad.product.variance if abroad else 0.0
    of_category = ("category", "year")
    joined = crosswalk.join(factors.table, on="product").with_columns(kg=pl.col("share") * pl.col("kg_per_unit"))
    parts = joined.sort("category", "year", "product").with_columns(
        part=pl.col("kg") / pl.col("kg").sum().over(of_category)
    )
    variances = [
        spreads.variance(product) + extra + (said.adjusted.variance if (product, year) in adjusted else 0.0)
        for product, year in parts.select("product", "year").iter_rows()
    ]
    parts = parts.rename({"year": "factor_year"}).with_columns(
        product_variance=pl.Series(variances, dtype=pl.Float64())
    )
    evidence = [(level, one.variance) for level, one in said.evidence.items()]
    return Widths(
        parts=parts.select(pl.col(name).cast(kind) for name, kind in PARTS.items()),
        evidence=pl.DataFrame(evidence, schema=EVIDENCE, orient="row"),
        per_year=said.carried_per_year.variance,
        unknown=said.without_comparison.variance + extra,
        level=said.level.variance + (said.abroad.level.variance if abroad else 0.0),
    )
