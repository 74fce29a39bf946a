"""Confidence factors: how many faults there may be, on average, where so many were found.

The factor R(k) solves P(X ≤ k) = Σ e⁻ᴿ Rⁱ / i! (i = 0 … k) = 1 − confidence: the upper limit of a Poisson mean.
"""

from __future__ import annotations

from functools import cache
from math import exp, fsum, lgamma, log

_STEPS = 200  # of halving: more than a float has digits


@cache
def factor(confidence: float, faults: int) -> float:
    """Return the confidence factor for so many faults found; at 95 %: 3.00, 4.74, 6.30 for 0, 1 and 2.

    confidence: above 0 and below 1. Source: F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28
    (1936); the tables of the AICPA Audit Guide: Audit Sampling, rounded there to two decimals.
    """
    low, high = 0.0, 1.0
    while at_most(faults, high) > 1 - confidence:
        low, high = high, high * 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if at_most(faults, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def at_most(faults: int, mean: float) -> float:
    """Return the probability of at most so many faults where there are `mean` on average."""
    if mean <= 0:
        return 1.0
    return fsum(exp(number * log(mean) - mean - lgamma(number + 1)) for number in range(faults + 1))
