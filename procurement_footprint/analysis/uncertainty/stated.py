"""What stands beside the kilograms of every line: low, high, quality, and how sure the line is above the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.uncertainty.pieces import MADE_OF
from procurement_footprint.analysis.uncertainty.ranges import ranges
from procurement_footprint.analysis.uncertainty.ranks import above_next
from procurement_footprint.footprint.widths import Widths
from procurement_footprint.ledger.columns import QUALITIES

KNOWN = (*MADE_OF, "quality")  # what must be known of counted rows beside their kilograms


@dataclass(frozen=True, slots=True)
class Range:
    """Between low and high (kg) a figure lies with 95 %; quality: A to E, None where nothing is counted."""

    low: Decimal
    high: Decimal
    quality: str | None


def beside(table: pl.DataFrame, small: pl.DataFrame, keys: Sequence[str], widths: Widths) -> pl.DataFrame:
    """Return the table with kg_co2e_low and kg_co2e_high after kg_co2e, and quality and above_next at its end.

    table: one line for each combination of `keys`, in the order of its ranking. small: keys, KNOWN and kg_co2e of
    counted rows.
    """
    numbered = table.with_row_index("line").with_columns(pl.col("line").cast(pl.Int64))
    held = _held(small.join(numbered.select("line", *keys), on=list(keys), nulls_equal=True))
    found = numbered.join(ranges(held, widths), on="line", how="left").join(letters(held), on="line", how="left")
    ranked = found.join(above_next(held, widths), on="line", how="left").sort("line")
    before, after = _around("kg_co2e", table.columns)
    return ranked.select(*before, "kg_co2e_low", "kg_co2e_high", *after, "quality", "above_next")


def of_whole(small: pl.DataFrame, widths: Widths) -> Range:
    """Return the range and the quality of all rows together; `small`: KNOWN and kg_co2e of counted rows."""
    if small.is_empty():
        return Range(Decimal("0.000"), Decimal("0.000"), None)
    held = _held(small.with_columns(line=pl.lit(0, dtype=pl.Int64)))
    _, low, high = ranges(held, widths).row(0)
    return Range(low, high, letters(held)["quality"].item())


def letters(held: pl.DataFrame) -> pl.DataFrame:
    """Return line and quality: the mean of the letters (A = 1 … E = 5), weighted with the size of the kilograms.

    A mean half-way between two letters takes the weaker. Null where there are no kilograms.
    """
    place = {letter: number for number, letter in enumerate(QUALITIES, 1)}
    size = pl.col("kg_co2e").abs()
    by_letter = (
        held.group_by("line", "quality").agg(size.sum().cast(pl.Float64).alias("size")).sort("line", "quality")
    ).with_columns(place=pl.col("quality").cast(pl.String).replace_strict(place, return_dtype=pl.Float64))
    means = by_letter.group_by("line", maintain_order=True).agg(
        mean=(pl.col("size") * pl.col("place")).sum() / pl.col("size").sum()
    )
    nearest = (pl.col("mean").fill_nan(None) + 0.5).floor().cast(pl.Int64)
    letter = nearest.replace_strict({number: letter for letter, number in place.items()}, return_dtype=pl.String)
    return means.select("line", quality=letter).sort("line")


def _held(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("line", *KNOWN).agg(pl.sum("kg_co2e")).sort("line", *KNOWN)


def _around(name: str, columns: Sequence[str]) -> tuple[list[str], list[str]]:
    place = list(columns).index(name) + 1
    return list(columns[:place]), list(columns[place:])
