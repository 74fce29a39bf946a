"""How fast it must go: from what is emitted now to what may be emitted in the year of a milestone.

yearly rate r: now × (1 − r)^n = milestone, so r = 1 − (milestone ÷ now)^(1 ÷ n)
yearly amount a: now − n × a = milestone
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Pace:
    """What has to go every year, on average.

    rate: share of the year before, 0.08 for 8 %; negative where emissions may grow; None where no steady rate leads
    there (to zero, or from nothing). amount: kg per unit of the target.
    """

    rate: float | None
    amount: Fraction


def needed(now: Fraction, goal: Fraction, years: int) -> Pace | None:
    """Return the pace from `now` to `goal` in a number of years; None where none are left."""
    if years <= 0:
        return None
    steady = now > 0 and goal > 0
    rate = 1 - float(goal / now) ** (1 / years) if steady else None
    return Pace(None if rate is None else round(rate, DIGITS), (now - goal) / years)
