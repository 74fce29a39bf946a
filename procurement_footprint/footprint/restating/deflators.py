"""Prices of another year: what a category's money of one year is worth in another, as the footprint's method has it.

    deflator = index(to_year) ÷ index(year) × exchange
    exchange = units of the currency per unit of the index's, in to_year ÷ in year; 1 where the index is in it

An amount is converted to the index's currency at the rate of its own year, as it is when its kilograms are computed. So
a factor that is carried over has the same kilograms per unit of real money in both years.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from procurement_footprint.factors import currencies
from procurement_footprint.factors.currencies import Rates
from procurement_footprint.factors.deflation import Deflated
from procurement_footprint.footprint.basis import Basis

Purchased = tuple[str, int]  # category and year of purchase
DEFLATORS: dict[str, pl.DataType] = {
    "category": pl.String(),
    "year": pl.Int32(),
    "to_year": pl.Int32(),
    "deflator": pl.Float64(),
    "prices": pl.Float64(),  # index(to_year) ÷ index(year)
    "exchange": pl.Float64(),
    "index": pl.String(),  # null within one year
    "item": pl.String(),
    "item_name": pl.String(),
    "index_currency": pl.String(),
}


def deflators(bought: Iterable[Purchased], to_year: int, currency: str, later: Basis, earlier: Basis) -> pl.DataFrame:
    """Return DEFLATORS for the categories and years that are `bought`, sorted.

    currency: of the money. later: the method, with the exchange rates of the years of purchase. earlier: with that of
    to_year. Errors: Refused when an index has no value, or the currency no rate, for a year.
    """
    return pl.DataFrame(
        [_line(category, year, to_year, currency, later, earlier) for category, year in sorted(set(bought))],
        DEFLATORS,
        orient="row",
    )


def _line(category: str, year: int, to_year: int, currency: str, later: Basis, earlier: Basis) -> tuple[object, ...]:
    found = later.deflation.between(category, year, to_year)
    used = found.index or (later.index if later.quarter != earlier.quarter else None)  # quarters have their own rates
    within = used.description.currency if used else None
    exchange = _exchange(within, year, to_year, currency, later.rates, earlier.rates)
    named = (found.index.identity if found.index else None, *_item(found), within)
    return (category, year, to_year, found.deflator * exchange, found.deflator, exchange, *named)


def _exchange(within: str | None, year: int, to_year: int, currency: str, later: Rates, earlier: Rates) -> float:
    if within is None or within == currency:
        return 1.0
    then, now = (
        currencies.table(rates, [(currency, of)], within)["exchange_rate"].item()
        for rates, of in ((earlier, to_year), (later, year))
    )
    return float(then / now)


def _item(found: Deflated) -> tuple[str | None, str | None]:
    return (found.item.code, found.item.name) if found.item else (None, None)
