"""All voices about a line, learnt from the same material: history by counting, words by their letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import polars as pl

from procurement_footprint.mapping.suggest import counted, words
from procurement_footprint.mapping.suggest.counted import Counted
from procurement_footprint.mapping.suggest.material import Material
from procurement_footprint.mapping.suggest.words import Letters, Words

Array = np.ndarray[Any, np.dtype[np.float64]]

START = np.array([1.0, 4.0, 2.0, 1.0, 1.0, 1.0, 1.0])
"""The weights before any fit: how common, said, named, account, CPV, UNSPSC, supplier.

1 is Bayes' theorem. assumption: 4 is near what the demonstration and Devon fit; held where little is decided.
"""


@dataclass(frozen=True, slots=True)
class Voices:
    """What was learnt. said: texts; named: names of suppliers; history: account, CPV, UNSPSC, supplier."""

    said: Words
    named: Words
    history: tuple[Counted, ...]

    def say(self, lines: pl.DataFrame) -> Array:
        """Return what each voice says for each outcome about each line (with keys): lines × outcomes × voices."""
        common = np.array([log(one) for one in self.history[0].common])
        told = [
            np.broadcast_to(common, (lines.height, len(common))),
            self.said.says(lines["said"]),
            self.named.says(lines["supplier"]),
        ]
        held = lines.rows(named=True)
        told += [np.array([one.says(line) for line in held]).reshape(lines.height, len(common)) for one in self.history]
        return np.stack(told, axis=2)

    def knows_account(self, line: Mapping[str, str | None]) -> bool:
        """Say whether this very account has been decided before."""
        return self.history[0].knows(line)


def learned(material: Material, letters: Letters, said: Words | None = None) -> Voices:
    """Return the voices that this material teaches. said: what texts say, where that is learnt already."""
    return Voices(said or words.said(material, letters), words.named(material, letters), counted.learned(material))
