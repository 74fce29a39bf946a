"""What stands beside the kilograms of every line: low, high, quality, and how sure the line is above the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.uncertainty.kinds import Kinds
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.ranges import ranges
from procurement_footprint.analysis.uncertainty.ranks import above_next
from procurement_footprint.ledger.columns import QUALITIES


@dataclass(frozen=True, slots=True)
class Range:
    """Between low and high (kg) a figure lies with 95 %; quality: A to E, None where nothing is counted."""

    low: Decimal
    high: Decimal
    quality: str | None


def beside(table: pl.DataFrame, small: pl.DataFrame, keys: Sequence[str], kinds: Kinds) -> pl.DataFrame:
    """Return the table with kg_co2e_low and kg_co2e_high after kg_co2e, and quality and above_next at its end.

    table: one line for each combination of `keys`, in the order of its ranking. small: keys, kind and kg_co2e of
    counted rows.
    """
    lines = table.with_row_index("line").with_columns(pl.col("line").cast(pl.Int64))
    held = _held(small.join(lines.select("line", *keys), on=list(keys), nulls_equal=True))
    known = moments(held, kinds)
    for found in (ranges(known), letters(held, kinds), above_next(known)):
        lines = lines.join(found, on="line", how="left", maintain_order="left")
    before, after = _around("kg_co2e", table.columns)
    return lines.select(*before, "kg_co2e_low", "kg_co2e_high", *after, "quality", "above_next")


def of_whole(small: pl.DataFrame, kinds: Kinds) -> Range:
    """Return the range and the quality of all rows together; `small`: kind and kg_co2e of counted rows."""
    if small.is_empty():
        return Range(Decimal("0.000"), Decimal("0.000"), None)
    held = _held(small.with_columns(line=pl.lit(0, dtype=pl.Int64)))
    _, low, high = ranges(moments(held, kinds)).row(0)
    return Range(low, high, letters(held, kinds)["quality"].item())


def letters(held: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Return line and quality: the mean of the letters (A = 1 … E = 5), weighted with the size of the kilograms.

    A mean half-way between two letters takes the weaker. Null where there are no kilograms.
    """
    places = kinds.pieces.select("kind", "place").unique()
    grams = (pl.col("kg_co2e").cast(pl.Float64) * 1000).round().abs()  # whole, so that the sums are exact
    means = (
        held.join(places, on="kind", maintain_order="left")
        .group_by("line", maintain_order=True)
        .agg(mean=(grams * pl.col("place")).sum() / grams.sum())
    )
    nearest = (pl.col("mean").fill_nan(None) + 0.5).floor().cast(pl.Int64)
    letter = nearest.replace_strict(dict(enumerate(QUALITIES, 1)), return_dtype=pl.String)
    return means.select("line", quality=letter)


def _held(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("line", "kind").agg(pl.sum("kg_co2e")).sort("line", "kind")


def _around(name: str, columns: Sequence[str]) -> tuple[list[str], list[str]]:
    place = list(columns).index(name) + 1
    return list(columns[:place]), list(columns[place:])
