"""Rows of a footprint walked once more through the rooms: other rules, other factors, the same ledger."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.calculate import calculate
from procurement_footprint.ledger.columns import CODED
from procurement_footprint.mapping import group
from procurement_footprint.mapping.classify import classify, decide
from procurement_footprint.mapping.group import Group


def by_rules(rows: pl.LazyFrame, basis: Basis, joint: Group | None = None) -> pl.LazyFrame:
    """Return whole PRICED rows as SPENT rows with the rules and factors of `basis`; further columns stay.

    joint: the group whose consolidated purchases they are; None where they are those of one entity.
    What rules tie about stays unmapped.
    """
    if joint:
        rows = group.parties(rows.with_columns(pl.col("supplier_id", "counterparty").cast(CODED)), joint)
    booked = rows.select("currency", year=pl.col("booked_on").dt.year()).unique().sort("currency", "year")
    multipliers = basis.multipliers(list(booked.collect(engine="streaming").iter_rows()))
    decisions = decide(rows, basis.mappings.rule_sets, basis.mappings.ids)
    classified = classify(nw.from_native(rows), decisions)
    own = group.consolidated(classified, joint) if joint else classified
    computed: pl.LazyFrame = calculate(own, multipliers).to_native()
    return computed
