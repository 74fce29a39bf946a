"""What has changed in a department since an earlier footprint: its lines beside those of then, and the change alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.change.changes import Change
from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS

CHANGED = ("kg_restated", "real_change")
Key = tuple[str | None, ...]


def with_change(lines: pl.DataFrame, change: Change | None, keys: tuple[str, ...]) -> pl.DataFrame:
    """Return lines with CHANGED: the earlier kilograms under the later method, and the change from them.

    What was bought earlier and is not any more is a line of no kilograms now. Without a change CHANGED is null. lines:
    sorted by department, most kilograms first; sums by `keys`, which begin with DEPARTMENTS.
    """
    if change is None:
        return lines.with_columns(pl.lit(None, KILOGRAMS).alias(name) for name in CHANGED)
    here = lines.select(DEPARTMENTS).unique()
    sums = change.lines.group_by(keys).agg(pl.sum(*CHANGED))
    own = sums.join(here, on=list(DEPARTMENTS), how="semi", nulls_equal=True)
    joined = lines.join(own, on=list(keys), how="full", nulls_equal=True, coalesce=True)
    figures = [name for name in joined.columns if name not in keys]
    rest = keys[len(DEPARTMENTS) :]
    falling = [*(False for _ in DEPARTMENTS), True, *(False for _ in rest)]
    filled = joined.with_columns(pl.col(figures).fill_null(0))
    return filled.sort(*DEPARTMENTS, "kg_co2e", *rest, descending=falling, nulls_last=True)


def of_each(comparison: Comparison) -> Mapping[Key, Comparison]:
    """Return the comparison of each department by itself, by its DEPARTMENTS."""
    change = comparison.change
    lines = change.lines.partition_by(DEPARTMENTS, as_dict=True)
    return {
        key: replace(comparison, change=replace(change, total=own.drop(DEPARTMENTS), lines=lines[key]))
        for key, own in change.departments.partition_by(DEPARTMENTS, as_dict=True).items()
    }


def told(comparison: Comparison | None, kilograms: Decimal) -> bool:
    """Return whether the change of a department can be told: it is the one that has these kilograms now.

    It cannot where a code is booked under several names, for which a change has one line.
    """
    return comparison is not None and comparison.change.total["kg_after"].item() == kilograms
