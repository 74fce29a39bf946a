"""Guesses: what a line may be with how probable it is and what speaks for it, before it is put in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TypeAlias

from procurement_footprint.mapping.suggest.counted import Counted

Line: TypeAlias = Mapping[str, str | None]  # a line of the ledger with `seller` and `said`
COMMON, SAID, NAMED = "common", "said", "named"  # voices beside those of history, which have the names of columns


@dataclass(frozen=True, slots=True)
class Guess:
    """One outcome of a line. speaks: what each voice adds to ln p (its weight × what it says), by name."""

    outcome: str
    probability: float
    speaks: Mapping[str, float]


def by_history(line: Line, outcomes: Sequence[str], history: Sequence[Counted], number: int) -> list[Guess]:
    """Return the most probable outcomes where only history is known, as if its voices were independent."""
    said = {one.column: one.says(line) for one in history}
    total = [log(usual) + sum(one[place] for one in said.values()) for place, usual in enumerate(history[0].common)]
    odds = [exp(one - max(total)) for one in total]
    order = sorted(range(len(outcomes)), key=lambda place: (-odds[place], outcomes[place]))[:number]
    return [
        Guess(outcomes[place], odds[place] / sum(odds), {column: one[place] for column, one in said.items()})
        for place in order
    ]
