"""Kilograms at stake: how far the footprint may move when a group of lines is decided.

    stake    = |money| × ½ × (p90 − p10)
    expected = money × Σ probability × kilograms per unit of money

p10, p90: the 10th and 90th percentile of kilograms per unit of money over what the lines may turn out to be: each
suggestion with its probability (left out: 0 kg), together at most TRUSTED; what is left of 1 equally over all other
categories; and, with the weight TODAY, 0 kg: what they count for as long as nobody decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from procurement_footprint.footprint.basis import Basis
from procurement_footprint.mapping.suggestion import LEFT_OUT, Suggestion

TODAY = 0.1  # assumption: enough that leaving the lines as they are lies within the range
TRUSTED = 0.8  # assumption: a suggestion may be sure and wrong, and then nobody would look at what it hides
LOW, HIGH = 0.1, 0.9

Outcome = tuple[float, float]  # kilograms per unit of money, and how probable that is


@dataclass(frozen=True, slots=True)
class Stake:
    """What may come of one unit of money. spread: half the distance from p10 to p90; expected: the mean."""

    spread: float
    expected: float


def per_unit(known: Basis, currency: str, year: int) -> dict[str, float]:
    """Return kg CO2e per unit of `currency` in each spending category that has a factor for purchases of `year`."""
    table = known.multipliers([(currency, year)])
    last = table.sort("vat_since") if "vat_since" in table.columns else table
    return dict(last.group_by("category").agg(pl.last("kg_per_unit")).sort("category").iter_rows())


def stake(suggestions: Sequence[Suggestion], factors: Mapping[str, float]) -> Stake:
    """Return what is at stake where these are the suggestions; with none, every category is equally probable.

    factors: kilograms per unit of money by category, as `per_unit` gives them.
    """
    said = {one.outcome: one.probability for one in suggestions if one.outcome in factors or _leaves_out(one)}
    less = min(1.0, TRUSTED / (sum(said.values()) or 1.0))
    cautious = _plausible({outcome: less * probability for outcome, probability in said.items()}, factors)
    with_today = [(0.0, TODAY), *((kg, (1 - TODAY) * weight) for kg, weight in cautious)]
    spread = (_percentile(with_today, HIGH) - _percentile(with_today, LOW)) / 2
    return Stake(spread, sum(kg * weight for kg, weight in _plausible(said, factors)))


def _plausible(said: Mapping[str, float], factors: Mapping[str, float]) -> list[Outcome]:
    others = [category for category in factors if category not in said]
    rest = max(0.0, 1.0 - sum(said.values()))
    equally = [(factors[category], rest / len(others)) for category in others]
    return [*((factors.get(outcome, 0.0), probability) for outcome, probability in said.items()), *equally]


def _leaves_out(suggestion: Suggestion) -> bool:
    return suggestion.outcome.startswith(LEFT_OUT)


def _percentile(outcomes: Sequence[Outcome], share: float) -> float:
    """Return the smallest value at or below which this share of all weight lies."""
    whole, reached = sum(weight for _, weight in outcomes), 0.0
    for kg, weight in sorted(outcomes):
        reached += weight
        if reached >= share * whole - 1e-12:
            return kg
    return 0.0
