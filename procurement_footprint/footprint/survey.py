"""What a ledger holds, seen once before anything is decided: years, currencies, buyers and accounts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from procurement_footprint.factors.currencies import Booked, main_currency
from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.ledger.coded import plain
from procurement_footprint.mapping.chart_of_file import ACCOUNT


@dataclass(frozen=True, slots=True)
class Survey:
    """What is in a ledger.

    first, last: dates of booking. booked: the currencies and years that occur together, sorted. money: per
    currency the sum of absolute amounts. buyers: organisation_id and organisation. accounts: file, account and
    account_text of rows whose chart of accounts is not known yet.
    """

    first: date
    last: date
    booked: tuple[Booked, ...]
    money: dict[str, Decimal]
    buyers: tuple[tuple[str | None, str | None], ...]
    accounts: pl.DataFrame

    @property
    def years(self) -> tuple[int, ...]:
        """The years of booking, sorted."""
        return tuple(sorted({year for _, year in self.booked}))

    @property
    def main_currency(self) -> str:
        """The currency in which the ledger holds most money."""
        return main_currency(self.money)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The booked currencies, sorted."""
        return tuple(sorted(self.money))


def survey(rows: pl.LazyFrame, files: Collection[str]) -> Survey:
    """Return what the LEDGER rows of these files hold, in streamed passes."""
    by_currency = rows.group_by("currency").agg(money=pl.col("amount").abs().sum(), days=pl.col("booked_on").unique())
    buyers = rows.select("organisation_id", "organisation").unique()
    accounts = rows.filter(pl.col("chart").is_null()).select(file_of(files).alias("file"), *ACCOUNT).unique()
    # one by one: asked together, polars would keep all that it has read, and memory would grow with rows
    held, bought, booked = (asked.collect(engine="streaming") for asked in (by_currency, buyers, accounts))
    held = plain(held).sort("currency")
    days = held.select("currency", "days").explode("days", empty_as_null=True)
    by_year = days.select("currency", year=pl.col("days").dt.year()).unique().sort("currency", "year")
    return Survey(
        first=min(days["days"]),
        last=max(days["days"]),
        booked=tuple(by_year.iter_rows()),
        money=dict(held.select("currency", "money").iter_rows()),
        buyers=tuple(plain(bought).sort("organisation_id", "organisation").iter_rows()),
        accounts=plain(booked).sort("file", *ACCOUNT),
    )
