"""The Stringer bound: how large the misstatement of a stratum may be, judging by the taintings of its sample.

    bound = interval × ( largest × R(0) + Σ (R(j) − R(j−1)) × tainting(j) ),  largest tainting first

R: confidence factors of the Poisson distribution. interval: size of the stratum ÷ lines drawn.
Sources: K. W. Stringer, Practical aspects of statistical sampling in auditing, Proceedings of the Business and Economic
Statistics Section, American Statistical Association (1963), 405-411; D. A. Leslie, A. D. Teitlebaum and R. J. Anderson,
Dollar-unit sampling, Copp Clark Pitman (1979); AICPA Audit Guide: Audit Sampling, monetary unit sampling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Factors = Callable[[int], float]
WHOLE = 1.0  # the tainting of a line that is wrong in full


def stringer(interval: float, taintings: Iterable[float], factors: Factors) -> float:
    """Return the upper bound of the misstatement, in the unit of `interval`.

    taintings: misstatement ÷ recorded size of each line with a fault of this direction, all above 0. factors: faults
    found → confidence factor. Without a fault the bound is that of lines that may be wrong in full; where a line was
    found more wrong than that, unseen lines may be as wrong as it.
    """
    found = sorted(taintings, reverse=True)
    largest = max([WHOLE, *found[:1]])
    steps = sum((factors(number) - factors(number - 1)) * one for number, one in enumerate(found, 1))
    return interval * (largest * factors(0) + steps)


def projected(interval: float, taintings: Iterable[float]) -> float:
    """Return the likely misstatement: each line with a fault stands for an interval: interval × Σ tainting."""
    return interval * sum(taintings)
