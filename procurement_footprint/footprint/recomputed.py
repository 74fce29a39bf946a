"""What lines of a footprint would emit in another category or with another amount, by the formula of a run."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import narwhals as nw
import polars as pl

from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.calculate import calculate
from procurement_footprint.ledger.columns import CLASSIFIED, COUNTED, MONEY
from procurement_footprint.mapping.evidence import ACCOUNT


def kilograms(
    lines: pl.DataFrame, categories: Sequence[str], amounts: Sequence[Decimal], basis: Basis
) -> list[Decimal | None]:
    """Return the kg CO2e of each line by money, in whole grams; None where its category has no factor for the year.

    lines: of a footprint, counted or not. categories, amounts: one for each line; amounts in its booked currency.
    """
    if lines.is_empty():
        return []
    asked = lines.with_columns(
        category=pl.Series(categories, dtype=pl.String),
        amount=pl.Series(amounts, dtype=MONEY),
        status=pl.lit(COUNTED),
        reason=pl.lit(None, dtype=pl.String),
        evidence=pl.lit(ACCOUNT),  # decides the quality letter alone
    )
    booked = asked.select("currency", pl.col("booked_on").dt.year()).unique().sort("currency", "booked_on")
    classified = asked.select(pl.col(name).cast(kind) for name, kind in CLASSIFIED.items())
    found: pl.DataFrame = calculate(
        nw.from_native(classified, eager_only=True), basis.multipliers(list(booked.iter_rows()))
    ).to_native()
    return found["kg_co2e"].to_list()
