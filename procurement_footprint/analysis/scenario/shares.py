"""Shares of cells in whole öre and grams: each cell as near to its share as can be, and the whole exactly.

share_i = ratio × weight_i        Σ share_i = ratio × Σ weight_i, rounded half to even

Each is rounded down; what is left goes, one each, to those with the largest remainder, of equal ones to the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from procurement_footprint.analysis.cells import SUMS

PLACES = {"reporting_amount": 2, "covered_amount": 2, "kg_co2e": 3, "kg_spend_based": 3, "kg_scope_1": 3}
MEASURES = tuple(name for name in SUMS if name in PLACES)


def shared(weights: Sequence[int], ratio: Fraction) -> list[int]:
    """Return the share of each weight, as above; weights and ratio may be negative."""
    shares = [divmod(weight * ratio.numerator, ratio.denominator) for weight in weights]
    parts = [share for share, _ in shares]
    left = round(sum(weights) * ratio) - sum(parts)
    for place in sorted(range(len(shares)), key=lambda place: -shares[place][1])[:left]:
        parts[place] += 1
    return parts


def whole(values: pl.Series, places: int) -> list[int]:
    """Return decimals with so many places as whole öre or grams; exact below 2^53."""
    found: list[int] = (values.cast(pl.Float64) * 10**places).round(0).cast(pl.Int64).to_list()
    return found


def decimals(name: str, values: Sequence[int]) -> pl.Series:
    """Return whole öre or grams as the decimals of the column `name` of cells."""
    # whole numbers below 2^53 over a power of ten come back exactly when they are rounded to its places
    power = 10 ** PLACES[name]
    return (pl.Series(name, values, dtype=pl.Int64) / float(power)).cast(SUMS[name])


def scaled(cells: pl.DataFrame, ratio: Fraction) -> pl.DataFrame:
    """Return the cells with `ratio` of each of MEASURES; `rows` stays."""
    return cells.with_columns(decimals(name, shared(whole(cells[name], PLACES[name]), ratio)) for name in MEASURES)


def divided(cells: pl.DataFrame, share: Fraction) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a share of the cells, and what is left of them; together they are the cells, to the öre and the gram.

    What is left keeps the rows; nothing is left of a share of 1.
    """
    if share == 1:
        return cells, cells.clear()
    taken = scaled(cells, share).with_columns(rows=pl.lit(0, SUMS["rows"]))
    left = cells.with_columns((cells[name] - taken[name]).cast(SUMS[name]) for name in MEASURES)
    return taken, left
