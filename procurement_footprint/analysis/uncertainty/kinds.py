"""The kinds of counted rows that a ledger holds: same category, factor, evidence and quality; and what each is made of.

There are some hundred kinds however long the ledger is: names are looked up here, once, and sums are over numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.footprint.widths import Widths
from procurement_footprint.ledger.columns import QUALITIES

_PLACE = {letter: place for place, letter in enumerate(QUALITIES, 1)}


@dataclass(frozen=True, slots=True)
class Kinds:
    """names: KNOWN and their number, kind. pieces: one row for each product of a kind, see `kinds`. level: of Widths.

    products, blocks: how many different numbers of them there are.
    """

    names: pl.DataFrame
    pieces: pl.DataFrame
    products: int
    blocks: int
    level: float


def kinds(small: pl.DataFrame, widths: Widths) -> Kinds:
    """Return the kinds in `small`, which has the columns KNOWN.

    pieces: kind, product, block (numbers; a block is a category with its evidence), part (of the kilograms), variance
    (of the logarithm of the product's factor, with the years that it is carried over), drift (of these years alone),
    excess (exp of the variance of the evidence, − 1), tied (whether the block has several products), levelled (whether
    the level is shared) and place (of the quality, A = 1).

    Measured kilograms rest on no product's factor: their evidence is all that is uncertain in them.
    """
    names, made = made_of(small, widths)
    numbers = made.select(
        "kind",
        product=_number(pl.col("product")),
        block=_number(pl.struct("category", "evidence")),
        part="part",
        variance=pl.col("variance") + pl.col("drift"),
        drift="drift",
        excess=pl.col("evidence_variance").exp() - 1,
        tied="tied",
        levelled="levelled",
        place=pl.col("quality").cast(pl.String).replace_strict(_PLACE, return_dtype=pl.Int64),
    )
    ordered = numbers.sort("kind", "product")
    return Kinds(names, ordered, ordered["product"].n_unique(), ordered["block"].n_unique(), widths.level)


def made_of(small: pl.DataFrame, widths: Widths) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the names of the kinds in `small`, and the products that each is made of, by name.

    names: KNOWN and kind, their number. The other table: kind, KNOWN, product, part (of the kilograms), variance (of
    the logarithm of the product's factor), drift (what the years add to it that it is carried over), evidence_variance,
    tied (whether category and evidence have several products) and levelled (whether the level is shared).
    """
    names = small.select(KNOWN).unique().sort(KNOWN).with_row_index("kind").with_columns(pl.col("kind").cast(pl.Int64))
    known = names.join(widths.evidence, on="evidence", how="left").with_columns(pl.col("measured").fill_null(False))
    parts = widths.parts.with_columns(measured=pl.lit(False))
    joined = known.join(parts, on=["category", "factor_year", "measured"], how="left")
    years = pl.when("measured").then(0).otherwise(pl.col("carried").fill_null(0).clip(lower_bound=0))
    unknown = pl.when("measured").then(0.0).otherwise(widths.unknown)
    measure = pl.format("{}, {}", "category", "evidence")
    own = pl.when("measured").then(measure).otherwise(pl.col("category"))  # what has no product is one by itself
    made = joined.select(
        "kind",
        *KNOWN,
        product=pl.coalesce("product", own),
        part=pl.col("part").fill_null(1.0),
        variance=pl.col("product_variance").fill_null(unknown),
        drift=years * widths.per_year,
        evidence_variance=pl.col("evidence_variance").fill_null(0.0),
        tied=pl.col("product").n_unique().over(pl.struct("category", "evidence")) > 1,
        levelled=~pl.col("measured"),
    )
    return names, made


def numbered(small: pl.DataFrame, found: Kinds) -> pl.DataFrame:
    """Return `small`, which has the columns KNOWN, with the number of its kind."""
    return small.join(found.names, on=list(KNOWN), nulls_equal=True)


def _number(value: pl.Expr) -> pl.Expr:
    return value.rank("dense").cast(pl.Int64) - 1
