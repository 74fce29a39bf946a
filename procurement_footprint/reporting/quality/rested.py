"""What the page of quality is made from: what the kilograms rest on, findings about factors, shares of uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from procurement_footprint.analysis import resting
from procurement_footprint.analysis.resting import Weighed
from procurement_footprint.analysis.steps import Steps
from procurement_footprint.analysis.uncertainty import shares
from procurement_footprint.factors import chosen, findings, policy
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.mapping import upkeep


@dataclass(frozen=True, slots=True)
class Rested:
    """How sure a footprint is.

    held: what its kilograms rest on (`resting.RESTING`). findings: those about its factors, each with its kilograms.
    by_finding: kilograms on factors with an open finding, with one that the policy handles, and with none; they add up
    to the whole. uncertain: the categories by their share of the variance (`shares.shares`). reviews: rule_id,
    reviewed_on, reviewed_by, rows, reporting_amount and kg_co2e of the rules whose review is older than `months` on the
    last day of booking, `as_of`. factors: the products of the factor set, code → name.
    """

    held: pl.DataFrame
    findings: tuple[Weighed, ...]
    by_finding: Mapping[str, Decimal]
    uncertain: pl.DataFrame
    reviews: pl.DataFrame
    months: int
    as_of: date | None
    factors: Mapping[str, str]


def rested(held: Steps, basis: Basis, currency: str, months: int, shelves: Sequence[Path]) -> Rested:
    """Return how sure a footprint is. months: how long a review of a rule lasts. shelves: where factor sets are."""
    policies = policy.load()
    published, _ = chosen.published(basis.factors.identity, shelves)
    found = findings.of_set(published, policies.named(basis.factors.policy, basis.factors.identity), policies)
    rests = resting.resting(held.known, basis, currency)
    return Rested(
        held=rests,
        findings=resting.weighed(found, rests),
        by_finding=resting.by_finding(found, rests),
        uncertain=shares.shares(held.known, basis.widths(currency)),
        reviews=_reviews(held, basis, months),
        months=months,
        as_of=held.last,
        factors=basis.factors.products,
    )


def _reviews(held: Steps, basis: Basis, months: int) -> pl.DataFrame:
    """Return the rules that decided counted rows and whose review is old, most kilograms first."""
    as_of = held.last
    old = [rule for rule in basis.mappings.rules if as_of and upkeep.is_old(rule, as_of, months)]
    known = pl.DataFrame(
        [(rule.id, rule.reviewed_on, rule.reviewed_by) for rule in old],
        schema={"rule_id": pl.String, "reviewed_on": pl.Date, "reviewed_by": pl.String},
        orient="row",
    )
    sums = held.rules.group_by("rule_id").agg(pl.sum("rows", "reporting_amount", "kg_co2e"))
    return known.join(sums, on="rule_id").sort("kg_co2e", "rule_id", descending=[True, False])
