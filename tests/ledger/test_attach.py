from __future__ import annotations

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.ledger.attach import attach, attach_each

KEYS = st.sampled_from(["a", "b", "c", None])


@given(st.lists(st.tuples(KEYS, KEYS), max_size=30))
def test_rows_keep_their_number_and_order_and_null_finds_null(keys: list[tuple[str | None, str | None]]) -> None:
    rows = pl.DataFrame(
        {"x": [x for x, _ in keys], "y": [y for _, y in keys], "row": list(range(len(keys)))},
        schema={"x": pl.String, "y": pl.String, "row": pl.Int64},
    )
    table = pl.DataFrame({"x": ["a", None, "b"], "y": ["a", None, None], "found": ["aa", "nulls", "b-null"]})
    meant = {("a", "a"): "aa", (None, None): "nulls", ("b", None): "b-null"}
    joined = attach(nw.from_native(rows.lazy()), table, ["x", "y"]).to_native().collect()
    assert joined.drop("found").equals(rows)
    assert joined["found"].to_list() == [meant.get(key) for key in keys]


def test_a_table_that_would_double_rows_is_an_error() -> None:
    rows = nw.from_native(pl.LazyFrame({"x": ["a"]}))
    with pytest.raises(ValueError, match="the table has several lines for one x"):
        attach(rows, pl.DataFrame({"x": ["a", "a"], "found": [1, 2]}), ["x"])


def test_another_engine_finds_the_same() -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = pl.DataFrame({"x": ["a", "b", None, "z"], "n": [1, 2, None, 1], "row": [0, 1, 2, 3]})
    table = pl.DataFrame({"x": ["a", None, "z"], "n": [1, None, 2], "found": ["A", "null", "never"]})
    here = attach(nw.from_native(rows.lazy()), table, ["x", "n"]).to_native().collect()
    there = attach(nw.from_native(duckdb.from_arrow(rows.to_arrow())), table, ["x", "n"])
    assert nw.to_native(there).pl().sort("row").select(here.columns).equals(here)


@given(st.lists(st.tuples(KEYS, st.sampled_from([1, 2, None])), max_size=30))
def test_one_column_is_looked_up_like_several(keys: list[tuple[str | None, int | None]]) -> None:
    schema = {"x": pl.String, "n": pl.Int64}
    rows = pl.DataFrame(keys, schema=schema, orient="row").with_columns(row=pl.int_range(pl.len()))
    table = pl.DataFrame(
        [("a", 1, "a1"), (None, 2, "null2"), ("b", None, "bnull")], {**schema, "one": pl.String}, orient="row"
    )
    several = table.with_columns(other=pl.lit(0))
    single = attach(nw.from_native(rows.lazy()), table, ["x", "n"]).to_native().collect()
    assert single.equals(attach(nw.from_native(rows.lazy()), several, ["x", "n"]).to_native().collect().drop("other"))


def test_each_line_that_is_found_makes_a_row_of_its_own() -> None:
    rows = pl.DataFrame({"x": ["b", "a", None, "z", "a"], "row": [0, 1, 2, 3, 4]})
    table = pl.DataFrame({"x": ["a", "a", "b", None], "found": ["a1", "a2", "b", "null"]})
    expected = [(0, "b"), (1, "a1"), (1, "a2"), (2, "null"), (3, None), (4, "a1"), (4, "a2")]
    lazy = attach_each(nw.from_native(rows.lazy()), table, ["x"]).to_native().collect()
    eager = attach_each(nw.from_native(rows, eager_only=True), table, ["x"]).to_native()
    assert lazy.select("row", "found").rows() == eager.select("row", "found").rows() == expected
    few = rows.filter(pl.col("x") == "b")
    once = attach_each(nw.from_native(few, eager_only=True), table, ["x"]).to_native()
    assert once.rows() == [("b", 0, "b")]
