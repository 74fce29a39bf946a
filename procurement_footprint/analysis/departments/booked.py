"""What is booked on each department, counted or not: its bridge from the ledger, quarters, open lines."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis import suppliers
from procurement_footprint.analysis.bridge import LEDGER_STEP, OF_GROUP
from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, ROWS, UNMAPPED

SUMMED = ("rows", "reporting_amount")
OPEN = ("supplier_id", "supplier", "pooled", "account", "account_text", "reason")
_BOOKED = ("supplier_id", "supplier", "sole_trader", "account", "account_text", "reason")


@dataclass(frozen=True, slots=True)
class Booked:
    """Rows and reporting_amount of all departments (DEPARTMENTS), sorted by department.

    bridge: step and reason, as in `bridge.bridge_of`; every department has the steps ledger and counted. periods:
    period and kg_co2e of what is counted, in time. unmapped: OPEN, largest amount first; natural persons are pooled.
    """

    bridge: pl.DataFrame
    periods: pl.DataFrame
    unmapped: pl.DataFrame


def booked(rows: pl.LazyFrame) -> Booked:
    """Return what is booked on each department in FOOTPRINT rows, which are read once."""
    status, sums = pl.col("status").cast(pl.String), [ROWS.alias("rows"), pl.sum("reporting_amount")]
    keyed = rows.with_columns(status=status)
    steps = keyed.group_by(*DEPARTMENTS, "status", "reason").agg(sums)
    counted = keyed.filter(pl.col("status") == COUNTED).group_by(*DEPARTMENTS, "period")
    unmapped = keyed.filter(pl.col("status") == UNMAPPED).group_by(*DEPARTMENTS, *_BOOKED).agg(sums)
    queries = [steps, counted.agg(*sums, pl.sum("kg_co2e")), unmapped]
    by_reason, periods, lines = map(plain, pl.collect_all(queries, engine="streaming"))
    return Booked(_bridge(by_reason), periods.sort(*DEPARTMENTS, "period", nulls_last=True), _open(lines))


def _bridge(by_reason: pl.DataFrame) -> pl.DataFrame:
    whole = by_reason.group_by(DEPARTMENTS).agg(pl.sum(*SUMMED))
    counted = by_reason.filter(status=COUNTED).group_by(DEPARTMENTS).agg(pl.sum(*SUMMED))
    every = whole.select(DEPARTMENTS).join(counted, on=list(DEPARTMENTS), how="left", nulls_equal=True)
    filled = every.with_columns(pl.col("rows").fill_null(0), pl.col("reporting_amount").fill_null(0))
    own = pl.col("reason").is_in(OF_GROUP).fill_null(False)
    steps = [
        _step(whole, LEDGER_STEP, 0),
        *(
            _step(by_reason.filter(own & (pl.col("reason") == one)), LEFT_OUT, 1 + at)
            for at, one in enumerate(OF_GROUP)
        ),
        _step(by_reason.filter(~own & (pl.col("status") == LEFT_OUT)), LEFT_OUT, 3),
        _step(by_reason.filter(status=UNMAPPED), UNMAPPED, 4),
        _step(filled, COUNTED, 5),
    ]
    order = [*DEPARTMENTS, "order", pl.col("reporting_amount").abs(), "reason"]
    falling = [*(False for _ in (*DEPARTMENTS, "order")), True, False]
    return pl.concat(steps).sort(order, descending=falling, nulls_last=True).drop("order")


def _step(lines: pl.DataFrame, step: str, order: int) -> pl.DataFrame:
    reason = pl.col("reason") if step in (LEFT_OUT, UNMAPPED) else pl.lit(None, pl.String)
    money = pl.col("reporting_amount").cast(pl.Decimal(38, 2))
    rows = pl.col("rows").cast(pl.Int64)
    return lines.select(*DEPARTMENTS, rows, money, step=pl.lit(step), reason=reason, order=pl.lit(order)).select(
        *DEPARTMENTS, "step", "reason", *SUMMED, "order"
    )


def _open(lines: pl.DataFrame) -> pl.DataFrame:
    shown = suppliers.pooled(lines)
    named = suppliers.named(shown, suppliers.names([shown]))
    summed = named.group_by(*DEPARTMENTS, *OPEN).agg(pl.sum(*SUMMED))
    falling = [*(False for _ in DEPARTMENTS), True, *(False for _ in OPEN)]
    return summed.sort(*DEPARTMENTS, pl.col("reporting_amount").abs(), *OPEN, descending=falling, nulls_last=True)
