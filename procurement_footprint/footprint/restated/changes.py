"""The difference between two versions of a closed period, by cause; it adds up or is not told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from procurement_footprint.footprint.restated.causes import ALWAYS, CAUSES, MEASURES, Side, contributions
from procurement_footprint.footprint.restated.verdicts import WHERE
from procurement_footprint.ledger.columns import COUNTED, ROWS
from procurement_footprint.problems import Unbalanced

ORE, GRAM = Decimal("0.01"), Decimal("0.001")
OUTCOME = [*WHERE, "status", "category", "reason"]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a version holds, or a cause changes: rows and money of the ledger and of what is counted, kilograms."""

    rows: int
    amount: Decimal
    counted_rows: int
    counted_amount: Decimal
    kg: Decimal


@dataclass(frozen=True, slots=True)
class Changes:
    """groups: KEYS and SUMS of `causes.contributions`. before, after: what the versions hold. currency: of money."""

    groups: pl.DataFrame
    before: Totals
    after: Totals
    currency: str

    @property
    def by_cause(self) -> tuple[tuple[str, int, Totals], ...]:
        """What each cause changes, in their order: its name, the rows it touches, the differences."""
        return tuple(self._by_cause())

    def _by_cause(self) -> Iterator[tuple[str, int, Totals]]:
        for cause in CAUSES:
            lines = self.groups.filter(cause=cause)
            if cause in ALWAYS or lines.height:
                touched = max(int(lines["rows_before"].sum()), int(lines["rows_after"].sum()))
                yield cause, touched, _difference(lines)


def changes(before: Side, after: Side, redelivered: Collection[str], currency: str) -> Changes:
    """Return what differs from one version to the next.

    Errors: Unbalanced when the causes do not add up to the difference of every total, outcome and department.
    """
    groups = contributions(before, after, redelivered)
    held = pl.collect_all([_outcomes(side.rows) for side in (before, after)], engine="streaming")
    found = Changes(groups, _totals(held[0]), _totals(held[1]), currency)
    _check(found, *held)
    return found


def _outcomes(rows: pl.LazyFrame) -> pl.LazyFrame:
    counted = pl.col("status") == COUNTED
    named = rows.with_columns(
        pl.col("status").cast(pl.String),
        category=pl.when(counted).then("category"),
        reason=pl.when(~counted).then("reason"),
    )
    return named.group_by(OUTCOME).agg(
        rows=ROWS, amount=pl.sum("reporting_amount"), kg=pl.sum("kg_co2e")
    )  # fmt: skip


def _totals(outcomes: pl.DataFrame) -> Totals:
    counted = outcomes.filter(status=COUNTED)
    return Totals(
        int(outcomes["rows"].sum()),
        _sum(outcomes["amount"], ORE),
        int(counted["rows"].sum()),
        _sum(counted["amount"], ORE),
        _sum(counted["kg"], GRAM),
    )


def _difference(lines: pl.DataFrame) -> Totals:
    changed = lines.select("status", **{name: pl.col(f"{name}_after") - pl.col(f"{name}_before") for name in MEASURES})
    return _totals(changed)


def _check(found: Changes, before: pl.DataFrame, after: pl.DataFrame) -> None:
    """See that the causes add up, for every organisation, department, status, category and reason."""
    explained = {name: pl.col(f"{name}_before") - pl.col(f"{name}_after") for name in MEASURES}
    signed = [
        after.select(*OUTCOME, *MEASURES),
        before.select(*OUTCOME, *(-pl.col(name) for name in MEASURES)),
        found.groups.select(*OUTCOME, **explained),
    ]
    schema = pl.Schema({**dict.fromkeys(OUTCOME, pl.String()), **MEASURES})
    left = pl.concat(one.cast(schema) for one in signed).group_by(OUTCOME).agg(pl.sum(*MEASURES))
    wrong = left.filter(pl.any_horizontal(pl.col(name) != 0 for name in MEASURES))
    if wrong.height:
        line: dict[str, Any] = wrong.sort(OUTCOME).row(0, named=True)
        raise Unbalanced(f"what changed does not add up to the difference of the versions: {line} is left over")


def _sum(column: pl.Series, unit: Decimal) -> Decimal:
    """Return an exact sum with the decimals of its unit."""
    return sum(column.drop_nulls(), Decimal(0) * unit)
