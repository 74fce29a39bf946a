"""Vintage policies: what is done about odd factors, by rule, when a set is loaded.

    factor = median(own, year before, year after), neighbours × median change of all products       (flagged vintages)
    factor = basic-price factor × ratio' + margin emissions per share × share'                      (before a break)

Which policies there are and why stands in `emission_factors/vintage-policies.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path

import msgspec
import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.factors import outliers
from procurement_footprint.factors.factor_set import CHANGES, FactorSet, Key
from procurement_footprint.factors.outliers import Break, Jump
from procurement_footprint.factors.series import Series, exact, exact_series, rounded
from procurement_footprint.problems import Refused, problem

FILE = "vintage-policies.yaml"
NONE = "none"


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From where on a factor is called odd, as decimal text."""

    year_jump: str
    robust_deviations: str


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One policy: which of the two rules hold, what they are, why, and what in them is judgement."""

    id: str
    title: str
    median: bool
    revalue: bool
    what: str
    why: str
    assumption: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    checks: Checks
    policies: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies that there are, the default first."""

    version: str
    checks: Checks
    by_id: Mapping[str, Policy]
    sha256: str

    @property
    def default(self) -> str:
        """Return the id of the policy that holds unless another is chosen."""
        return next(iter(self.by_id))

    def named(self, name: str | None, place: str) -> Policy:
        """Return a policy by its id, the default where none is named.

        Errors: Refused when there is none of this name; `place` is where it is written.
        """
        found = self.by_id.get(name or self.default)
        if found is None:
            raise Refused([problem("factor-policy-unknown", place, name or "", choice=", ".join(self.by_id))])
        return found


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy says about one factor: the value per unit that holds, and how it was found."""

    value: Fraction
    how: str


def load(path: Path | None = None) -> Policies:
    """Return the shipped policies (or those of another file). Errors: Refused with what is wrong with the file."""
    path = path or shelf.folder("emission_factors") / FILE
    said = plain_yaml.convert(plain_yaml.load(path), _File, path.name)
    return Policies(said.version, said.checks, {one.id: one for one in said.policies}, shelf.digest(path))


def apply(factor_set: FactorSet, policy: Policy, checks: Checks) -> FactorSet:
    """Return the set with the factors that hold under a policy; every other value than the published one is marked.

    The result's `changes` has product, year, published, kg_per_unit and how, one line for each changed factor.
    """
    decided = decisions(factor_set, policy, checks)
    rows, changes = [], []
    for product, year, published in factor_set.table.iter_rows():
        held = decided.get((product, year))
        value = published if held is None or _same(held.value, published) else rounded(held.value)
        rows.append((product, year, value))
        if value != published and held is not None:
            changes.append((product, year, published, value, held.how))
    return replace(
        factor_set,
        table=pl.DataFrame(rows, schema=factor_set.table.schema, orient="row"),
        changes=pl.DataFrame(changes, schema=CHANGES, orient="row"),
        policy=policy.id,
        details={**factor_set.details, **_valued_with(factor_set, policy)},
    )


def _same(value: Fraction, published: float) -> bool:
    """Say whether a computed value is the published one, in the digits to which computed values are rounded."""
    return rounded(value) == rounded(exact(str(published)))


def decisions(factor_set: FactorSet, policy: Policy, checks: Checks) -> dict[Key, Decision]:
    """Return what a policy says about the factors that it looks at, also where the published value stays."""
    decided: dict[Key, Decision] = {}
    published = series = exact_series(factor_set)
    if policy.revalue:
        for one in outliers.breaks(factor_set):
            decided |= _revalued(factor_set, one)
        series = {key: decided[key].value if key in decided else value for key, value in series.items()}
    if policy.median:
        moved = cache(partial(outliers.median_change, series))
        for jump in outliers.jumps(published, checks.year_jump):
            if held := _median(series, jump, moved):
                decided[jump.product, jump.year] = held
    return decided


def _median(series: Series, jump: Jump, moved: Callable[[int, int], Fraction]) -> Decision | None:
    """Return the middle of three years in the flagged year's terms; None where there are not three.

    moved: by what all products move from one year to another.
    """
    year = jump.year
    windows = ((year - 1, year + 1), (year - 2, year - 1))
    neighbours = next((two for two in windows if all((jump.product, one) in series for one in two)), None)
    if neighbours is None:
        return None
    values = {one: series[jump.product, one] * moved(one, year) for one in neighbours}
    values[year] = series[jump.product, year]
    middle = sorted(values, key=lambda one: values[one])[1]
    years = ", ".join(str(one) for one in sorted(values))
    if middle == year:
        return Decision(values[year], f"the middle of {years}: stays as it is")
    return Decision(values[middle], f"the middle of {years}: {middle} in terms of {year}")


def _revalued(factor_set: FactorSet, at: Break) -> dict[Key, Decision]:
    """Return the factors of all vintages before a break, with the shares of the first vintage after it."""
    result: dict[Key, Decision] = {}
    for (product, year), (ratio, term) in _terms(factor_set, at).items():
        basic = exact(factor_set.details[product, year]["total_basic_prices"])
        value = (basic * ratio + term) / factor_set.description.per
        result[product, year] = Decision(value, f"valued with the tables of {at.valuation_after}")
    return result


def _valued_with(factor_set: FactorSet, policy: Policy) -> dict[Key, Mapping[str, str]]:
    """Return the details of the factors before a break, with the ratio and margin term that hold for them now."""
    changed: dict[Key, Mapping[str, str]] = {}
    for at in outliers.breaks(factor_set) if policy.revalue else ():
        for key, (ratio, term) in _terms(factor_set, at).items():
            new = {"rebasing_ratio": f"{rounded(ratio)}", "margin_term": f"{rounded(term)}"}
            changed[key] = {**factor_set.details[key], **new}
    return changed


def _terms(factor_set: FactorSet, at: Break) -> dict[Key, tuple[Fraction, Fraction]]:
    """Return ratio and margin term of each product and vintage before a break, with the shares after it.

    margin term = emissions per unit of margin in the vintage × share of margins after the break
    """
    details, result = factor_set.details, {}
    for year in (one for one in factor_set.vintages if one < at.year):
        held = {product: here for (product, of), here in details.items() if of == year}
        shares = sum(exact(one["share_trade_transport_margins"]) for one in held.values())
        emissions = sum(exact(one["margin_term"]) for one in held.values())
        for product in held:
            if after := details.get((product, at.year)):
                share = exact(after["share_trade_transport_margins"])
                term = share * emissions / shares if shares else Fraction(0)
                result[product, year] = (exact(after["rebasing_ratio"]), term)
    return result
