"""What the figure of a supplier, category or department is made up of; its rows are added up and never held."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from procurement_footprint.footprint import trace_group
from procurement_footprint.footprint.trace_rule import Step
from procurement_footprint.ledger.columns import COUNTED

LARGEST = 5
_BY_RULE = ("category", "reason", "rule_id")
_KEYS = ("status", "currency", *_BY_RULE)
_SUMS = ("amount", "reporting_amount", "kg_co2e")


@dataclass(frozen=True, slots=True)
class Explained:
    """Steps, and the row_id of the row that has most kilograms; None where no row is counted."""

    steps: tuple[Step, ...]
    largest: str | None


def explained(rows: pl.LazyFrame, name: str) -> Explained | None:
    """Return what makes up the figure of the FOOTPRINT rows that are called `name`; None where there are none."""
    is_whole = pl.col("part").is_null()
    count = is_whole.sum().cast(pl.Int64)
    query = rows.group_by(_KEYS).agg(count.alias("rows"), (~is_whole).any().alias("in_parts"), pl.sum(*_SUMS))
    added_up = query.collect(engine="streaming")
    if added_up.is_empty():
        return None
    counts = _Counts(added_up, rows.filter(~is_whole) if added_up["in_parts"].any() else rows.clear())
    largest = _largest(rows)
    steps = (_whole(name, added_up, counts), _by_rule(added_up, counts), _told(largest))
    return Explained(steps, str(largest["row_id"][0]) if largest.height else None)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many rows of the ledger there are: of those that are whole, `added_up`, and of `parts`, which share a row."""

    added_up: pl.DataFrame
    parts: pl.LazyFrame

    def by(self, *keys: str) -> pl.DataFrame:
        """Return `rows` by some of _KEYS."""
        whole = self.added_up.group_by(keys).agg(pl.sum("rows"))
        shared = self.parts.group_by(keys).agg(pl.col("row_id").n_unique().cast(pl.Int64).alias("rows"))
        both = pl.concat([whole, shared.collect(engine="streaming")])
        return both.group_by(keys).agg(pl.sum("rows"))

    def all(self) -> int:
        """Return how many there are in all."""
        shared = self.parts.select(pl.col("row_id").n_unique()).collect(engine="streaming").item()
        return int(self.added_up["rows"].sum()) + int(shared)


def _whole(name: str, added_up: pl.DataFrame, counts: _Counts) -> Step:
    lines = [
        f"{status}: {rows} rows, {_money(added_up.filter(pl.col('status') == status))}"
        for status, rows in counts.by("status").sort("status").iter_rows()
    ]
    return Step(f"{name}: {_kilos(added_up)} on {counts.all()} rows", tuple(lines))


def _by_rule(added_up: pl.DataFrame, counts: _Counts) -> Step:
    held = added_up.group_by(_BY_RULE).agg(pl.sum("reporting_amount", "kg_co2e"))
    known = held.join(counts.by(*_BY_RULE), on=_BY_RULE, nulls_equal=True, validate="1:1")
    order = ("kg_co2e", "rows", "rule_id", "category", "reason")
    ordered = known.sort(order, descending=[True, True, False, False, False], nulls_last=True)
    lines = [
        f"{one['category'] or one['reason']} by {one['rule_id'] or trace_group.instead(one)}: {one['rows']} rows, "
        f"{one['reporting_amount']:,}" + (f", {one['kg_co2e']:,} kg" if one["reason"] is None else "")
        for one in ordered.iter_rows(named=True)
    ]
    return Step("What the rules say about them", tuple(lines))


def _largest(rows: pl.LazyFrame) -> pl.DataFrame:
    """Return the LARGEST counted rows, most kilograms first."""
    counted = rows.filter(pl.col("status") == COUNTED)
    shown = counted.select("kg_co2e", "row_id", "part", "amount", "currency", "category")
    ordered = shown.sort("kg_co2e", "row_id", "part", descending=[True, False, False])
    return ordered.head(LARGEST).collect(engine="streaming")


def _told(largest: pl.DataFrame) -> Step:
    lines = [
        f"{one['row_id']}: {one['amount']:,} {one['currency']}, {one['category']}, {one['kg_co2e']:,} kg"
        for one in largest.iter_rows(named=True)
    ]
    if not lines:
        return Step("No line is counted", ("what is left out or unmapped has no kilograms",))
    return Step("The largest lines; the first is explained below", tuple(lines))


def _money(added_up: pl.DataFrame) -> str:
    sums = added_up.group_by("currency").agg(pl.col("amount").sum()).sort("currency")
    return ", ".join(f"{amount:,} {currency}" for currency, amount in sums.iter_rows())


def _kilos(added_up: pl.DataFrame) -> str:
    counted = added_up.filter(pl.col("status") == COUNTED)
    return f"{counted['kg_co2e'].sum():,} kg CO2e" if counted.height else "no kilograms"
