"""The accounting period of a booking, where a ledger says it beside the date: the period decides.

A voucher that is written in January may belong to December, or to period 13, the closing of the year. A date outside
its period becomes the nearest day inside; period 13 is the last day of its year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

import polars as pl

COLUMN = "accounting_period"
WHY = "period_why"
CLOSING = 13
_WRITTEN = re.compile(r"(\d{4})-?(\d\d)(?:\.0+)?")


def days(text: str) -> tuple[date, date] | None:
    """Return the first and the last day of a period written as 202403, 2024-03 or 202413; None if it is none."""
    match = _WRITTEN.fullmatch(text)
    year, month = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (year > 1900 and 1 <= month <= CLOSING):
        return None
    if month == CLOSING:
        return date(year, 12, 31), date(year, 12, 31)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def inside(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with `booked_on` inside the period in COLUMN (text, null: nothing is said).

    Added: `moved`, where that is another day than the one written; WHY, the code of a Problem where COLUMN cannot be
    read.
    """
    read = [(text, *(days(text) or (None, None))) for text in rows[COLUMN].drop_nulls().unique()]
    table = pl.DataFrame(read, {COLUMN: pl.String, "_first": pl.Date, "_last": pl.Date}, orient="row")
    found = rows.join(table, on=COLUMN, how="left", maintain_order="left")
    unread = pl.col(COLUMN).is_not_null() & pl.col("_first").is_null()
    day = pl.col("booked_on").clip(pl.col("_first"), pl.col("_last"))
    return found.with_columns(
        booked_on=day,
        moved=(day != pl.col("booked_on")).fill_null(False),
        **{WHY: pl.when(unread).then(pl.lit("accounting-period"))},
    ).drop("_first", "_last")
