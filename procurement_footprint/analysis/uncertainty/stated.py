"""What stands beside the kilograms of every line: low, high, quality, and how sure the line is above the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis.uncertainty.kinds import Kinds
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.ranges import RANGES, ranges
from procurement_footprint.analysis.uncertainty.ranks import above_next
from procurement_footprint.ledger.columns import QUALITIES

GAP = 2  # numbers that are free between two tables, so that the last line of one is not above the first of the next


@dataclass(frozen=True, slots=True)
class Ranking:
    """A table in the order of its ranking, one line for each combination of `keys`; small: the rows it is made of.

    small: keys, kind (see `kinds`) and kg_co2e of counted rows. Without keys the table has one line, the whole.
    """

    table: pl.DataFrame
    small: pl.DataFrame
    keys: tuple[str, ...]


def beside(rankings: Sequence[Ranking], kinds: Kinds) -> list[pl.DataFrame]:
    """Return the tables with kg_co2e_low and kg_co2e_high after kg_co2e, and quality and above_next at the end.

    All tables are computed at once, as lines of one long list with a gap between two tables.
    """
    lines, held, start = [], [], 0
    for one in rankings:
        numbered = one.table.with_row_index("line").with_columns(pl.col("line").cast(pl.Int64) + start)
        lines.append(numbered)
        held.append(_held(one, numbered))
        start += numbered.height + GAP
    every = pl.concat(held).sort("line", "kind")
    known = moments(every, kinds)
    found = ranges(known)
    for more in (letters(every, kinds), above_next(every, kinds)):
        found = found.join(more, on="line", how="left", maintain_order="left")
    return [_with(numbered, found) for numbered in lines]


def letters(held: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Return line and quality: the mean of the letters (A = 1 … E = 5), weighted with the size of the kilograms.

    A mean half-way between two letters takes the weaker. Null where there are no kilograms.
    """
    places = kinds.pieces.select("kind", "place").unique()
    grams = (pl.col("kg_co2e").cast(pl.Float64) * 1000).round().abs()  # whole, so that the sums are exact
    means = (
        held.lazy()
        .join(places.lazy(), on="kind", maintain_order="left")
        .group_by("line", maintain_order=True)
        .agg(mean=(grams * pl.col("place")).sum() / grams.sum())
    )
    nearest = (pl.col("mean").fill_nan(None) + 0.5).floor().cast(pl.Int64)
    letter = nearest.replace_strict(dict(enumerate(QUALITIES, 1)), return_dtype=pl.String)
    return means.select("line", quality=letter).collect()


def _held(one: Ranking, numbered: pl.DataFrame) -> pl.DataFrame:
    if one.keys:
        lines = numbered.lazy().select("line", *one.keys)
        rows = one.small.lazy().join(lines, on=list(one.keys), nulls_equal=True)
    else:
        rows = one.small.lazy().join(numbered.lazy().select("line"), how="cross")
    return rows.group_by("line", "kind").agg(pl.sum("kg_co2e")).collect()


def _with(numbered: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    columns = numbered.columns[1:]
    place = columns.index("kg_co2e") + 1
    joined = numbered.join(found, on="line", how="left", maintain_order="left")
    return joined.select(*columns[:place], *RANGES, *columns[place:], "quality", "above_next")
