"""Why the footprint changed: the largest groups and all others, each with its effects, which add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from procurement_footprint.analysis.change.changes import EMITTED, Change


def by_group(change: Change, largest: Sequence[str]) -> pl.DataFrame:
    """Return EMITTED and verdict of the named groups in their order, and in the last line, without a name, the rest.

    The sum of other groups has no verdict. The lines add up to `change.total` to the gram.
    """
    table = change.groups.select("group", *EMITTED, "verdict")
    order = pl.DataFrame({"group": list(largest)}, schema={"group": pl.String})
    named = order.join(table, on="group", how="inner", maintain_order="left")
    rest = table.join(order, on="group", how="anti", nulls_equal=True)
    if rest.is_empty():
        return named
    return pl.concat([named, rest.select(pl.sum(*EMITTED))], how="diagonal")
