"""What several measures lower together, and how much of it each one lowers.

    remaining = Π (1 − effect)        together = 1 − Π (1 − effect)
    share_i = effect_i × ∫₀¹ Π_{j ≠ i} (1 − t × effect_j) dt

The share is the Shapley value: what a measure adds to those before it, as a mean over all orders in which the measures
could come (Owen 1972, the integral along the diagonal of the game's multilinear extension, doi:10.1287/mnsc.18.5.64).
Of what two measures both would lower each has half. Shares add up to what the measures lower together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

STEPS = 100  # Newton's method is there after five or six


def together(effects: Sequence[float]) -> float:
    """Return what measures lower together, of 1; effects: what each would lower alone, from 0 to 1.

    One after the other takes its share of what is left, so one alone is itself and all of something is 1, to the bit.
    """
    lowered = 0.0
    for one in effects:
        lowered += one * (1 - lowered)
    return lowered


def shares(effects: Sequence[float]) -> list[float]:
    """Return how much each of several measures lowers, of 1; they add up to `together`.

    The integrand is a polynomial of one degree less than there are measures, which the quadrature gives exactly.
    """
    nodes = legendre((len(effects) + 1) // 2)
    result = []
    for place, own in enumerate(effects):
        others = [one for at, one in enumerate(effects) if at != place]
        result.append(own * sum(weight * math.prod(1 - node * one for one in others) for node, weight in nodes))
    return result


@cache
def legendre(count: int) -> tuple[tuple[float, float], ...]:
    """Return nodes and weights of the Gauss-Legendre quadrature from 0 to 1, exact up to degree 2 × count − 1."""
    result = []
    for number in range(count):
        node = math.cos(math.pi * (number + 0.75) / (count + 0.5))
        for _ in range(STEPS):
            value, slope = _polynomial(count, node)
            if value == 0 or abs(step := value / slope) < 1e-16:
                break
            node -= step
        _, slope = _polynomial(count, node)
        result.append(((1 + node) / 2, 1 / ((1 - node * node) * slope * slope)))
    return tuple(result)


def _polynomial(degree: int, at: float) -> tuple[float, float]:
    """Return value and slope of the Legendre polynomial of a degree."""
    before, value = 1.0, at
    for order in range(2, degree + 1):
        before, value = value, ((2 * order - 1) * at * value - (order - 1) * before) / order
    return value, degree * (at * value - before) / (at * at - 1)
