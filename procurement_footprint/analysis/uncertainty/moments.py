"""Mean and variance of the kilograms of each line, exact, and of the products of which they are made.

For two pieces i and j of a line:

    E[piece_i × piece_j] = kg_i × kg_j × exp(variance of the product, if it is the same)
                                       × exp(variance of the evidence, if category and evidence are the same)
                                       × exp(variance of the level, if both rest on spend factors)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis.uncertainty.kinds import Kinds

ONE_SIDED = 0.1


@dataclass(frozen=True, slots=True)
class Moments:
    """What is known of each line, in three tables that are sorted by their first columns.

    blocks: line, product, block, kilograms, excess, tied and levelled (see `kinds`), weight (Σ |kilograms|) and wide
    (Σ |kilograms| × variance). products: line, product, kilograms, levelled, variance (of the factor's logarithm),
    square (variance in kg², without the level) and own (square without the evidence of tied blocks). lines: line,
    kilograms, square (with everything) and opposed: where some products of a line are above zero and others below it,
    the smaller side ÷ the larger; else 0.
    """

    blocks: pl.DataFrame
    products: pl.DataFrame
    lines: pl.DataFrame


def moments(held: pl.DataFrame, kinds: Kinds) -> Moments:
    """Return the moments of each line; held: line, kind, kg_co2e, sorted by line and kind."""
    pieces = kinds.pieces.lazy()
    made = (
        held.lazy()
        .join(pieces, on="kind", how="left", maintain_order="left")
        .with_columns(
            kilograms=pl.col("kg_co2e").cast(pl.Float64) * pl.col("part"),
            key=(pl.col("line") * kinds.products + pl.col("product")) * kinds.blocks + pl.col("block"),
        )
    )
    size = pl.col("kilograms").abs()
    blocks = (
        made.with_columns(weight=size, wide=size * pl.col("variance"))
        .sort("key", maintain_order=True)
        .group_by("key", maintain_order=True)
        .agg(pl.first("line", "product", "block", "excess", "tied", "levelled"), pl.sum("kilograms", "weight", "wide"))
        .drop("key")
        .collect()
    )
    return of_blocks(blocks, kinds.level)


def of_blocks(blocks: pl.DataFrame, level: float) -> Moments:
    """Return the moments of lines of which the blocks are known, sorted."""
    products = _products(blocks)
    return Moments(blocks, products, _lines(blocks, products, level))


def one_sided() -> pl.Expr:
    """Return whether a line has a log-normal shape: its products are of one sign, but for a tenth (a judgement)."""
    return pl.col("opposed") <= ONE_SIDED


def tied_blocks(blocks: pl.DataFrame) -> pl.DataFrame:
    """Return line, block, kilograms, own (Σ kg² of its products) and excess of the blocks of several products."""
    return (
        blocks.lazy()
        .filter("tied")
        .with_columns(own=pl.col("kilograms") ** 2)
        .group_by("line", "block", maintain_order=True)
        .agg(pl.first("excess"), pl.sum("kilograms", "own"))
        .sort("line", "block")
        .collect()
    )


def _products(blocks: pl.DataFrame) -> pl.DataFrame:
    """Return the products of each line.

        square = exp(variance) × (kg² + Σ excess × kg_block²) − kg²

    variance is the mean over the product's rows, weighted with |kilograms|: all its rows move together.
    """
    whole = pl.col("kilograms") ** 2
    inner = pl.col("excess") * whole
    return (
        blocks.lazy()
        .with_columns(inner=inner, free=pl.when(pl.col("tied")).then(0.0).otherwise(inner))
        .group_by("line", "product", maintain_order=True)
        .agg(pl.first("levelled"), pl.sum("kilograms", "weight", "wide", "inner", "free"))
        .with_columns(variance=pl.when(pl.col("weight") > 0).then(pl.col("wide") / pl.col("weight")).otherwise(0.0))
        .select(
            "line",
            "product",
            "kilograms",
            "levelled",
            "variance",
            square=pl.col("variance").exp() * (whole + pl.col("inner")) - whole,
            own=pl.col("variance").exp() * (whole + pl.col("free")) - whole,
        )
        .collect()
    )


def _lines(blocks: pl.DataFrame, products: pl.DataFrame, level: float) -> pl.DataFrame:
    """Return the lines: their products' variances add; the evidence of a block of several products ties these together.

        + Σ excess × (kg_block² − Σ kg_block,product²)

    The level is shared by all that rests on spend factors: exp(level) × (their variance + kg²) − kg².
    """
    tied = (
        tied_blocks(blocks)
        .lazy()
        .with_columns(tie=pl.col("excess") * (pl.col("kilograms") ** 2 - pl.col("own")))
        .group_by("line", maintain_order=True)
        .agg(pl.sum("tie"))
    )
    plus, minus = pl.col("kilograms").clip(lower_bound=0), -pl.col("kilograms").clip(upper_bound=0)
    levelled, share = pl.col("levelled"), math.exp(level)
    sides = (
        products.lazy()
        .with_columns(plus=plus, minus=minus, spent=pl.when(levelled).then(pl.col("kilograms")).otherwise(0.0))
        .with_columns(square=pl.when(levelled).then(share).otherwise(1.0) * pl.col("square"))
        .with_columns(pl.col("line").set_sorted())
        .group_by("line", maintain_order=True)
        .agg(pl.sum("kilograms", "spent", "square", "plus", "minus"))
    )
    opposed = pl.min_horizontal("plus", "minus") / pl.max_horizontal("plus", "minus")
    square = pl.col("square") + share * pl.col("tie").fill_null(0.0) + (share - 1) * pl.col("spent") ** 2
    joined = sides.join(tied, on="line", how="left", maintain_order="left")
    return joined.select("line", "kilograms", square=square, opposed=opposed.fill_nan(0.0)).collect()
