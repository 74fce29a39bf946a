"""What the verdicts on a sample say about all lines: likely misstatement and its upper bound, in both directions.

    misstatement of a line = recorded − right: overstated above 0, understated below
    tainting = misstatement ÷ size of the line
    projected = Σ misstatement of certain lines + interval × Σ tainting of the others
    bound = Σ misstatement of certain lines + Stringer bound of the others

Directions are never set off against each other. The bounds of strata are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from procurement_footprint.analysis.audit import bound, poisson
from procurement_footprint.analysis.audit.sample import Stratum


@dataclass(frozen=True, slots=True)
class Misstatement:
    """How much is likely wrong in one direction, and at most at the stated confidence; both without sign."""

    faults: int
    projected: float
    bound: float

    def __add__(self, other: Misstatement) -> Misstatement:
        return Misstatement(self.faults + other.faults, self.projected + other.projected, self.bound + other.bound)


NOTHING = Misstatement(0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one stratum, in the unit that it was drawn over.

    kilograms: what is likely overstated (above 0) or understated in kg, also where money was drawn; no bound.
    """

    stratum: Stratum
    overstated: Misstatement
    understated: Misstatement
    kilograms: float


def conclude(
    stratum: Stratum, wrong: Mapping[str, float], kilograms: Mapping[str, float], confidence: float
) -> Finding:
    """Return what the misstatements of the drawn lines say about the stratum.

    wrong: line → recorded − right in the stratum's unit (kg or the reporting currency), for lines with a fault;
    kilograms: the same in kg.
    """
    over, under = (
        _direction(stratum, {line: sign * value for line, value in wrong.items()}, confidence) for sign in (1, -1)
    )
    if not stratum.population.is_counted:
        # what is not counted can only be missing: purchases understate the total, credit notes overstate it
        over, under = (over, NOTHING) if stratum.population.is_credit else (NOTHING, under)
    likely = sum(stratum.weight(line) * value for line, value in kilograms.items())
    return Finding(stratum, over, under, likely)


def together(findings: Iterable[Misstatement]) -> Misstatement:
    """Return the sum over several strata; the sum of bounds is a bound of the sum, and a cautious one."""
    return sum(findings, NOTHING)


def tainting(stratum: Stratum, line: str, misstatement: float) -> float:
    """Return misstatement ÷ size of a line."""
    return misstatement / stratum.size(line)


def _direction(stratum: Stratum, wrong: Mapping[str, float], confidence: float) -> Misstatement:
    faults = {line: value for line, value in wrong.items() if value > 0}
    known = sum(value for line, value in faults.items() if line in stratum.drawn.certain)
    taintings = _taintings(stratum, faults, stratum.drawn.chosen)
    limit = bound.stringer(stratum.interval, taintings, partial(poisson.factor, confidence))
    return Misstatement(len(faults), known + bound.projected(stratum.interval, taintings), known + limit)


def _taintings(stratum: Stratum, faults: Mapping[str, float], lines: Sequence[str]) -> list[float]:
    return [tainting(stratum, line, faults[line]) for line in lines if line in faults]
