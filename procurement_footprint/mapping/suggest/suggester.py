"""The suggester: for a line that nobody has decided, what it probably is, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from math import floor
from typing import TYPE_CHECKING

import polars as pl

from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.suggest import counted
from procurement_footprint.mapping.suggest.counted import Counted
from procurement_footprint.mapping.suggest.material import gathered, with_keys
from procurement_footprint.mapping.suggest.ranked import NAMED, SAID, Guess, by_history
from procurement_footprint.mapping.suggest.reasons import reason
from procurement_footprint.mapping.suggestion import LINE, Suggestion

if TYPE_CHECKING:
    from procurement_footprint.mapping.suggest.model import Model

EXTRA = "sklearn"
MISSING = (
    "suggestions look at accounts, codes and suppliers only; "
    'to let them read texts, install the extra: pip install "procurement-footprint[suggest]"'
)
EXACT = 10_000  # probabilities are cut to four decimals, downwards, so that they never add to more than 1


@dataclass(frozen=True, slots=True)
class Suggester:
    """What was learnt from rules, decisions and decided lines. outcomes: all that a line can be, sorted.

    missing: what the extra `suggest` would add, in one line, where it is not installed; else None.
    """

    outcomes: tuple[str, ...]
    history: tuple[Counted, ...]
    model: Model | None
    missing: str | None

    def suggest(self, lines: pl.DataFrame, number: int = 3) -> list[tuple[Suggestion, ...]]:
        """Return for each line up to `number` suggestions, most probable first; their probabilities add to at most 1.

        lines: the columns of LINE, in any order; the answer is in the order of the lines.
        """
        held = with_keys(lines.select(pl.col(name).cast(kind) for name, kind in LINE.items()))
        words = [(SAID, self.model.voices.said), (NAMED, self.model.voices.named)] if self.model else []
        return [
            tuple(
                Suggestion(one.outcome, _cut(one.probability), reason(line, one, self.history, words)) for one in best
            )
            for line, best in zip(held.iter_rows(named=True), self._guesses(held, number), strict=True)
        ]

    def _guesses(self, lines: pl.DataFrame, number: int) -> Iterable[list[Guess]]:
        if self.model:
            return self.model.guesses(lines, number)
        return (by_history(line, self.outcomes, self.history, number) for line in lines.iter_rows(named=True))


def trained(known: Mappings, history: pl.DataFrame) -> Suggester:
    """Return a suggester that has learnt from the mappings and from the decided lines of a ledger.

    history: distinct decided lines, the columns of `material.HISTORY`: LINE, `outcome` (as a Suggestion has it) and
    `rows`, how many rows of the ledger are so. The same input gives the same suggester. Without the extra `suggest`
    it counts accounts, codes and suppliers only, and its probabilities are not calibrated.
    """
    material = gathered(known, history)
    if find_spec(EXTRA) is None:
        return Suggester(material.outcomes, counted.learned(material), None, MISSING)
    from procurement_footprint.mapping.suggest import model

    learned = model.learned(material)
    return Suggester(material.outcomes, learned.voices.history, learned, None)


def _cut(probability: float) -> float:
    return floor(probability * EXACT) / EXACT
