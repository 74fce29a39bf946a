"""How every category of a footprint came about: money by multipliers, by rule, and its largest rows.

Two passes over the counted rows, whatever the number of categories: one that adds up, one that finds the largest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import COUNTED, ROWS

PRICES = (
    "category", "year", "currency", "factor_set", "factor_year", "exchange_rate", "deflator", "price_basis",
    "kg_per_unit",
)  # fmt: skip
RULES = ("category", "rule_id", "evidence", "quality")
ACTIVITIES = ("category", "activity")
SUMMED = ("amount", "reporting_amount", "kg_co2e", "covered_amount", "kg_spend_based")
LARGEST = 3
ROW = (
    "row_id", "part", "booked_on", "supplier_id", "supplier", "sole_trader", "department_id", "department", "amount",
    "currency", "reporting_amount", "kg_co2e", "kg_spend_based", "covered_amount", "activity", *PRICES[3:],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Steps:
    """What the kilograms of all categories are made of; each of the first two tables adds up to the footprint.

    prices: PRICES, rows and SUMMED; kg_spend_based is what money alone gives. rules: RULES, rows, split (how many of
    them are parts of a ledger row) and SUMMED. activities: of rows that activity data reach, ACTIVITIES, rows and
    SUMMED. largest: category and ROW, the LARGEST rows of each category, most kilograms first.
    known: the kilograms by KNOWN. last: the last day of booking, None where nothing is counted.
    Money is Decimal with 2 decimals, kilograms Decimal with 3; amount is as booked. All sorted.
    """

    prices: pl.DataFrame
    rules: pl.DataFrame
    activities: pl.DataFrame
    largest: pl.DataFrame
    known: pl.DataFrame
    last: date | None


def steps(rows: pl.LazyFrame) -> Steps:
    """Return how the counted categories among FOOTPRINT rows came about."""
    by_money = pl.when(pl.col("activity").is_not_null()).then("kg_spend_based").otherwise("kg_co2e")
    counted = rows.filter(pl.col("status") == COUNTED).with_columns(
        year=pl.col("booked_on").dt.year(),
        carried=pl.col("booked_on").dt.year() - pl.col("factor_year"),
        kg_spend_based=by_money,
        covered_amount=pl.col("covered_amount").fill_null(0),
    )
    sums = (ROWS.alias("rows"), pl.sum(*SUMMED))
    least = counted.group_by("category").agg(least=pl.col("kg_co2e").top_k(LARGEST).min())
    queries = [
        counted.group_by(PRICES).agg(*sums),
        counted.group_by(RULES).agg(*sums, split=pl.col("part").count().cast(pl.Int64)),
        counted.filter(pl.col("activity").is_not_null()).group_by(ACTIVITIES).agg(*sums),
        least,
        counted.group_by(KNOWN).agg(pl.sum("kg_co2e")),
        counted.select(pl.max("booked_on")),
    ]
    prices, rules, activities, found, known, last = (plain(one) for one in pl.collect_all(queries, engine="streaming"))
    return Steps(
        prices=prices.sort(PRICES),
        rules=_largest_first(rules, RULES),
        activities=_largest_first(activities, ACTIVITIES),
        largest=_largest(counted, found),
        known=known.sort(KNOWN, nulls_last=True),
        last=last.item(),
    )


def _largest_first(frame: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    descending = [False, True, *(False for _ in keys[1:])]
    return frame.sort(keys[0], "kg_co2e", *keys[1:], descending=descending, nulls_last=True)


def _largest(counted: pl.LazyFrame, least: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of each category with at least the kilograms of its last that is shown."""
    asked = counted.select(pl.col("category").cast(pl.String), *ROW).join(least.lazy(), on="category")
    rows = plain(asked.filter(pl.col("kg_co2e") >= pl.col("least")).collect(engine="streaming")).drop("least")
    ordered = rows.sort("category", "kg_co2e", "row_id", "part", descending=[False, True, False, False])
    return ordered.group_by("category", maintain_order=True).head(LARGEST)
