"""The multipliers of one row in words: exchange rate, deflator and price basis, each with where it comes from."""

from __future__ import annotations

from typing import Any

from procurement_footprint.factors.deflation import Deflated
from procurement_footprint.footprint.basis import Basis


def lines(row: dict[str, Any], basis: Basis) -> tuple[str, ...]:
    """Return a line for each multiplier of a counted FOOTPRINT row, in the order in which they are applied."""
    year, price_level = row["booked_on"].year, basis.factors.description.price_level(row["factor_year"])
    money = basis.deflation.between(row["category"], year, price_level)
    return (
        *_rate(row, basis, money, price_level),
        *_deflator(row, basis, money, price_level),
        *_price_basis(row, basis),
    )


def _rate(row: dict[str, Any], basis: Basis, money: Deflated, price_level: int) -> list[str]:
    unit, base, year = row["currency"], basis.factors.currency, row["booked_on"].year
    said = f"exchange rate {row['exchange_rate']} {unit} per {base} "
    via = money.currency
    if via in (None, base):
        return [f"{said}({_source(basis, year)})"]
    legs = f"{via} per {base}: {_source(basis, price_level)}"
    if unit != via:
        legs = f"{unit} per {via}: {_source(basis, year)}; {legs}"
    return [f"{said}({legs})", f"the amount is deflated in {via}, then converted at the rate of {price_level}"]


def _source(basis: Basis, year: int) -> str:
    if basis.quarterly and basis.quarter.startswith(str(year)):
        return f"{basis.quarterly.identity}, {basis.quarter}"
    return f"{basis.rates.identity}, {year}"


def _deflator(row: dict[str, Any], basis: Basis, money: Deflated, price_level: int) -> list[str]:
    used, item = money.index or basis.index, money.item
    said = [f"deflator {row['deflator']} ({used.identity}, {row['booked_on'].year} to {price_level})"]
    if item:
        said.append(f"prices of {item.stands_for}: {item.code} {item.name}; {item.why}")
    return said


def _price_basis(row: dict[str, Any], basis: Basis) -> list[str]:
    said = f"price basis {row['price_basis']} ({basis.factors.description.prices})"
    if basis.vat is None:
        return [said]
    category, per_cent = row["category"], ""
    rate = basis.vat.rate(category, basis.deflation.groups[category], row["booked_on"])
    if rate.percent:
        per_cent = f"{rate.percent} % since {rate.since}, 1 ÷ (1 + {rate.percent} ÷ 100)"
    return [said, f"VAT in the amount: {per_cent or 'none'} ({basis.vat.identity}); {rate.why}"]
