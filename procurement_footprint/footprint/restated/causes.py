"""Why two versions of a closed period differ: every gram and every öre of the difference has one cause.

    after - before = Σ ledger + regrouped + measured + boundary + mapping + factors + prices + program

The causes are taken in this order, and each is valued with what the earlier version still had of those that follow: a
row that came or moved counts with the earlier version's factors and prices; what newer ones make of it is theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from procurement_footprint.footprint.restated import verdicts as verdict
from procurement_footprint.footprint.restated.price_list import HELD, PriceList
from procurement_footprint.footprint.restated.same_lines import pairs
from procurement_footprint.footprint.restated.stages import OLD, staged
from procurement_footprint.footprint.restated.verdicts import WHERE, verdicts
from procurement_footprint.footprint.unsplit import PART
from procurement_footprint.ledger.columns import COUNTED, KILOGRAMS, MONEY

LEDGER, REGROUPED, MEASURED, BOUNDARY, MAPPING, FACTORS, PRICES, PROGRAM = CAUSES = (
    "ledger", "regrouped", "measured", "boundary", "mapping", "factors", "prices", "program",
)  # fmt: skip
ALWAYS = (LEDGER, BOUNDARY, MAPPING, FACTORS, PRICES)  # shown even where they change nothing
KEYS = ["cause", *WHERE, "status", "category", "reason"]
MEASURES = {"rows": pl.Int64(), "amount": MONEY, "kg": KILOGRAMS}
SIDES = ("before", "after")
SUMS = [f"{name}_{side}" for name in MEASURES for side in SIDES]
PARTS = ["row_id", PART, *WHERE, "status", "category", "reason", "currency", "booked_on", "amount", "reporting_amount",
         "kg_co2e", "activity", "covered_amount", *HELD]  # fmt: skip
Figures = tuple[pl.Expr, pl.Expr, pl.Expr]  # rows, money, kilograms
ROWS = pl.col("rows")
NOTHING: Figures = (pl.lit(0), pl.lit(0), pl.lit(0))


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions: its FOOTPRINT rows and its price list."""

    rows: pl.LazyFrame
    prices: PriceList


def contributions(before: Side, after: Side, redelivered: Collection[str]) -> pl.DataFrame:
    """Return what changed, added up by cause, organisation, department and outcome: KEYS and SUMS, sorted.

    Rows in SUMS are those of the ledger (a row in parts counts once, where its first part is), amount is in the
    reporting currency. redelivered: see `same_lines.pairs`.
    """
    judged = verdicts(before.rows, after.rows, pairs(before.rows, after.rows, redelivered))
    old = before.rows.select(PARTS).collect(engine="streaming")
    new = after.rows.select(PARTS).collect(engine="streaming")
    went = _counting(old.join(judged.drop("row_id_after"), on="row_id", how="left"))
    came = new.join(judged.drop("row_id").rename({"row_id_after": "row_id"}), on="row_id", how="left")
    unmoved = _unmoved(old, judged)
    came = came.join(unmoved, on=["row_id", PART], how="left", nulls_equal=True)
    stages = _counting(staged(came, before.prices, after.prices.currency)).with_columns(_money_at_old())
    parts = [*_gone(went), *_arrived(stages), *_same(stages), *_repriced(stages)]
    return pl.concat(parts).group_by(KEYS).agg(pl.sum(*SUMS)).sort(KEYS, nulls_last=True)


def _unmoved(old: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Return what parts that have the same outcome in both had before, by their address after."""
    kept = judged.filter(pl.col("verdict").is_in([verdict.SAME, verdict.REGROUPED]))
    held = {"kg_before": "kg_co2e", "amount_before": "reporting_amount", "activity_before": "activity"}
    there = {f"{name}_before": name for name in WHERE}
    return old.join(kept, on="row_id").select(
        pl.col("row_id_after").alias("row_id"),
        PART,
        *(pl.col(name).alias(new) for new, name in {**held, **there}.items()),
        *(pl.col(name).alias(new) for name, new in OLD.items()),
        unmoved=pl.lit(value=True),
    )


def _counting(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with `rows`: 1, and 0 in the second and later parts of a row."""
    first = pl.col(PART).is_null() | (pl.col(PART) == 1)
    return rows.with_columns(rows=first.cast(pl.Int64), counted=pl.col("status") == COUNTED)


def _money_at_old() -> pl.Expr:
    """Return the money of a row of the later version, converted as in the earlier one."""
    converted = (pl.col("reporting_amount").cast(pl.Float64) * pl.col("money")).round(2).cast(MONEY)
    moved = pl.when(pl.col("money").is_null()).then("reporting_amount").otherwise(converted)
    return pl.when(pl.col("unmoved")).then("amount_before").otherwise(moved).alias("money_at_old")


def _gone(went: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what rows of the earlier version had and have no more where they were."""
    kg, money = pl.col("kg_co2e").fill_null(0), pl.col("reporting_amount")
    changed = went.filter(~pl.col("verdict").is_in([verdict.SAME]).fill_null(value=False))
    mixed = (pl.col("verdict") == verdict.MIXED).fill_null(value=False)
    others, parted = changed.filter(~mixed), changed.filter(mixed & pl.col("counted"))
    left = changed.filter(mixed & ~pl.col("counted"))
    kept_kg = (kg.cast(pl.Float64) * pl.col("share")).round(3).cast(KILOGRAMS)
    kept_money = (money.cast(pl.Float64) * pl.col("share")).round(2).cast(MONEY)
    cause = pl.col("verdict").fill_null(LEDGER)
    return [
        _lines(others, cause, before=(ROWS, money, kg)),
        _lines(left, pl.lit(BOUNDARY), before=(ROWS, money, kg)),
        _lines(parted, pl.lit(BOUNDARY), before=(ROWS, money, kg), after=(ROWS, kept_money, kept_kg)),
        _lines(parted, pl.lit(MAPPING), before=(ROWS, kept_money, kept_kg)),
    ]


def _arrived(stages: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what rows of the later version have where they were not, with the earlier version's figures."""
    held = (ROWS, pl.col("money_at_old"), pl.col("kg_at_old"))
    changed = stages.filter(pl.col("unmoved").is_null())
    mixed = pl.when("counted").then(pl.lit(MAPPING)).otherwise(pl.lit(BOUNDARY))
    cause = pl.when(pl.col("verdict") == verdict.MIXED).then(mixed).otherwise(pl.col("verdict").fill_null(LEDGER))
    regrouped = stages.filter(pl.col("verdict") == verdict.REGROUPED)
    as_it_was = (ROWS, pl.col("amount_before"), pl.col("kg_before").fill_null(0))
    return [_lines(changed, cause, after=held), _lines(regrouped, pl.lit(REGROUPED), after=as_it_was)]


def _same(stages: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what activity data changed, or another version of the program, in rows whose outcome is the same."""
    was = pl.col("kg_before").fill_null(0)
    other = stages.filter(pl.col("unmoved") & (was != pl.col("kg_at_old")))
    reached = pl.col("activity").is_not_null() | pl.col("activity_before").is_not_null()
    cause = pl.when(reached).then(pl.lit(MEASURED)).otherwise(pl.lit(PROGRAM))
    money = pl.col("money_at_old")
    return [_lines(other, cause, before=(ROWS, money, was), after=(ROWS, money, pl.col("kg_at_old")))]


def _repriced(stages: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what other factors, and then other prices, make of the rows of the later version."""
    old, between, new = (pl.col(name) for name in ("kg_at_old", "kg_at_factors", "kg_co2e"))
    money, now = pl.col("money_at_old"), pl.col("reporting_amount")
    by_factors = stages.filter(old != between)
    by_prices = stages.filter((between != new) | (money != now))
    return [
        _lines(by_factors, pl.lit(FACTORS), before=(ROWS, money, old), after=(ROWS, money, between)),
        _lines(by_prices, pl.lit(PRICES), before=(ROWS, money, between), after=(ROWS, now, new)),
    ]


def _lines(rows: pl.DataFrame, cause: pl.Expr, before: Figures = NOTHING, after: Figures = NOTHING) -> pl.DataFrame:
    """Return KEYS and SUMS of rows: what they had before and have after."""
    counted = pl.col("counted")
    figures = zip(MEASURES.items(), before, after, strict=True)
    sums = {
        f"{name}_{side}": one.cast(kind)
        for (name, kind), *both in figures
        for side, one in zip(SIDES, both, strict=True)
    }
    return rows.select(
        cause.alias("cause"),
        *(pl.col(name).cast(pl.String) for name in WHERE),
        pl.col("status").cast(pl.String),
        category=pl.when(counted).then("category").cast(pl.String),
        reason=pl.when(~counted).then("reason").cast(pl.String),
        **sums,
    )
