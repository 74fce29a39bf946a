"""Lines that the voices have not learnt from, to fit their weights: thirds of suppliers, of rules, and of both.

The weights are fitted twice: for lines whose account has been decided before, with suppliers held out; and for lines
whose account is new, with rules held out, as no rule knows a line that needs a suggestion.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from procurement_footprint.mapping.suggest import pool, voices
from procurement_footprint.mapping.suggest.material import Material
from procurement_footprint.mapping.suggest.words import SEED, Letters

PARTS = 3
MOST_LINES = 1_200  # of each held-out part: enough for seven weights
FEWEST = 20  # lines; with fewer the start holds


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the voices. fitted: on how many held-out lines each."""

    account_known: pool.Array
    account_new: pool.Array
    fitted: tuple[int, int]


@dataclass(slots=True)
class _Gathered:
    said: list[pool.Array]
    truth: list[np.ndarray[Any, np.dtype[np.intp]]]

    def fitted(self) -> tuple[pool.Array, int]:
        number = sum(len(one) for one in self.truth)
        if number < FEWEST:
            return voices.START, 0
        return pool.fitted(np.concatenate(self.said), np.concatenate(self.truth), voices.START), number


def weights(material: Material, letters: Letters) -> Weights:
    """Return the weights under which held-out lines are most likely."""
    known, new = _Gathered([], []), _Gathered([], [])
    place = {outcome: number for number, outcome in enumerate(material.outcomes)}
    for rules, sellers, lines in _parts(material):
        taught = voices.learned(material.without(rules, sellers), letters)
        truth = np.array([place[outcome] for outcome in lines["outcome"]], dtype=np.intp)
        held = np.array([taught.knows_account(line) for line in lines.iter_rows(named=True)], dtype=bool)
        said = taught.say(lines)
        known.said.append(said[held])
        known.truth.append(truth[held])
        if rules:
            new.said.append(said[~held])
            new.truth.append(truth[~held])
    (of_known, number_known), (of_new, number_new) = known.fitted(), new.fitted()
    return Weights(of_known, of_new, (number_known, number_new))


def parts_of(names: Collection[str], number: int, seed: int) -> list[frozenset[str]]:
    """Return names in `number` parts of nearly equal size, by chance; the same names and seed give the same parts."""
    order = sorted(names)
    random.Random(seed).shuffle(order)
    return [frozenset(order[part::number]) for part in range(number)]


def _parts(material: Material) -> Iterator[tuple[frozenset[str], frozenset[str], pl.DataFrame]]:
    """Yield rules and suppliers to hide, and the lines to predict then."""
    every = pl.concat([material.lines["rule"], material.examples["rule"]]).drop_nulls().unique()
    none: frozenset[str] = frozenset()
    by_rule = parts_of(every.to_list(), PARTS, SEED)
    by_seller = parts_of(material.lines["seller"].drop_nulls().unique().to_list(), PARTS, SEED)
    columns = [name for name in material.examples.columns if name in material.lines.columns]
    for rules, sellers in zip(by_rule, by_seller, strict=True):
        decided, sold = pl.col("rule").is_in(list(rules)), pl.col("seller").is_in(list(sellers)).fill_null(False)
        theirs = material.lines.select(columns)
        yield none, sellers, _some(theirs.filter(sold))
        told = (
            material.examples.select(columns)
            .filter(decided)
            .unique(["outcome", "rule", "account", "said", "supplier"], maintain_order=True)
        )
        yield rules, none, pl.concat([_some(theirs.filter(decided)), told])
        yield rules, sellers, _some(theirs.filter(decided & sold))


def _some(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.sort(lines.columns).sample(min(MOST_LINES, lines.height), seed=SEED)
