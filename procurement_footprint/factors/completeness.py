"""What is missing in the shipped figures although nothing says so: a factor, a rate, an index year."""

from __future__ import annotations

from procurement_footprint.factors.currencies import Rates
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.prices import PriceIndex


def findings(factor_set: FactorSet, rates: Rates, index: PriceIndex) -> tuple[str, ...]:
    """Return one sentence for each figure that is missing and each gap that is described but not there."""
    return (*_factors(factor_set), *_rates(factor_set, rates), *_index(factor_set, index))


def _factors(factor_set: FactorSet) -> list[str]:
    here = set(factor_set.table.select("product", "year").iter_rows())
    wanted = {(product, year) for product in factor_set.products for year in factor_set.vintages}
    known = {(gap.product, gap.year) for gap in factor_set.description.gaps}
    name = factor_set.identity
    missing = [f"{name}: {product} has no factor for {year}" for product, year in sorted(wanted - here - known)]
    filled = [
        f'{name}: {product} has a factor for {year}, which "gaps" says is missing'
        for product, year in sorted(known - (wanted - here))
    ]
    return missing + filled


def _rates(factor_set: FactorSet, rates: Rates) -> list[str]:
    years = range(min((*factor_set.vintages, *rates.years)), max((*factor_set.vintages, *rates.years)) + 1)
    return [
        f"{rates.identity}: there is no rate of {currency} for {year}"
        for currency in rates.currencies
        for year in years
        if currency != rates.base and (currency, year) not in rates.per_base
    ]


def _index(factor_set: FactorSet, index: PriceIndex) -> list[str]:
    # the last vintage is where amounts of all later years are brought to
    last = max(factor_set.vintages)
    years = range(last, max(last, index.through) + 1)
    return [f"{index.identity}: there is no index for {year}" for year in years if year not in index.index]
