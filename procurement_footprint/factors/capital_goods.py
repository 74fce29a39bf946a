"""Factors for capital goods: what final buyers (investment, households, government) buy, not what industries buy.

    factor(p, y) = basic(p, y) × relative(p) × rebasing_ratio(p, y) + margin_term(p, y)
    relative(p)  = final-demand factor(p, v) / basic(p, v),  v the vintage of the final-demand factors nearest to y

Where v = y this is the publisher's own recipe: final-demand factor × rebasing_ratio + margin_term. A product without
a final-demand factor keeps its ordinary one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import polars as pl

from procurement_footprint.factors.factor_set import CAPITAL, FactorSet, Key
from procurement_footprint.factors.series import exact, exact_series, rounded


def attach(factor_set: FactorSet, final: FactorSet) -> FactorSet:
    """Return the set with `capital`: product, year, kg_per_unit and how, for all that `final` has factors for.

    factor_set: in purchaser prices, with the columns total_basic_prices, rebasing_ratio and margin_term; a vintage
    policy that was applied to it holds here too. final: factors for final purchases of the same products, in basic
    prices.
    """
    rows = [(product, year, rounded(value), how) for product, year, value, how in _factors(factor_set, final)]
    return replace(factor_set, capital=pl.DataFrame(rows, schema=CAPITAL, orient="row"), final=final)


def _factors(factor_set: FactorSet, final: FactorSet) -> Iterator[tuple[str, int, Fraction, str]]:
    changed = set(factor_set.changes.select("product", "year").iter_rows())
    per = factor_set.description.per
    basic = {key: exact(held["total_basic_prices"]) / per for key, held in factor_set.details.items()}
    relatives = _relatives(basic, final)
    vintages: dict[str, list[int]] = {}
    for product, of in relatives:
        vintages.setdefault(product, []).append(of)
    for (product, year), factor in exact_series(factor_set).items():
        if product not in vintages:
            continue
        vintage = min(vintages[product], key=lambda one: (abs(one - year), one))
        held = factor_set.details[product, year]
        term = exact(held["margin_term"]) / per
        rebased = basic[product, year] * exact(held["rebasing_ratio"])
        value = (factor - term if (product, year) in changed else rebased) * relatives[product, vintage] + term
        how = f"{final.identity}, {vintage}" + ("" if vintage == year else f", its relative applied to {year}")
        yield product, year, value, how


def _relatives(basic: Mapping[Key, Fraction], final: FactorSet) -> dict[Key, Fraction]:
    """Return the final-demand factor per ordinary factor, both in basic prices, of each product and common vintage."""
    return {key: factor / basic[key] for key, factor in exact_series(final).items() if basic.get(key)}
