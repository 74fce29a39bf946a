"""Sums of a footprint's rows by the few keys that all tables are made from; parts add up to the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from procurement_footprint.analysis.blockwise import grouped
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, ROWS, UNMAPPED
from procurement_footprint.mapping.group import BUYER, SELLER

DEPARTMENTS = ("organisation_id", "organisation", "department_id", "department")
PURCHASES = ("account", "account_text", "cpv", "unspsc", "reason")
LEFT_OUT_KEYS = ("reason", "rule_id", "account", "account_text")
KNOWN = ("category", "factor_year", "carried", "evidence", "quality")  # what ranges are made of, known of each row

# The keys by which the ledger's rows are added up, once each; every table is made from these small results.
KEYS = {
    "by_status": ("status", "currency"),
    "by_department": ("status", *DEPARTMENTS, *KNOWN),
    "by_period": ("status", "period"),
    "by_evidence": ("status", "evidence", "quality"),
    "by_supplier": ("status", "supplier_id", "supplier", "sole_trader", *KNOWN),
    "unmapped": ("status", "supplier_id", "supplier", "sole_trader", *PURCHASES),
    "left_out": ("status", *LEFT_OUT_KEYS),
}
# Where several entities buy as one group these are by entity too, and purchases inside it are added up besides.
OF_GROUP = KEYS | {
    **{name: (*KEYS[name], BUYER) for name in ("by_status", "by_department", "left_out")},
    "internal": ("status", BUYER, SELLER, "period", "reason"),
}
SUMMED = ("amount", "reporting_amount", "kg_co2e", "kg_scope_1")
WAITING = 16  # parts that wait to be added to the others
_SUMS = [ROWS.alias("rows"), pl.sum(*SUMMED)]
_CARRIED = (pl.col("booked_on").dt.year() - pl.col("factor_year")).alias("carried")
_OF_FEW = ("by_status", "by_department", "by_period", "by_evidence")  # their keys have few combinations, even together
_STATUS_OF = {"unmapped": UNMAPPED, "left_out": LEFT_OUT}

Sums = Mapping[str, pl.DataFrame]
Keys = Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Running:
    """The sums of all blocks of rows so far; what it holds does not grow with the number of rows.

    keys: KEYS, or OF_GROUP.
    """

    keys: Keys = field(default_factory=lambda: KEYS)
    parts: list[Sums] = field(default_factory=list)

    def add(self, block: pl.DataFrame) -> None:
        """Add a block of FOOTPRINT rows."""
        self.parts.append(_of_block(block, self.keys))
        if len(self.parts) == WAITING:
            self.parts = [together(self.parts, self.keys)]

    def total(self) -> Sums:
        """Return the sums of all blocks."""
        return together(self.parts, self.keys)


def _of_block(block: pl.DataFrame, keys: Keys) -> Sums:
    """Return what `added_up` does of rows in memory: tables with few lines are made from the lines of a finer one."""
    known = block.with_columns(_CARRIED)
    few = dict.fromkeys(column for name in _OF_FEW for column in keys[name])
    finer = grouped(known.select(*few, "part", *SUMMED), list(few), _SUMS)
    again = [pl.sum("rows", *SUMMED)]
    queries = [
        _some(name, finer.lazy()).group_by(columns).agg(again)
        if name in _OF_FEW
        else _some(name, known.lazy()).group_by(columns).agg(_SUMS)
        for name, columns in keys.items()
    ]
    return dict(zip(keys, map(plain, pl.collect_all(queries, engine="streaming")), strict=True))


def added_up(rows: pl.LazyFrame, keys: Keys = KEYS) -> Sums:
    """Return rows and SUMMED of FOOTPRINT rows by each of `keys`: of counted rows, unless the name says otherwise.

    rows: how many rows of the ledger; one in several parts is counted where its first part is.
    carried: for how many years the factor of a row is carried over. For OF_GROUP the rows are those of
    `group.parties`; internal: of rows whose seller is of the group.
    """
    known = rows.with_columns(_CARRIED)
    queries = [_some(name, known).group_by(columns).agg(_SUMS) for name, columns in keys.items()]
    return dict(zip(keys, map(plain, pl.collect_all(queries, engine="streaming")), strict=True))


def _some(name: str, known: pl.LazyFrame) -> pl.LazyFrame:
    if name == "by_status":
        return known
    if name == "internal":
        return known.filter(pl.col(SELLER).is_not_null())
    return known.filter(pl.col("status") == _STATUS_OF.get(name, COUNTED))


def together(parts: Sequence[Sums], keys: Keys = KEYS) -> Sums:
    """Return the sums of several parts as those of the whole."""
    return {
        name: pl.concat([part[name] for part in parts]).group_by(columns).agg(pl.sum("rows", *SUMMED))
        for name, columns in keys.items()
    }
