"""The first lines of every department, and all its others in one line, so that they still add up to it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from procurement_footprint.analysis.sums import DEPARTMENTS

OTHERS = "others"  # how many lines are in this one; null in a line of its own
_PLACE = "_place"


def first(lines: pl.DataFrame, most: int) -> pl.DataFrame:
    """Return the first lines of each department, in their order; one more where that is the last.

    lines: DEPARTMENTS and more, in the order in which the lines of a department stand.
    """
    return _placed(lines).filter(_is_named(most)).drop(_PLACE)


def folded(named: pl.DataFrame, lines: pl.DataFrame, most: int, sums: Sequence[str]) -> pl.DataFrame:
    """Return `named`, which are the first of `lines`, and after them the sum of each department's others.

    sums: the columns that are added up; what else a line says is null in the sum. Added: OTHERS.
    """
    rest = _placed(lines).filter(~_is_named(most))
    summed = rest.group_by(DEPARTMENTS, maintain_order=True).agg(pl.sum(*sums), pl.len().cast(pl.Int64).alias(OTHERS))
    typed = summed.select(*DEPARTMENTS, *(pl.col(name).cast(named.schema[name]) for name in sums), OTHERS)
    return pl.concat([named.with_columns(pl.lit(None, pl.Int64).alias(OTHERS)), typed], how="diagonal")


def _placed(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(pl.int_range(pl.len()).over(DEPARTMENTS).alias(_PLACE))


def _is_named(most: int) -> pl.Expr:
    return (pl.col(_PLACE) < most) | (pl.len().over(DEPARTMENTS) <= most + 1)
