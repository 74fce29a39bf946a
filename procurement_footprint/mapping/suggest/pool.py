"""The pool: what history and words say about a line, weighed against each other into one probability.

    p(outcome) ∝ exp(Σ weight of a voice × what the voice says for the outcome)

a log-linear pool. The weights are fitted by maximum likelihood to lines that the voices have not learnt from, so that
a voice that is often wrong counts little and the probabilities are calibrated for such lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.intp]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

TRUST = 1.0  # assumption: how far the fit may go from where it starts; a few dozen lines outweigh it
STEPS, ENOUGH = 50, 1e-8


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Lines to fit to. said: lines × outcomes × voices. truth: the number of the true outcome. counts: of each line."""

    said: Array
    truth: Numbers
    counts: Array


def probabilities(said: Array, weights: Array) -> Array:
    """Return the probability of each outcome; each line's add to 1.

    said: lines × outcomes × voices. weights: of the voices for each line, or for all.
    """
    total = (said @ weights[..., None])[..., 0]
    odds = np.exp(total - total.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def fitted(lines: HeldOut, start: Array) -> Array:
    """Return the weights, none below 0, under which the true outcomes are most likely.

    start: the weights where nothing is known; (weight - start)² × TRUST / 2 is taken from the log-likelihood.
    A voice whose weight would be negative is silenced.
    """
    heard = np.ones(len(start), dtype=bool)
    weights = start
    while True:
        weights = _climbed(lines, np.where(heard, weights, 0.0), start, heard)
        if (weights >= 0).all():
            return weights
        heard &= weights >= 0


def _climbed(lines: HeldOut, weights: Array, start: Array, heard: Flags) -> Array:
    """Newton's method; the objective is concave, so that halved steps always arrive."""
    reached = _likelihood(lines, weights, start)
    for _ in range(STEPS):
        step = _step(lines, weights, start, heard)
        while (better := _likelihood(lines, weights + step, start)) < reached and np.abs(step).max() > ENOUGH:
            step = step / 2
        weights, gain, reached = weights + step, better - reached, better
        if gain < ENOUGH * abs(reached):
            break
    return weights


def _step(lines: HeldOut, weights: Array, start: Array, heard: Flags) -> Array:
    said, counts = lines.said, lines.counts
    chance = probabilities(said, weights)
    mean = (chance[:, None, :] @ said)[:, 0, :]
    slope = counts @ (said[np.arange(len(lines.truth)), lines.truth] - mean) - TRUST * (weights - start)
    weighed = (chance * counts[:, None])[..., None] * said
    bend = np.tensordot(weighed, said, axes=([0, 1], [0, 1])) - mean.T @ (mean * counts[:, None])
    bend += TRUST * np.eye(len(start))
    step = np.zeros(len(start))
    step[heard] = np.linalg.solve(bend[np.ix_(heard, heard)], slope[heard])
    return step


def _likelihood(lines: HeldOut, weights: Array, start: Array) -> float:
    chance = probabilities(lines.said, weights)[np.arange(len(lines.truth)), lines.truth]
    return float(lines.counts @ np.log(np.maximum(chance, 1e-300)) - TRUST / 2 * ((weights - start) ** 2).sum())
