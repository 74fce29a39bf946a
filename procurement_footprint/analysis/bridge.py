"""The way from the ledger's total to what is counted, with a reason for every krona that is not."""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis.measures import largest_first
from procurement_footprint.analysis.totals import Totals
from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, UNMAPPED
from procurement_footprint.mapping.group import INTRA_GROUP, OUTSIDE

OF_GROUP = (OUTSIDE, INTRA_GROUP)  # reasons of a group's bridge, in the order of its steps
LEDGER_STEP = "ledger"
SCHEMA = {
    "step": pl.String(),
    "reason": pl.String(),
    "rows": pl.Int64(),
    "reporting_amount": pl.Decimal(38, 2),
}


def bridge_of(totals: Totals, left_out: pl.DataFrame, unmapped: pl.DataFrame) -> pl.DataFrame:
    """Return the bridge in reading order: ledger, left out by reason, unmapped by reason, counted.

    Columns: step, reason (null for ledger and counted), rows, reporting_amount. The steps after the first
    add up to the first; within a step the largest amount stands first, after what is not the group's own.
    """
    of_group = pl.col("reason").is_in(OF_GROUP)
    group = [_reasons(left_out.filter(pl.col("reason") == reason), LEFT_OUT) for reason in OF_GROUP]
    others = [_reasons(left_out.filter(~of_group), LEFT_OUT), _reasons(unmapped, UNMAPPED)]
    steps = [_whole(totals, LEDGER_STEP), *group, *others]
    return pl.concat([*steps, _whole(totals, COUNTED)])


def _whole(totals: Totals, step: str) -> pl.DataFrame:
    # as text, since polars loads numpy to take a Decimal
    line = {"step": step, "reason": None, "rows": totals.rows[step], "reporting_amount": f"{totals.amount[step]}"}
    return pl.select(pl.lit(line[name]).cast(kind).alias(name) for name, kind in SCHEMA.items())


def _reasons(frame: pl.DataFrame, step: str) -> pl.DataFrame:
    by_reason = frame.group_by("reason").agg(pl.sum("rows", "reporting_amount"))
    lines = largest_first(by_reason, ["reason"]).with_columns(step=pl.lit(step))
    return lines.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
