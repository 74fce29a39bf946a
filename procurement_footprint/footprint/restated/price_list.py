"""What one unit of money emitted in each category when a period was closed: all multipliers, in one small file.

With it a later version can value its rows as the earlier one would have, whatever has become of the factors since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from procurement_footprint.factors.currencies import Booked
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.calculate import VAT_SINCE
from procurement_footprint.problems import Refused, problem

FILE = "multipliers.csv"
KEYS = ["category", "year", "currency"]
FACTOR_CURRENCY = "factor_currency"
HELD = {
    "factor_year": pl.Int32(),
    "exchange_rate": pl.Float64(),
    "deflator": pl.Float64(),
    "price_basis": pl.Float64(),
    "kg_per_unit": pl.Float64(),
}
SCHEMA = {
    "category": pl.String(),
    "year": pl.Int32(),
    "currency": pl.String(),
    VAT_SINCE: pl.Date(),
    "factor_set": pl.String(),
    FACTOR_CURRENCY: pl.String(),
    **HELD,
}


@dataclass(frozen=True, slots=True)
class PriceList:
    """The multipliers of a footprint: one line (SCHEMA) for each category, year of purchase and booked currency.

    vat_since is null where amounts exclude VAT.
    """

    table: pl.DataFrame

    @property
    def currency(self) -> str | None:
        """That of the factors; None where there are none."""
        return next(iter(self.table[FACTOR_CURRENCY]), None)

    @property
    def keys(self) -> list[str]:
        """The columns by which a row finds its line."""
        return [*KEYS, VAT_SINCE] if self.vat_days else KEYS

    @property
    def vat_days(self) -> tuple[object, ...]:
        """The days from which rates of VAT hold, sorted; empty where amounts exclude VAT."""
        return tuple(self.table[VAT_SINCE].drop_nulls().unique().sort())


def of(basis: Basis, booked: Sequence[Booked]) -> PriceList:
    """Return the price list of what a footprint rests on, for the currencies and years in its rows."""
    table = basis.multipliers(booked)
    if VAT_SINCE not in table.columns:
        table = table.with_columns(pl.lit(None).alias(VAT_SINCE))
    named = table.with_columns(pl.lit(basis.factors.currency).alias(FACTOR_CURRENCY))
    kept = named.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    return PriceList(kept.unique().sort(*KEYS, VAT_SINCE))


def write(held: PriceList, folder: Path) -> None:
    """Write `multipliers.csv` into `folder`; numbers are read back as they are."""
    (folder / FILE).write_bytes(held.table.write_csv().encode())


def read(folder: Path) -> PriceList:
    """Return the price list in the folder of a closed period.

    Errors: Refused when it is not there or cannot be read.
    """
    path = folder / FILE
    try:
        return PriceList(pl.read_csv(path.read_bytes(), schema=SCHEMA))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise Refused([problem("closing-unreadable", str(path), why=str(error).splitlines()[0])]) from None
