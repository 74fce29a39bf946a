"""What the workbook of a whole report holds besides the report: rows, rules and factors."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from procurement_footprint.analysis.largest_rows import LargestRows


@dataclass(frozen=True, slots=True)
class Material:
    """rows: the largest and the sums of all others. rules: `rules_used`. factors: `factors_used`.

    factor_currency: that of the factors. source: how their publisher wants to be credited.
    """

    rows: LargestRows
    rules: pl.DataFrame
    factors: pl.DataFrame
    factor_currency: str
    source: str
