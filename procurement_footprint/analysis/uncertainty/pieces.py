"""The pieces of which the kilograms of each line are made, and the mean and variance of their sums.

For pieces i and j, without what everything shares (L):

    E[piece_i × piece_j] = kg_i × kg_j × exp(variance of the product, if it is the same)
                                       × exp(variance of the evidence, if category and evidence are the same)
"""

from __future__ import annotations

import polars as pl

from procurement_footprint.footprint.widths import Widths

MADE_OF = ("category", "factor_year", "carried", "evidence")  # what a range needs to know of a row
BLOCK = ("category", "evidence")
ONE_SIDED = 0.1


def pieces(held: pl.DataFrame, widths: Widths) -> pl.DataFrame:
    """Return line, product, category, evidence, kilograms, variance and evidence_variance, one row a piece, sorted.

    held: line, MADE_OF and kg_co2e. variance: of the logarithm of the product's factor, widened by the years
    that it is carried over; evidence_variance: of the logarithm of what the evidence may be wrong by.
    """
    carried = pl.col("carried").fill_null(0).clip(lower_bound=0) * widths.per_year
    parts = held.join(widths.parts, on=["category", "factor_year"], how="left").join(
        widths.evidence, on="evidence", how="left"
    )
    return parts.select(
        "line",
        pl.coalesce("product", "category").alias("product"),
        *BLOCK,
        kilograms=pl.col("kg_co2e").cast(pl.Float64) * pl.col("part").fill_null(1.0),
        variance=pl.col("product_variance").fill_null(widths.unknown) + carried,
        evidence_variance=pl.col("evidence_variance").fill_null(0.0),
    ).sort("line", "product", *BLOCK, "variance", "kilograms")


def by_block(made: pl.DataFrame) -> pl.DataFrame:
    """Return the pieces of one line, product, category and evidence as one: kilograms, weight and excess.

    weight: Σ |kilograms|; wide: Σ |kilograms| × variance. excess: exp(evidence_variance) − 1.
    """
    size = pl.col("kilograms").abs()
    return (
        made.group_by("line", "product", *BLOCK, maintain_order=True)
        .agg(
            pl.sum("kilograms"),
            weight=size.sum(),
            wide=(size * pl.col("variance")).sum(),
            excess=pl.col("evidence_variance").first().exp() - 1,
        )
        .sort("line", "product", *BLOCK)
    )


def by_product(blocks: pl.DataFrame) -> pl.DataFrame:
    """Return line, product, kilograms, variance (of the factor's logarithm) and square, the variance in kg².

        square = exp(variance) × (kg² + Σ excess × kg_block²) − kg²

    variance is the mean over the product's rows, weighted with |kilograms|: all its rows move together.
    """
    inner = (pl.col("excess") * pl.col("kilograms") ** 2).sum()
    grouped = blocks.group_by("line", "product", maintain_order=True).agg(
        pl.sum("kilograms"), pl.sum("weight", "wide"), inner=inner
    )
    whole = pl.col("kilograms") ** 2
    return (
        grouped.with_columns(
            variance=pl.when(pl.col("weight") > 0).then(pl.col("wide") / pl.col("weight")).otherwise(0)
        )
        .with_columns(square=pl.col("variance").exp() * (whole + pl.col("inner")) - whole)
        .select("line", "product", "kilograms", "variance", "square")
        .sort("line", "product")
    )


def by_line(blocks: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Return line, kilograms, square (mean and variance of each line, exact) and opposed.

    The products' variances add; where one category is made of several products, its evidence ties them together:

        + Σ excess × (kg_block² − Σ kg_block,product²)

    opposed: where some products are above zero and others below it, the smaller side ÷ the larger; else 0.
    """
    tied = (
        blocks.group_by("line", *BLOCK, maintain_order=True)
        .agg(pl.sum("kilograms"), own=(pl.col("kilograms") ** 2).sum(), excess=pl.col("excess").first())
        .group_by("line", maintain_order=True)
        .agg(tied=(pl.col("excess") * (pl.col("kilograms") ** 2 - pl.col("own"))).sum())
    )
    plus, minus = pl.col("kilograms").clip(lower_bound=0).sum(), -pl.col("kilograms").clip(upper_bound=0).sum()
    sides = products.group_by("line", maintain_order=True).agg(pl.sum("kilograms", "square"), plus=plus, minus=minus)
    return (
        sides.join(tied, on="line")
        .select(
            "line",
            "kilograms",
            square=pl.col("square") + pl.col("tied"),
            opposed=(pl.min_horizontal("plus", "minus") / pl.max_horizontal("plus", "minus")).fill_nan(0.0),
        )
        .sort("line")
    )


def one_sided(opposed: str) -> pl.Expr:
    """Return whether a line has a log-normal shape: its products are of one sign, but for a tenth (a judgement)."""
    return pl.col(opposed) <= ONE_SIDED
