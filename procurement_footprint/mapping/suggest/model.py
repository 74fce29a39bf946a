"""The model: voices and how far each is trusted, where scikit-learn is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from procurement_footprint.mapping.suggest import held_out, pool, voices, words
from procurement_footprint.mapping.suggest.held_out import Trust, Trusts
from procurement_footprint.mapping.suggest.material import Material
from procurement_footprint.mapping.suggest.pool import Array
from procurement_footprint.mapping.suggest.ranked import COMMON, NAMED, SAID, Guess
from procurement_footprint.mapping.suggest.voices import Voices

BLOCK = 2_000  # lines at once: 20 MB


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt from everything, and how far each voice is trusted."""

    outcomes: tuple[str, ...]
    voices: Voices
    trusts: Trusts

    def guesses(self, lines: pl.DataFrame, number: int) -> Iterator[list[Guess]]:
        """Yield the most probable outcomes of each line (with keys)."""
        for block in lines.iter_slices(BLOCK):
            said = self.voices.say(block)
            before = [self.voices.knows_account(line) for line in block.iter_rows(named=True)]
            known = (self.trusts.account_known if one else self.trusts.account_new for one in before)
            for line, trust in zip(said, known, strict=True):
                yield self._ranked(line, trust, number)

    def _ranked(self, said: Array, trust: Trust, number: int) -> list[Guess]:
        stated = pool.probabilities(said[None], trust.weights)
        chance = trust.curve.calibrated(stated)[0]
        order = np.argsort(-stated[0], kind="stable")[:number]
        return [self._guess(int(one), chance[one], said[one] * trust.weights) for one in order]

    def _guess(self, place: int, chance: float, speaks: Array) -> Guess:
        names = (COMMON, SAID, NAMED, *(one.column for one in self.voices.history))
        return Guess(self.outcomes[place], float(chance), dict(zip(names, speaks.tolist(), strict=True)))


def learned(material: Material) -> Model:
    """Return the model of this material; the same material gives the same model."""
    letters = words.letters(material)
    return Model(material.outcomes, voices.learned(material, letters), held_out.trusts(material, letters))
