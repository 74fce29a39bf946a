"""What `factors check` says about a factor set: each oddity in one line, and whether a vintage policy handles it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from procurement_footprint.factors import outliers, policy
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.outliers import Far, Jump
from procurement_footprint.factors.policy import Decision, Policies, Policy
from procurement_footprint.factors.series import exact_series


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity: its kind, what it is, and what the policy does about it ("" where it does nothing).

    product, year: of the factor; of a valuation break no product, and the last year before it. ratio: of a factor to
    the year before it, or to what is usual; None where there is none to tell.
    """

    kind: str
    what: str
    handled: str = ""
    product: str = ""
    year: int = 0
    ratio: float | None = None


def of_set(published: FactorSet, chosen: Policy, policies: Policies) -> tuple[Finding, ...]:
    """Return what is odd in a factor set as it was published, and what a policy does about each."""
    decided = policy.decisions(published, chosen, policies.checks)
    jumps = outliers.jumps(exact_series(published), policies.checks.year_jump)
    return (
        *(_jump(published, one, decided.get((one.product, one.year)), chosen) for one in jumps),
        *_breaks(published, chosen),
        *_peers(published, policies.checks.robust_deviations),
        *_not_above_zero(published),
    )


def against(published: FactorSet, other: FactorSet, policies: Policies) -> tuple[Finding, ...]:
    """Return the products whose ratio to another set of the same classification is unlike that of all products.

    The newest vintage that both have is compared, else the newest of each. Currencies and price levels need no
    conversion: they move all ratios alike.
    """
    common = set(published.vintages) & set(other.vintages)
    year, year_other = (max(common),) * 2 if common else (published.vintages[-1], other.vintages[-1])
    here, there = _year(published, year), _year(other, year_other)
    ratios = {name: float(here[name] / there[name]) for name in here.keys() & there.keys() if there[name]}
    usual = f"{other.identity} in {year_other}" if year != year_other else other.identity
    found = outliers.from_other(ratios, year, policies.checks.robust_deviations)
    return tuple(_far("second set", published, one, f"the usual ratio to {usual}") for one in found)


def _jump(published: FactorSet, jump: Jump, decision: Decision | None, chosen: Policy) -> Finding:
    ratio = jump.after / jump.before
    change = float(ratio - 1) * 100
    said = f"{_named(published, jump.product)} {jump.year}: {_per(published, jump.before)} in {jump.year - 1}, then "
    handled = f"{chosen.id}: {_per(published, decision.value)}, {decision.how}" if decision else ""
    what = f"{said}{_per(published, jump.after)} ({change:+.1f} %)"
    return Finding("year jump", what, handled, jump.product, jump.year, float(ratio))


def _breaks(published: FactorSet, chosen: Policy) -> Iterator[Finding]:
    for at in outliers.breaks(published):
        tables = f"tables of {at.valuation_before}, then of {at.valuation_after}"
        handled = f"{chosen.id}: vintages to {at.before} valued with the tables of {at.valuation_after}"
        what = f"{at.before}-{at.year}: {tables} ({at.products} products)"
        yield Finding("valuation break", what, handled if chosen.revalue else "", year=at.before)


def _peers(published: FactorSet, deviations: str) -> list[Finding]:
    return [
        _far("far from peers", published, one, f"the median of {one.year}")
        for one in outliers.from_peers(published, deviations)
    ]


def _far(kind: str, published: FactorSet, far: Far, usual: str) -> Finding:
    what = f"{far.ratio:.3g} times {usual}, {far.deviations:.1f} robust deviations away"
    said = f"{_named(published, far.name)} {far.year}: {what}"
    return Finding(kind, said, product=far.name, year=far.year, ratio=far.ratio)


def _not_above_zero(published: FactorSet) -> Iterator[Finding]:
    series = exact_series(published)
    for product, year in outliers.not_above_zero(published):
        value = series[product, year]
        kind = "negative" if value < 0 else "zero"
        said = f"{_named(published, product)} {year}: {_per(published, value)}"
        yield Finding(kind, said, product=product, year=year)


def _year(factor_set: FactorSet, year: int) -> dict[str, Fraction]:
    return {product: value for (product, of), value in exact_series(factor_set).items() if of == year and value > 0}


def _named(factor_set: FactorSet, product: str) -> str:
    return f"{product} ({factor_set.products[product]})"


def _per(factor_set: FactorSet, value: Fraction) -> str:
    return f"{float(value * factor_set.description.per):.2f}"
