"""Suggestions for the lines of a ledger that nobody has decided, and how good they are for those that are decided."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis import lines as distinct
from procurement_footprint.mapping import suggest
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.suggest.evaluate import MONEY, Evaluation, evaluate
from procurement_footprint.mapping.suggestion import LEFT_OUT, LINE, Suggestion

SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Suggested:
    """What undecided lines probably are.

    lines: the distinct undecided lines (LINE, `person`, `rows`, `reporting_amount`), largest money first. suggestions:
    of each line, most probable first. learnt: from how many distinct decided lines. missing: see Suggester.
    """

    lines: pl.DataFrame
    suggestions: tuple[tuple[Suggestion, ...], ...]
    currency: str
    learnt: int
    missing: str | None


def suggested(every: pl.DataFrame, known: Mappings, currency: str) -> Suggested:
    """Return suggestions for the undecided lines among `every` (`lines.LINES`), learnt from the decided ones."""
    history = distinct.history(every)
    waiting = distinct.undecided(every).group_by(*LINE, distinct.PERSON).agg(pl.sum("rows", "reporting_amount"))
    largest = waiting.sort(pl.col("reporting_amount").abs(), *LINE, descending=[True, *[False] * len(LINE)])
    suggester = suggest.trained(known, history)
    proposed = suggester.suggest(largest, SUGGESTED)
    return Suggested(largest, tuple(proposed), currency, history.height, suggester.missing)


def evaluated(every: pl.DataFrame, known: Mappings, hide: float, seed: int) -> Evaluation:
    """Return how good suggestions are for the decided lines among `every` (`lines.LINES`); see `suggest.evaluate`."""
    outcome = pl.coalesce("category", pl.lit(LEFT_OUT) + pl.col("reason"))
    money = pl.col("reporting_amount").cast(pl.Float64).abs().sum().alias(MONEY)
    told = distinct.decided(every).with_columns(outcome=outcome).group_by(*LINE, "outcome").agg(pl.sum("rows"), money)
    return evaluate(known, told.sort(*LINE, "outcome"), hide=hide, seed=seed)
