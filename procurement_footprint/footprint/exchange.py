"""Exchange rates for a ledger: those that its rows need, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from procurement_footprint.factors import currencies
from procurement_footprint.factors.currencies import Booked, Rates
from procurement_footprint.problems import Problem, Refused


def check(rows: pl.LazyFrame, rates: Rates, booked: Iterable[Booked], bases: Iterable[str]) -> None:
    """See that there is a rate for every row that is to be converted to the currencies `bases`.

    Errors: Refused with one Problem for each booked currency and year that cannot be, at its first ledger line.
    """
    if lacking := currencies.missing(rates, booked, bases):
        raise Refused(_problem(rows, rates, pair, needed) for pair, needed in lacking.items())


def _problem(rows: pl.LazyFrame, rates: Rates, pair: Booked, needed: Sequence[str]) -> Problem:
    currency, year = pair
    of_pair = (pl.col("currency") == currency) & (pl.col("booked_on").dt.year() == year)
    held = rows.filter(of_pair).select("row_id", "booked_on", "amount")
    first, day, _ = held.head(1).collect(engine="streaming").row(0)
    count, money = held.select(pl.len(), pl.sum("amount")).collect(engine="streaming").row(0)
    said = "1 row" if count == 1 else f"{count} rows"
    excerpt = f"{day}; {said} of {year} in {currency}, {money:,} in all"
    return currencies.no_rate(rates, first, " and ".join(needed), year, excerpt)
