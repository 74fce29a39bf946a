"""Lines that the voices have not learnt from, to fit their weights: thirds of suppliers, of rules, and of both.

The weights are fitted twice: for lines whose account has been decided before, with suppliers held out; and for lines
whose account is new, with rules held out, as no rule knows a line that needs a suggestion. Lines of one account and
text are right or wrong together: they count as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from procurement_footprint.mapping.suggest import pool, voices
from procurement_footprint.mapping.suggest.folds import parts_of
from procurement_footprint.mapping.suggest.material import Material
from procurement_footprint.mapping.suggest.pool import Array, HeldOut
from procurement_footprint.mapping.suggest.voices import Voices
from procurement_footprint.mapping.suggest.words import SEED, Letters, Words

PARTS = 3
MOST_LINES = 800  # of each held-out part: enough for seven weights
FEWEST = 20  # accounts and texts; with fewer the start holds
ALIKE = ("chart", "account", "said", "outcome")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the voices, and on how many held-out lines each was fitted."""

    account_known: Array
    account_new: Array
    fitted: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is hidden, and what is to be predicted then: lines of the ledger, and examples of the hidden rules.

    again: the rules are those of the part before.
    """

    rules: frozenset[str]
    sellers: frozenset[str]
    lines: pl.DataFrame
    examples: pl.DataFrame
    again: bool = False


def weights(material: Material, letters: Letters) -> Weights:
    """Return the weights under which held-out lines are most likely."""
    known: list[HeldOut] = []
    new: list[HeldOut] = []
    place = {outcome: number for number, outcome in enumerate(material.outcomes)}
    said: Words | None = None
    for part in _parts(material):
        # with the rule of a line hidden, nobody's line says what its text means: suppliers need not be hidden, too
        taught = voices.learned(material.without(part.rules, part.sellers), letters, said if part.again else None)
        said = taught.said
        for lines, alike in ((part.lines, ALIKE), (part.examples, ("rule",))):
            before = [taught.knows_account(line) for line in lines.iter_rows(named=True)]
            marked = lines.with_columns(pl.Series("before", before, pl.Boolean))
            known.append(_held(taught, marked.filter("before"), alike, place))
            if part.rules:
                new.append(_held(taught, marked.filter(~pl.col("before")), alike, place))
    (of_known, lines_known), (of_new, lines_new) = _fitted(known), _fitted(new)
    return Weights(of_known, of_new, (lines_known, lines_new))


def _held(taught: Voices, lines: pl.DataFrame, alike: tuple[str, ...], place: dict[str, int]) -> HeldOut:
    truth = np.array([place[outcome] for outcome in lines["outcome"]], dtype=np.intp)
    counts = lines.select(1 / pl.len().over(*alike)).to_series().to_numpy()
    return HeldOut(taught.say(lines), truth, counts)


def _fitted(parts: list[HeldOut]) -> tuple[Array, int]:
    one = HeldOut(
        np.concatenate([part.said for part in parts]),
        np.concatenate([part.truth for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )
    return (pool.fitted(one, voices.START), len(one.truth)) if one.counts.sum() >= FEWEST else (voices.START, 0)


def _parts(material: Material) -> Iterator[_Part]:
    every = pl.concat([material.lines["rule"], material.examples["rule"]]).drop_nulls().unique()
    none: frozenset[str] = frozenset()
    by_rule = parts_of(every.to_list(), PARTS, SEED)
    by_seller = parts_of(material.lines["seller"].drop_nulls().unique().to_list(), PARTS, SEED)
    columns = [name for name in material.examples.columns if name in material.lines.columns]
    theirs, told = material.lines.select(columns), material.examples.select(columns)
    for rules, sellers in zip(by_rule, by_seller, strict=True):
        decided, sold = pl.col("rule").is_in(list(rules)), pl.col("seller").is_in(list(sellers)).fill_null(False)
        once = told.filter(decided).unique(["outcome", "rule", "account", "said", "supplier"], maintain_order=True)
        yield _Part(none, sellers, _some(theirs.filter(sold)), told.clear())
        yield _Part(rules, none, _some(theirs.filter(decided)), once)
        yield _Part(rules, sellers, _some(theirs.filter(decided & sold)), told.clear(), again=True)


def _some(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.sort(lines.columns).sample(min(MOST_LINES, lines.height), seed=SEED)
