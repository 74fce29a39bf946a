"""Halves go to the even number on every engine."""

from __future__ import annotations

import duckdb
import narwhals as nw
import polars as pl
import pytest

from procurement_footprint.ledger.rounded import half_even

NUMBERS = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, -0.5, -1.5, -2.5, 0.49, 0.51, -0.51, 2.0, None]
WHOLE = [0.0, 2.0, 2.0, 4.0, 4.0, 6.0, 0.0, -2.0, -2.0, 0.0, 1.0, -1.0, 2.0, None]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_half_goes_to_the_even_number_and_null_stays_null(elsewhere: bool) -> None:
    frame = pl.DataFrame({"place": range(len(NUMBERS)), "number": NUMBERS})
    rows = nw.from_native(duckdb.from_arrow(frame.to_arrow()) if elsewhere else frame.lazy())
    found = rows.with_columns(whole=half_even(nw.col("number"), rows)).collect(backend="polars").to_native()
    assert found.sort("place")["whole"].to_list() == WHOLE
