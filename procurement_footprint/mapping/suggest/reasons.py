"""Reasons: why a suggestion, in words that a person can check in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from procurement_footprint.mapping.suggest import counted
from procurement_footprint.mapping.suggest.counted import SELLER, Counted
from procurement_footprint.mapping.suggest.ranked import NAMED, SAID, Guess, Line

if TYPE_CHECKING:
    from procurement_footprint.mapping.suggest.words import Words

NAMES = {"account": "account", "cpv": "CPV code", "unspsc": "UNSPSC code", SELLER: "supplier"}
UNKNOWN = "little is known of this line"
FAINTEST = 0.2  # a cosine; below it two texts have no more in common than any two


def reason(line: Line, guess: Guess, history: Sequence[Counted], words: Sequence[tuple[str, Words]]) -> str:
    """Return what speaks most for a guess, of what can be shown. words: the voices SAID and NAMED, if any."""
    shown = {one.column: sentence for one in history if (sentence := _history(line, guess.outcome, one))}
    loudest = sorted(guess.speaks.items(), key=lambda pair: -pair[1])
    for voice, speaks in loudest:
        if speaks <= 0:
            break
        if voice in shown:
            return shown[voice]
        for name, one in words:
            if name == voice and (sentence := _words(line, guess.outcome, name, one)):
                return sentence
    return next(_otherwise(shown, line, guess, history, words))


def _otherwise(
    shown: dict[str, str], line: Line, guess: Guess, history: Sequence[Counted], words: Sequence[tuple[str, Words]]
) -> Iterator[str]:
    yield from shown.values()
    yield from (sentence for name, one in words if (sentence := _words(line, guess.outcome, name, one)))
    yield UNKNOWN


def _history(line: Line, outcome: str, one: Counted) -> str | None:
    """Return the longest key under which this outcome was decided: `same account 41 of 45 times`."""
    for key in reversed(counted.keys(one.column, line)):
        if times := one.times.get(key, {}).get(outcome):
            total = one.total[key]
            if key.startswith(counted.SAME):
                return f"same {NAMES[one.column]} {times:,.0f} of {total:,.0f} times"
            begins = key.rpartition(":")[2]
            return f"{NAMES[one.column]}s that begin with {begins}: {times:,.0f} of {total:,.0f}"
    return None


def _words(line: Line, outcome: str, name: str, one: Words) -> str | None:
    own = line["said"] if name == SAID else line["supplier"]
    if not own:
        return None
    text, cosine = one.nearest(own, outcome)
    return f"{'supplier ' if name == NAMED else ''}like '{text}'" if cosine >= FAINTEST else None
