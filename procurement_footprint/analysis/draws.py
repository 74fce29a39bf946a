"""Draws of what is uncertain in factors, the same for several tables: so that differences of tables have ranges.

What every kilogram of a kind is multiplied with, in each draw:

    Σ part × X(product) × D(product, years)  × Y(category, evidence) × L

X, D, Y and L are log-normal with mean 1, as in `uncertainty`. Each component is drawn by its name, so it is the same
in every table, in every run and on every computer: the normal scores of a Latin hypercube, in the order in which the
Mersenne Twister of `numpy.random.RandomState` shuffles them, whose stream is frozen for good.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.uncertainty.kinds import made_of
from procurement_footprint.footprint.widths import Widths

BLOCK = 2_000  # draws that are a Latin hypercube by themselves, for tables of many thousand lines
DRAWS = 4 * BLOCK
Numbers = NDArray[np.float64]
_Component = Callable[[str], Numbers]  # name → DRAWS values of a standard normal variable


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The kinds of a table and what their kilograms are multiplied with.

    names: KNOWN and kind. multipliers: one row a kind, in the order of kind, one column a draw; the mean of a row is 1.
    """

    names: pl.DataFrame
    multipliers: Numbers

    def numbered(self, small: pl.DataFrame) -> pl.DataFrame:
        """Return `small`, which has the columns KNOWN, with the number of its kind."""
        return small.join(self.names, on=list(KNOWN), nulls_equal=True, how="left", maintain_order="left")


def drawn(tables: Sequence[tuple[pl.DataFrame, Widths]]) -> list[Drawn]:
    """Return the draws of several tables, each with the widths of its factors.

    tables: the columns KNOWN. A product of two variances (one of its factors was changed by the vintage policy) has
    the smaller in common, and the rest for each factor year.
    """
    made = [made_of(small, widths) for small, widths in tables]
    least = pl.concat([pieces for _, pieces in made]).group_by("product").agg(common=pl.min("variance"))
    scores = cache(_scores)
    return [
        Drawn(names, _multipliers(pieces.join(least, on="product"), names.height, widths, scores))
        for (names, pieces), (_, widths) in zip(made, tables, strict=True)
    ]


def quantiles(values: Numbers) -> tuple[Numbers, Numbers]:
    """Return the 2.5 and 97.5 percentiles of each row, one column a draw."""
    if not values.any():
        return np.zeros(values.shape[0]), np.zeros(values.shape[0])
    low = values.shape[1] // 40
    high = values.shape[1] - low
    ordered = np.sort(values, axis=1)
    return (ordered[:, low - 1] + ordered[:, low]) / 2, (ordered[:, high - 1] + ordered[:, high]) / 2


def _multipliers(pieces: pl.DataFrame, kinds: int, widths: Widths, scores: _Component) -> Numbers:
    found = np.zeros((kinds, DRAWS))
    level = _log_normal([("level", widths.level)], scores)
    for piece in pieces.sort("kind", "product").iter_rows(named=True):
        factor = _log_normal(_components(piece, widths.per_year), scores) * piece["part"]
        found[piece["kind"]] += factor * level if piece["levelled"] else factor
    return found


def _log_normal(components: Iterable[tuple[str, float]], scores: _Component) -> Numbers:
    exponent = np.zeros(DRAWS)
    for name, variance in components:
        if variance:
            exponent += math.sqrt(variance) * scores(name) - variance / 2
    return np.exp(exponent)


def _components(piece: Mapping[str, Any], per_year: float) -> Iterator[tuple[str, float]]:
    """Yield name and variance of what the logarithm of a piece is made of, each independent of the others."""
    product, year = piece["product"], piece["factor_year"]
    yield f"product {product}", piece["common"]
    yield f"product {product}, factor of {year}", piece["variance"] - piece["common"]
    if piece["drift"]:
        for passed in range(1, piece["carried"] + 1):
            yield f"product {product}, carried to {year + passed}", per_year
    yield f"evidence {piece['evidence']} of {piece['category']}", piece["evidence_variance"]


def _scores(name: str) -> Numbers:
    seed = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype="<u4")
    shuffled = np.random.RandomState(seed)
    return np.concatenate([shuffled.permutation(_ordered()) for _ in range(DRAWS // BLOCK)])


@cache
def _ordered() -> Numbers:
    """Return the normal scores, ascending: the middle of each of BLOCK equally probable parts."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((place + 0.5) / BLOCK) for place in range(BLOCK)])
