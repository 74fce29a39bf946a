"""How sure it is that a line belongs to the largest ones."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from procurement_footprint.analysis.uncertainty.kinds import Kinds
from procurement_footprint.analysis.uncertainty.ranks import above_next

APART = 3  # numbers from one pair to the next, so that pairs are not compared with each other


def above_rest(lines: pl.DataFrame, held: pl.DataFrame, keys: Sequence[str], kinds: Kinds, top: int) -> pl.DataFrame:
    """Return the lines with above_rest: how probable it is that one of the first `top` has more than the one after.

    It is `above_next` of two lines: the one, and the first that is not among the largest. Null for all other lines, and
    where there are no others. lines: in their order, one for each combination of `keys`. held: keys, kind, kg_co2e.
    """
    if lines.height <= top:
        return lines.with_columns(above_rest=pl.lit(None, pl.Float64))
    first = lines.head(top + 1).select(keys).with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    made = held.join(first, on=list(keys), nulls_equal=True).group_by("place", "kind").agg(pl.sum("kg_co2e"))
    border = made.filter(place=top).drop("place")
    upper = made.filter(pl.col("place") < top).with_columns(line=pl.col("place") * APART)
    lower = pl.DataFrame({"line": [place * APART + 1 for place in range(top)]}).join(border, how="cross")
    pairs = pl.concat([one.select("line", "kind", "kg_co2e") for one in (upper, lower)]).sort("line", "kind")
    found = above_next(pairs, kinds).filter(pl.col("line") % APART == 0)
    sure = found.select(place=pl.col("line") // APART, above_rest="above_next")
    numbered = lines.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    return numbered.join(sure, on="place", how="left", maintain_order="left").drop("place")
