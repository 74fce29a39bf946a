"""The pool: what history and words say about a line, weighed against each other into one probability.

    p(outcome) ∝ exp(Σ weight of a voice × what the voice says for the outcome)

a log-linear pool. The weights are fitted by maximum likelihood to lines that the voices have not learnt from, so that
a voice that is often wrong counts little and the probabilities are calibrated for such lines.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]

TRUST = 1.0  # assumption: how far the fit may go from where it starts; a few dozen lines outweigh it
STEPS, ENOUGH = 50, 1e-8


def probabilities(said: Array, weights: Array) -> Array:
    """Return the probability of each outcome; each line's add to 1.

    said: lines × outcomes × voices. weights: of the voices for each line, or for all.
    """
    total = (said @ weights[..., None])[..., 0]
    odds = np.exp(total - total.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def fitted(said: Array, truth: np.ndarray[Any, np.dtype[np.intp]], start: Array) -> Array:
    """Return the weights, none below 0, under which the true outcomes (their numbers) are most likely.

    start: the weights where nothing is known; (weight - start)² × TRUST / 2 is taken from the log-likelihood.
    A voice whose weight would be negative is silenced.
    """
    weights = start.copy()
    heard = np.ones(len(start), dtype=bool)
    while len(truth):
        weights = np.where(heard, _climbed(said, truth, np.where(heard, weights, 0.0), start, heard), 0.0)
        if (weights >= 0).all():
            break
        heard &= weights >= 0
    return weights


def _climbed(
    said: Array,
    truth: np.ndarray[Any, np.dtype[np.intp]],
    weights: Array,
    start: Array,
    heard: np.ndarray[Any, np.dtype[np.bool_]],
) -> Array:
    """Newton's method; the objective is concave, so that halved steps always arrive."""
    best = _likelihood(said, truth, weights, start)
    for _ in range(STEPS):
        chance = probabilities(said, weights)
        mean = np.einsum("lo,lov->lv", chance, said)
        slope = (said[np.arange(len(truth)), truth] - mean).sum(axis=0) - TRUST * (weights - start)
        bend = (
            np.einsum("lo,lov,low->vw", chance, said, said, optimize=True) - mean.T @ mean + TRUST * np.eye(len(start))
        )
        step = np.zeros(len(start))
        step[heard] = np.linalg.solve(bend[np.ix_(heard, heard)], slope[heard])
        while True:
            better = _likelihood(said, truth, weights + step, start)
            if better >= best or np.abs(step).max() < ENOUGH:
                break
            step /= 2
        weights, gain, best = weights + step, better - best, better
        if gain < ENOUGH * abs(best):
            break
    return weights


def _likelihood(said: Array, truth: np.ndarray[Any, np.dtype[np.intp]], weights: Array, start: Array) -> float:
    chance = probabilities(said, weights)[np.arange(len(truth)), truth]
    return float(np.log(np.maximum(chance, 1e-300)).sum() - TRUST / 2 * ((weights - start) ** 2).sum())
