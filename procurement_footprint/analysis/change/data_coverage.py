"""The step of data: the earlier footprint as if activity and supplier-specific data had covered what they cover later."""

from __future__ import annotations

import polars as pl


def at_coverage_of(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the cells `before` with the coverage by data that `after` has; money stays, kilograms move."""
    raise NotImplementedError
