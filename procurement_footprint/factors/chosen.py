"""A factor set as it is used: read, with its vintage policy applied and its factors for capital goods attached.

It is named NAME, NAME@VERSION or by its folder, and a vintage policy may follow: `figaro-se@2026.5:none`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from procurement_footprint.factors import capital_goods, factor_set, figures, policy
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.factors.policy import Policies

BETWEEN = ":"


def load(name: str, policy_name: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> FactorSet:
    """Return a factor set as it is used.

    name: NAME, NAME@VERSION or a folder; without a version the newest. policy_name: the default one where None.
    Errors: Refused when there is no such set or policy, or with everything that is wrong with the files.
    """
    policies = policy.load()
    return _used(_found(name, shelves), policies, policy_name, shelves)


def named(text: str, policy_name: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> FactorSet:
    """Return a factor set as `load` does; a policy behind its name (`:POLICY`) counts before `policy_name`."""
    held, own = published(text, shelves)
    return _used(held, policy.load(), own or policy_name, shelves)


def published(text: str, shelves: Sequence[Path] = figures.SHIPPED) -> tuple[FactorSet, str | None]:
    """Return the factor set that a text names, as its publisher gives it, and the policy behind its name, if any."""
    name, between, last = text.rpartition(BETWEEN)
    # the colon after the letter of a drive names no policy
    if not between or "/" in last or "\\" in last:
        return _found(text, shelves), None
    return _found(name, shelves), last


def _found(name: str, shelves: Sequence[Path]) -> FactorSet:
    folder = Path(name)
    if (folder / factor_set.DESCRIPTION).is_file():
        return factor_set.load_folder(folder.resolve())
    return factor_set.load(name, shelves=shelves)


def _used(published: FactorSet, policies: Policies, policy_name: str | None, shelves: Sequence[Path]) -> FactorSet:
    held = policy.apply(published, policies.named(policy_name, published.identity), policies.checks)
    final = published.description.capital_goods
    return capital_goods.attach(held, factor_set.load(final, shelves=shelves)) if final else held
