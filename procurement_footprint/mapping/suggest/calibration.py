"""Calibration: from what the pool states to how often it is right, on held-out lines (isotonic regression)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.isotonic import IsotonicRegression

from procurement_footprint.mapping.suggest.pool import Array, HeldOut, probabilities

GRID = np.linspace(0, 1, 21)
BELIEF = 0.5  # assumption: at each of these 21 points half a line says that the pool is right, against chance


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising line. stated: what the pool says, rising; right: how often it is so."""

    stated: Array
    right: Array

    def calibrated(self, chance: Array) -> Array:
        """Return calibrated probabilities in the same order of size; those of a line (a row) add to at most 1."""
        right = np.interp(chance, self.stated, self.right)
        return np.asarray(right / np.maximum(right.sum(axis=1, keepdims=True), 1))


AT_ITS_WORD = Curve(np.array([0.0, 1.0]), np.array([0.0, 1.0]))


def fitted(lines: HeldOut, weights: Array) -> Curve:
    """Return the rising curve that is nearest to the truth, over every outcome of every held-out line."""
    chance = probabilities(lines.said, weights)
    true = np.zeros_like(chance)
    true[np.arange(len(lines.truth)), lines.truth] = 1
    counts = np.repeat(lines.counts, chance.shape[1])
    belief = np.full(len(GRID), BELIEF)
    curve = IsotonicRegression(y_min=0, y_max=1).fit(
        np.concatenate([chance.ravel(), GRID]),
        np.concatenate([true.ravel(), GRID]),
        sample_weight=np.concatenate([counts, belief]),
    )
    return Curve(np.asarray(curve.X_thresholds_), np.asarray(curve.y_thresholds_))
