"""Simulated audits: invented ledgers in which every fault is known, drawn and concluded as the command does it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from procurement_footprint.analysis.audit import conclusion, strata
from procurement_footprint.analysis.audit.conclusion import Misstatement
from procurement_footprint.analysis.audit.sample import Stratum
from procurement_footprint.analysis.audit.selection import draw
from procurement_footprint.analysis.audit.strata import Population

Tainting = Callable[[random.Random], float]
LINES, SAMPLE = 3_000, 150


def rare(chance: random.Random) -> float:
    """One line in fifty is wrong in full, in one of the directions."""
    return chance.choice((1.0, -1.0)) if chance.random() < 0.02 else 0.0


def mixed(chance: random.Random) -> float:
    """One line in ten is in a wrong category, whose kilograms are off by anything up to the whole."""
    return chance.uniform(-1, 1) if chance.random() < 0.1 else 0.0


def small(chance: random.Random) -> float:
    """Three lines in ten are off by a little."""
    return chance.uniform(-0.1, 0.1) if chance.random() < 0.3 else 0.0


def scarce(chance: random.Random) -> float:
    """One line in two hundred is wrong in full: most samples hold no fault at all."""
    return chance.choice((1.0, -1.0)) if chance.random() < 0.005 else 0.0


def heavy(chance: random.Random) -> float:
    """One line in twenty is understated, up to five times its own kilograms: more than the bound assumes unseen."""
    return -chance.uniform(0, 5) if chance.random() < 0.05 else 0.0


@dataclass(frozen=True, slots=True)
class Held:
    """How often a bound was not below the truth, over and under, of so many audits."""

    over: int
    under: int
    audits: int


def simulated(tainting: Tainting, audits: int, seed: int, confidence: float = 0.95) -> Held:
    """Invent a ledger for each audit, draw, judge without mistake, and count how often the bounds hold."""
    over = under = 0
    for number in range(audits):
        chance = random.Random(f"{seed} {number}")
        found, true_over, true_under = _audit(tainting, chance, number, confidence)
        over += found[0].bound >= true_over
        under += found[1].bound >= true_under
    return Held(over, under, audits)


def _audit(
    tainting: Tainting, chance: random.Random, seed: int, confidence: float
) -> tuple[tuple[Misstatement, Misstatement], float, float]:
    held = _ledger(chance)
    numbers = strata.allocated(held, SAMPLE)
    wrong = {one.name: {line: tainting(chance) * size / 1000 for line, size in one.sizes.items()} for one in held}
    findings = []
    for one in held:
        stratum = Stratum(one, draw(one.sizes, numbers[one.name], seed, one.name))
        seen = {line: wrong[one.name][line] for line in stratum.lines}
        findings.append(conclusion.conclude(stratum, seen, {}, confidence))
    every = [value for held_wrong in wrong.values() for value in held_wrong.values()]
    return (
        (
            conclusion.together(one.overstated for one in findings),
            conclusion.together(one.understated for one in findings),
        ),
        sum(value for value in every if value > 0),
        -sum(value for value in every if value < 0),
    )


def _ledger(chance: random.Random) -> tuple[Population, ...]:
    """Purchases and credit notes, a few of them very large, as ledgers are."""
    return tuple(
        Population(name, "kg", {f"{name}:{line}": 1 + int(chance.lognormvariate(9, 2)) for line in range(lines)})
        for name, lines in (("counted", LINES), ("counted_credit", LINES // 20))
    )


def sharp(audits: int, seed: int) -> int:
    """Return how often the bound holds in the hardest case: equal lines, a few wrong in full, just over 3 intervals.

    A sample without a fault then gives a bound just below the truth: of 62 in 3,000 lines 150 drawn miss all with 4 %.
    """
    held = 0
    for number in range(audits):
        chance = random.Random(f"{seed} {number}")
        population = Population("counted", "kg", {str(line): 1_000 for line in range(LINES)})
        wrong = dict.fromkeys(chance.sample(sorted(population.sizes), 62), 1.0)
        stratum = Stratum(population, draw(population.sizes, SAMPLE, number, "counted"))
        seen = {line: wrong[line] for line in stratum.lines if line in wrong}
        held += conclusion.conclude(stratum, seen, {}, 0.95).overstated.bound >= sum(wrong.values())
    return held
