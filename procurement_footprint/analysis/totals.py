"""The whole of a footprint: rows, money and kilograms, split into counted, left out and unmapped."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.ledger.columns import STATUSES

PARTS = ("ledger", *STATUSES)


@dataclass(frozen=True, slots=True)
class Totals:
    """What every table has to add up to.

    rows, amount: by `ledger`, `counted`, `left_out` and `unmapped`; amount in the reporting currency.
    booked: the same four amounts for each currency that was booked in. kg_co2e: of the counted rows.
    """

    rows: dict[str, int]
    amount: dict[str, Decimal]
    booked: dict[str, dict[str, Decimal]]
    kg_co2e: Decimal

    @property
    def whole(self) -> dict[str, Decimal]:
        """The money of all rows, for each currency that was booked in."""
        return {currency: four["ledger"] for currency, four in self.booked.items()}

    def has(self, part: str) -> bool:
        """Whether anything is `counted`, `left_out` or `unmapped`: a row, or money of a later part of one."""
        return self.rows[part] > 0 or any(four[part] for four in self.booked.values())


@dataclass(frozen=True, slots=True)
class Range:
    """Between low and high (kg) the whole lies with 95 %; quality: A to E, None where nothing is counted."""

    low: Decimal
    high: Decimal
    quality: str | None


def totals_of(by_status: pl.DataFrame) -> Totals:
    """Return the totals of a table of status, currency, rows, amount, reporting_amount and kg_co2e."""
    currencies = sorted(by_status["currency"].unique().to_list())
    booked = {currency: _four(by_status, "amount", pl.col("currency") == currency) for currency in currencies}
    rows = {part: int(exact_sum(by_status.filter(_is(part))["rows"])) for part in PARTS}
    amount = _four(by_status, "reporting_amount", pl.lit(True))
    return Totals(rows, amount, booked, exact_sum(by_status["kg_co2e"]))


def exact_sum(column: pl.Series) -> Decimal:
    """Return the sum of whole numbers or decimals, with as many decimals as they have; 0 for none."""
    return Decimal(str(column.sum()))


def _four(by_status: pl.DataFrame, column: str, where: pl.Expr) -> dict[str, Decimal]:
    return {part: exact_sum(by_status.filter(where & _is(part))[column]) for part in PARTS}


def _is(part: str) -> pl.Expr:
    return pl.lit(True) if part == "ledger" else pl.col("status").cast(pl.String) == part
