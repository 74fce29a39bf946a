"""Which share of the money of each entity and quarter is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import COUNTED

SUMS = ["counted", "whole"]


@dataclass(slots=True)
class Coverage:
    """Adds up blocks of FOOTPRINT rows. entities: the file of a row → the entity whose it is."""

    entities: Mapping[str, str]
    parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, block: pl.DataFrame) -> None:
        """Add a block."""
        whose = file_of(self.entities).replace_strict(self.entities, return_dtype=pl.String)
        counted = pl.when(pl.col("status") == COUNTED).then("reporting_amount").otherwise(pl.lit(0))
        sums = block.group_by(whose.alias("entity"), "period").agg(
            counted=counted.sum(), whole=pl.col("reporting_amount").sum()
        )
        self.parts.append(plain(sums))

    def share(self, entity: str, period: str) -> Decimal | None:
        """Return the counted money of an entity in a quarter (2024-Q1) or year, divided by all; None without money."""
        if not self.parts:
            return None
        mine = (pl.col("entity") == entity) & (pl.col("period").str.starts_with(period))
        counted, whole = pl.concat(self.parts).filter(mine).select(pl.sum(*SUMS)).row(0)
        return Decimal(counted) / Decimal(whole) if whole else None
