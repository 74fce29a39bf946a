"""The model: voices and their weights, where scikit-learn is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from procurement_footprint.mapping.suggest import held_out, pool, voices, words
from procurement_footprint.mapping.suggest.held_out import Weights
from procurement_footprint.mapping.suggest.material import Material
from procurement_footprint.mapping.suggest.ranked import COMMON, NAMED, SAID, Guess
from procurement_footprint.mapping.suggest.voices import Voices

BLOCK = 2_000  # lines at once: 20 MB


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt from everything, and how far each voice is trusted."""

    outcomes: tuple[str, ...]
    voices: Voices
    weights: Weights

    def guesses(self, lines: pl.DataFrame, number: int) -> Iterator[list[Guess]]:
        """Yield the most probable outcomes of each line (with keys)."""
        for block in lines.iter_slices(BLOCK):
            said = self.voices.say(block)
            known = np.array([self.voices.knows_account(line) for line in block.iter_rows(named=True)], dtype=bool)
            trusted = np.where(known[:, None], self.weights.account_known, self.weights.account_new)
            chance = pool.probabilities(said, trusted)
            order = np.argsort(-chance, axis=1, kind="stable")[:, :number]
            for line, best in enumerate(order):
                yield [self._guess(int(one), chance[line, one], said[line, one] * trusted[line]) for one in best]

    def _guess(self, place: int, chance: float, speaks: pool.Array) -> Guess:
        names = (COMMON, SAID, NAMED, *(one.column for one in self.voices.history))
        return Guess(self.outcomes[place], float(chance), dict(zip(names, speaks.tolist(), strict=True)))


def learned(material: Material) -> Model:
    """Return the model of this material; the same material gives the same model."""
    letters = words.letters(material)
    return Model(material.outcomes, voices.learned(material, letters), held_out.weights(material, letters))
