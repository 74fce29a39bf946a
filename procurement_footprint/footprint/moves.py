"""Which rows are something else, or have other kilograms, under two versions of the rules or in two footprints.

    difference of the totals = Σ after - Σ before over the rows listed here, exact to the öre and to the gram

A row is the same in both when its address (`row_id`), amount and currency are. One that only one of the two has is said
to be so: these are different ledgers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.factors.activity_lines import FOLDER
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.by_rules import by_rules
from procurement_footprint.footprint.unsplit import PART, whole
from procurement_footprint.ledger.columns import COUNTED, KILOGRAMS, LEFT_OUT, MONEY, PRICED
from procurement_footprint.mapping.group import EVIDENCE
from procurement_footprint.problems import Unbalanced

MOVED, RECOMPUTED, ONLY_BEFORE, ONLY_AFTER = KINDS = ("moved", "recomputed", "only_in_a", "only_in_b")
BLOCK = 250_000  # rows that are joined at a time
SAME_ROW = ["row_id", "amount", "currency"]
FIGURES = ("reporting_amount", "kg_co2e")
SIDE = [*SAME_ROW, "department_id", "department", "status", "category", "reason", "rule_id", *FIGURES]
KEYS = ["kind", "department_id", "department", "before", "after", "rule_before", "rule_after"]
SUMS = ["amount_before", "amount_after", "kg_before", "kg_after"]


@dataclass(frozen=True, slots=True)
class Totals:
    """What one side holds: rows of the ledger, money in the reporting currency, kilograms."""

    rows: int
    amount: Decimal
    kg: Decimal


@dataclass(frozen=True, slots=True)
class Moves:
    """What differs, grouped: KEYS, rows and SUMS, sorted by KEYS; and what both sides add up to."""

    groups: pl.DataFrame
    before: Totals
    after: Totals


def stored(table: pl.LazyFrame) -> pl.LazyFrame:
    """Return the side that is the rows of a footprint as they stand."""
    return table.select(SIDE if PART not in table.collect_schema() else [*SIDE, PART])


def reclassified(table: pl.LazyFrame, basis: Basis) -> pl.LazyFrame:
    """Return the side that is the rows of a footprint with the rules and factors of `basis`.

    What rules tie about stays unmapped. Rows that activity data reach, that invoices divide, and of a group those that
    are not wholly its own, are left as they stand, with all their parts.
    """
    shared = table.filter(pl.col("evidence") == EVIDENCE).select("row_id").unique().collect()["row_id"]
    kinds = (invoiced(table), shared, _reached(table))
    stays = pl.any_horizontal(pl.col("row_id").is_in(one.implode()) for one in kinds)
    kept = stored(table.filter(stays))
    wanted = stored(by_rules(whole(table.filter(~stays), list(PRICED)), basis))
    return pl.concat([wanted, kept.select(wanted.collect_schema().names())], how="vertical_relaxed")


def measured(table: pl.LazyFrame) -> int:
    """Return how many rows of the ledger activity data reach."""
    return len(_reached(table))


def _reached(table: pl.LazyFrame) -> pl.Series:
    reached = table.filter(pl.col("activity").is_not_null()).select(pl.col("row_id").unique())
    return reached.collect(engine="streaming").to_series()


def invoiced(table: pl.LazyFrame) -> pl.Series:
    """Return the row_ids of rows that the lines of an invoice divide: parts with codes or slices apart."""
    if PART not in table.collect_schema():
        return pl.Series(dtype=pl.String)
    by_invoice = pl.col("activity").cast(pl.String).str.starts_with(f"{FOLDER}/").not_().fill_null(False)
    several = (pl.struct("cpv", "unspsc").n_unique() > 1) | by_invoice.any()
    parts = table.filter(pl.col(PART).is_not_null()).group_by("row_id").agg(several=several).filter("several")
    return parts.select("row_id").sort("row_id").collect(engine="streaming").to_series()


def compare(before: pl.LazyFrame, after: pl.LazyFrame) -> Moves:
    """Return what differs between two sides, grouped by department, outcome and rule, in streamed passes.

    Errors: Unbalanced when the groups do not add up to the difference of the totals.
    """
    old, new = (_totals(one) for one in pl.collect_all([_total(before), _total(after)], engine="streaming"))
    parts = [_groups(part).collect(engine="streaming") for part in rows(before, after, max(old.rows, new.rows))]
    groups = pl.concat(parts).group_by(KEYS).agg(pl.sum("rows", *SUMS))
    found = Moves(groups.sort(KEYS, nulls_last=True), old, new)
    _check(found)
    return found


def rows(before: pl.LazyFrame, after: pl.LazyFrame, count: int) -> Iterator[pl.LazyFrame]:
    """Yield the rows that differ, a part of the ledger at a time, in any order: row_id, KEYS, SUMS.

    Null where a side has nothing. count: how many rows the larger side has; memory does not grow with it.
    """
    parts = -(-count // BLOCK) or 1
    part_of = pl.col("row_id").hash(seed=0) % parts
    for part in range(parts):
        yield _pairs(before.filter(part_of == part), after.filter(part_of == part))


def _pairs(before: pl.LazyFrame, after: pl.LazyFrame) -> pl.LazyFrame:
    both = _lines(before).join(_lines(after), on=SAME_ROW, how="full", coalesce=True, suffix="_after")
    pairs = both.select(
        "row_id",
        kind=_kind(),
        department_id=pl.coalesce("department_id", "department_id_after"),
        department=pl.coalesce("department", "department_after"),
        before="outcome",
        after="outcome_after",
        rule_before="rule_id",
        rule_after="rule_id_after",
        amount_before="reporting_amount",
        amount_after="reporting_amount_after",
        kg_before="kg_co2e",
        kg_after="kg_co2e_after",
    )
    return pairs.filter(pl.col("kind").is_not_null())


def by(groups: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return the groups added up by some of KEYS: those, rows, SUMS; the largest change of kilograms first."""
    sums = groups.group_by(keys).agg(pl.sum("rows", *SUMS))
    change = (pl.col("kg_after") - pl.col("kg_before")).abs()
    return sums.sort(change, pl.col("amount_before").abs(), *keys, descending=[True, True, *[False] * len(keys)])


def _lines(side: pl.LazyFrame) -> pl.LazyFrame:
    """Return one line for each row of the ledger; of one that is split, its outcomes are joined by a plus."""
    status = pl.col("status").cast(pl.String)
    said = pl.when(status == COUNTED).then("category").when(status == LEFT_OUT)
    outcome = said.then(pl.lit("left out: ") + pl.col("reason")).otherwise(pl.lit("unmapped: ") + pl.col("reason"))
    named = side.with_columns(outcome=outcome)
    columns = ["row_id", "amount", "currency", "department_id", "department", "outcome", "rule_id", *FIGURES]
    if PART not in side.collect_schema():
        return named.select(columns)
    parts = named.filter(pl.col(PART).is_not_null()).group_by("row_id")
    together = parts.agg(
        pl.col("currency", "department_id", "department", "rule_id").first(),
        pl.col("outcome").unique().sort().str.join(" + "),
        pl.sum("amount").cast(MONEY),
        pl.sum("reporting_amount").cast(MONEY),
        pl.when(pl.col("kg_co2e").count() > 0).then(pl.sum("kg_co2e")).cast(KILOGRAMS),
    )
    return pl.concat([named.filter(pl.col(PART).is_null()).select(columns), together.select(columns)])


def _kind() -> pl.Expr:
    """Return how a row differs; null where it does not."""
    same = [pl.col(name).eq_missing(pl.col(f"{name}_after")) for name in FIGURES]
    return (
        pl.when(pl.col("outcome_after").is_null())
        .then(pl.lit(ONLY_BEFORE))
        .when(pl.col("outcome").is_null())
        .then(pl.lit(ONLY_AFTER))
        .when(pl.col("outcome") != pl.col("outcome_after"))
        .then(pl.lit(MOVED))
        .when(~pl.all_horizontal(*same))
        .then(pl.lit(RECOMPUTED))
    )


def _groups(found: pl.LazyFrame) -> pl.LazyFrame:
    return found.group_by(KEYS).agg(pl.len().cast(pl.Int64).alias("rows"), pl.sum(*SUMS))


def _total(side: pl.LazyFrame) -> pl.LazyFrame:
    once = pl.len() if PART not in side.collect_schema() else pl.col(PART).fill_null(1).eq(1).sum()
    return side.select(rows=once, **{name: pl.sum(name) for name in FIGURES})


def _totals(found: pl.DataFrame) -> Totals:
    line: Mapping[str, int | Decimal] = found.row(0, named=True)
    return Totals(int(line["rows"]), Decimal(line["reporting_amount"]), Decimal(line["kg_co2e"]))


def _check(found: Moves) -> None:
    sums = {name: sum(found.groups[name], Decimal(0)) for name in SUMS}
    kinds = dict(found.groups.group_by("kind").agg(pl.sum("rows")).iter_rows())
    for what, listed, whole_ in (
        ("money", sums["amount_after"] - sums["amount_before"], found.after.amount - found.before.amount),
        ("kg", sums["kg_after"] - sums["kg_before"], found.after.kg - found.before.kg),
        ("rows", kinds.get(ONLY_AFTER, 0) - kinds.get(ONLY_BEFORE, 0), found.after.rows - found.before.rows),
    ):
        if listed != whole_:
            raise Unbalanced(f"the rows that differ add up to {listed} {what}, and the totals differ by {whole_}")
