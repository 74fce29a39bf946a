"""Scores: how many predictions are right, and whether the stated probabilities can be taken at their word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Lines whose first suggestion has a probability from `low` to a tenth above it.

    expected: the mean of these probabilities. right: the share whose first suggestion is right.
    """

    low: float
    lines: int
    expected: float
    right: float


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of distinct lines, and of their money, whose first is right, or one of the first three is.

    bins: the reliability table, empty tenths left out. calibration_error: Σ lines × |expected - right| / Σ lines, the
    expected calibration error of the first suggestion.
    """

    top_1: float
    top_3: float
    money_top_1: float
    money_top_3: float
    bins: tuple[Bin, ...]
    calibration_error: float


def score(lines: pl.DataFrame, predicted: Sequence[Sequence[tuple[str, float]]]) -> Score:
    """Return the score of predictions. lines: `outcome` (the truth) and `money`; 0 everywhere where there are none."""
    first = pl.Series(
        [best[0][0] == truth for best, truth in zip(predicted, lines["outcome"], strict=True)], dtype=pl.Boolean
    )
    among = pl.Series(
        [any(one == truth for one, _ in best) for best, truth in zip(predicted, lines["outcome"], strict=True)],
        dtype=pl.Boolean,
    )
    stated = pl.Series([best[0][1] for best in predicted], dtype=pl.Float64)
    bins = _bins(first, stated)
    return Score(
        top_1=_share(first, None),
        top_3=_share(among, None),
        money_top_1=_share(first, lines["money"]),
        money_top_3=_share(among, lines["money"]),
        bins=bins,
        calibration_error=sum(one.lines * abs(one.expected - one.right) for one in bins) / max(len(stated), 1),
    )


def _share(right: pl.Series, weight: pl.Series | None) -> float:
    weights = pl.repeat(1.0, len(right), eager=True) if weight is None else weight
    whole = float(weights.sum() or 0)
    return float((right.cast(pl.Float64) * weights).sum() or 0) / whole if whole else 0.0


def _bins(right: pl.Series, stated: pl.Series) -> tuple[Bin, ...]:
    tenth = (stated * BINS).floor().clip(0, BINS - 1).cast(pl.Int64)
    table = pl.DataFrame({"tenth": tenth, "stated": stated, "right": right.cast(pl.Float64)})
    sums = table.group_by("tenth").agg(pl.len().alias("lines"), pl.mean("stated", "right")).sort("tenth")
    return tuple(
        Bin(line["tenth"] / BINS, line["lines"], line["stated"], line["right"]) for line in sums.iter_rows(named=True)
    )
