"""How an amount gets to the factors' currency: in one step, or by way of the currency in which it is deflated."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import polars as pl

from procurement_footprint.factors.currencies import Booked, Rates, exact, no_rate
from procurement_footprint.problems import Refused

ROUTE = ("year", "via", "price_year")  # how an amount gets to the factors' currency; the last two may be null
Route = tuple[int, str | None, int | None]
ROUTED = {"currency": pl.String(), "year": pl.Int32(), "via": pl.String(), "price_year": pl.Int32()}


def routed(rates: Rates, booked: Iterable[Booked], routes: Iterable[Route], base: str) -> pl.DataFrame:
    """Return how many units of each booked currency one unit of `base` stands for, on each route of its year.

        exchange_rate = rate(currency per via, year) × rate(via per base, price_year)

    On a route through `via` the amount is deflated in that currency, and converted on at the rate of the year whose
    prices it is in then; where via is `base`, the second rate is 1. A route without `via` has the rate of the year.
    Result, sorted: currency, year, via, price_year, exchange_rate.
    Errors: Refused with every currency and year that is needed and has no rate.
    """
    every = sorted(set(routes), key=str)
    pairs = [(currency, *route) for currency, year in sorted(set(booked)) for route in every if route[0] == year]
    legs = {leg for pair in pairs for leg in _legs(*pair, base)}
    lacking = {
        (unit, year)
        for one, other, year in legs
        if one != other
        for unit in (one, other)
        if unit != rates.base and (unit, year) not in rates.per_base
    }
    if lacking:
        raise Refused(no_rate(rates, rates.identity, unit, year) for unit, year in sorted(lacking))
    found = []
    for pair in pairs:
        rate = Fraction(1)
        for one, other, year in _legs(*pair, base):
            rate *= exact(rates, one, year, other)
        found.append((*pair, float(rate)))
    return pl.DataFrame(found, schema=ROUTED | {"exchange_rate": pl.Float64()}, orient="row")


def _legs(currency: str, year: int, via: str | None, price_year: int | None, base: str) -> list[tuple[str, str, int]]:
    """Return the conversions of one route: from, to and the year of the rate."""
    if via is None or price_year is None:
        return [(currency, base, year)]
    return [(currency, via, year), (via, base, price_year)]
