"""The second and the third step: the rows under other rules, first those that both count, then what is counted at all.

    mapping    rows that both rules count have their new categories and splits, on the money that they were counted with
    boundary   rows are counted as the new rules say

Rows that activity data reach, and those that invoices divide, stay as they are. Of a group, ownership and what is
bought inside it are as they are in the rows: those of its entities, on the day of booking.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import narwhals as nw
import polars as pl

from procurement_footprint.entities import Entity
from procurement_footprint.footprint import activities, manifest, moves
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.by_rules import by_rules
from procurement_footprint.footprint.rows import WRITTEN
from procurement_footprint.footprint.unsplit import PART, SUMMED, whole
from procurement_footprint.ledger.columns import COUNTED, KILOGRAMS, MONEY, PRICED
from procurement_footprint.mapping import group
from procurement_footprint.mapping.group import Group

SPOOLED = "reclassified.parquet"
WAS, NOW = "_was", "_now"  # the money of a row of the ledger that is counted under the old rules, and under the new
HELD = (
    "row_id", PART, "booked_on", "organisation_id", "organisation", "department_id", "department", "supplier_id",
    "supplier", "sole_trader", "currency", "reporting_amount", "status", "category", "evidence", "quality",
    "factor_year", "kg_co2e", "activity", "covered_amount", "kg_spend_based", "kg_scope_1",
)  # fmt: skip
IS_COUNTED = pl.col("status") == COUNTED


def under_rules(
    rows: pl.LazyFrame, basis: Basis, joint: Group | None, spool: Path
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Return FOOTPRINT rows after the step of mapping and after that of the boundary: counted rows only, HELD.

    joint: see `group_of`. spool: a folder of ours, where the rows are kept that both are made from.
    """
    stays = _stays(rows)
    new = _reclassified(rows.filter(~stays), basis, joint, spool / SPOOLED)
    old = _held(rows.filter(IS_COUNTED))
    kept, moved = old.filter(stays), new.filter(IS_COUNTED)
    both = (pl.col(WAS) != 0) & (pl.col(NOW) != 0)
    only_before = new.filter((pl.col(WAS) != 0) & (pl.col(NOW) == 0)).select("row_id").unique().collect()["row_id"]
    same = _held(moved.filter(both & (pl.col(WAS) == pl.col(NOW))))
    other = _on_old_money(moved.filter(both & (pl.col(WAS) != pl.col(NOW))).collect())
    gone = old.filter(pl.col("row_id").is_in(only_before.implode()) & ~stays)
    return pl.concat([kept, same, _held(other.lazy()), gone]), pl.concat([kept, _held(moved)])


def rows_kept(rows: pl.LazyFrame) -> int:
    """Return how many rows of the ledger stay as they are, for activity data reach them or invoices divide them."""
    return int(rows.filter(_stays(rows)).select(pl.col("row_id").n_unique()).collect(engine="streaming").item())


def group_of(written: Mapping[str, Any]) -> Group | None:
    """Return the group whose purchases a footprint holds as one, from its manifest; None where it is of one entity."""
    entities = msgspec.convert(written.get("entities", ()), tuple[Entity, ...])
    if len(entities) < 2 or "entity" in written["run"]:
        return None
    return group.of(entities, {name: one.get("entity") for name, one in manifest.named_inputs(written)})


def _stays(rows: pl.LazyFrame) -> pl.Expr:
    """Return which rows stay as they are: all parts of those that activity data reach or invoices divide."""
    reached = pl.col("activity").is_not_null()
    parts = rows.filter(reached & pl.col(PART).is_not_null()).select("row_id").unique().collect(engine="streaming")
    whole_lines = pl.concat([parts["row_id"], moves.invoiced(rows)]).unique().sort()
    return reached | pl.col("row_id").is_in(whole_lines.implode())


def _reclassified(rows: pl.LazyFrame, basis: Basis, joint: Group | None, path: Path) -> pl.LazyFrame:
    """Return the rows under the rules of `basis`, HELD and WAS and NOW, from the new file `path`."""
    counted = pl.when(IS_COUNTED).then("reporting_amount").otherwise(0).cast(MONEY)
    lines = whole(rows.with_columns(counted.alias(WAS)), [*PRICED, WAS], (*SUMMED, WAS))
    made: pl.LazyFrame = activities.without(nw.from_native(by_rules(lines, basis, joint))).to_native()
    _held(made, WAS).sink_parquet(path.absolute(), compression="lz4", engine="streaming")
    new = pl.scan_parquet(path.absolute(), glob=False)
    own = pl.when(IS_COUNTED).then("reporting_amount").otherwise(0).cast(MONEY)
    in_parts = new.filter(pl.col(PART).is_not_null()).group_by("row_id").agg(own.sum().cast(MONEY).alias(NOW))
    of_parts = new.filter(pl.col(PART).is_not_null()).join(in_parts, on="row_id")
    return pl.concat([new.filter(pl.col(PART).is_null()).with_columns(own.alias(NOW)), of_parts])


def _held(rows: pl.LazyFrame, *more: str) -> pl.LazyFrame:
    return rows.select(*(pl.col(name).cast(WRITTEN[name]) for name in HELD), *more)


def _on_old_money(parts: pl.DataFrame) -> pl.DataFrame:
    """Return the counted parts of rows of which other money was counted before, with their share of that money.

    The shares add up to it to the öre.
    """
    ordered = parts.sort("row_id", PART)
    share = pl.col(WAS).cast(pl.Float64) / pl.col(NOW).cast(pl.Float64)
    upto = (pl.col("reporting_amount").cast(pl.Float64).cum_sum() * share).round(2).cast(MONEY)
    return ordered.with_columns(
        reporting_amount=(upto - upto.shift(1, fill_value=0)).over("row_id"),
        kg_co2e=(pl.col("kg_co2e").cast(pl.Float64) * share).round(3).cast(KILOGRAMS),
    )
