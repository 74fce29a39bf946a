"""Lines that the voices have not learnt from, to fit their weights: thirds of suppliers, of rules, and of both.

The weights are fitted twice: for lines whose account has been decided before, with suppliers held out; and for lines
whose account is new, with rules held out, as no rule knows a line that needs a suggestion. Lines of one account and
text are right or wrong together: they count as one. What the pool states is then calibrated on the same lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from procurement_footprint.mapping.suggest import calibration, pool, voices
from procurement_footprint.mapping.suggest.calibration import Curve
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
class Trust:
    """How far voices are trusted. weights: of each. curve: what their pool states → how often it is right.

    lines: on how many held-out lines both were fitted; 0 where there were too few.
    """

    weights: Array
    curve: Curve
    lines: int


@dataclass(frozen=True, slots=True)
class Trusts:
    """How far voices are trusted about lines whose account has been decided before, and about all others."""

    account_known: Trust
    account_new: Trust


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


def trusts(material: Material, letters: Letters) -> Trusts:
    """Return the weights under which held-out lines are most likely, and how often they are right then."""
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
    return Trusts(_fitted(known), _fitted(new))


def _held(taught: Voices, lines: pl.DataFrame, alike: tuple[str, ...], place: dict[str, int]) -> HeldOut:
    truth = np.array([place[outcome] for outcome in lines["outcome"]], dtype=np.intp)
    counts = lines.select(1 / pl.len().over(*alike)).to_series().to_numpy()
    return HeldOut(taught.say(lines), truth, counts)


def _fitted(parts: list[HeldOut]) -> Trust:
    held = HeldOut(
        np.concatenate([part.said for part in parts]),
        np.concatenate([part.truth for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )
    if held.counts.sum() < FEWEST:
        return Trust(voices.START, calibration.AT_ITS_WORD, 0)
    weights = pool.fitted(held, voices.START)
    return Trust(weights, calibration.fitted(held, weights), len(held.truth))


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
