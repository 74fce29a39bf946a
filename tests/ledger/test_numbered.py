"""Look-ups by number give what a join gives, for all kinds of keys."""

from __future__ import annotations

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.ledger import numbered
from procurement_footprint.ledger.attach import attach

KINDS = {"text": pl.Categorical(), "year": pl.Int32(), "own": pl.String(), "grade": pl.Enum(["A", "B", "C"])}
VALUES = {
    "text": st.sampled_from([None, "åkeri", "buss", "cement", "dike"]),
    "year": st.sampled_from([None, -3, 0, 2023, 2024]),
    "own": st.sampled_from([None, "yes", "no"]),
    "grade": st.sampled_from([None, "A", "B", "C"]),
}
KEYS = st.tuples(*VALUES.values())


def frame(keys: list[tuple[object, ...]]) -> pl.DataFrame:
    """Return keys as a frame of KINDS."""
    return pl.DataFrame(keys, KINDS, orient="row")


@settings(max_examples=60, deadline=None)
@given(st.lists(KEYS, max_size=30), st.lists(KEYS, min_size=1, max_size=12, unique=True), st.booleans())
def test_the_line_of_a_row_is_the_one_that_a_join_finds(
    rows: list[tuple[object, ...]], lines: list[tuple[object, ...]], near: bool
) -> None:
    table = frame(lines).with_row_index("line")
    joined = frame(rows).join(table, on=list(KINDS), how="left", nulls_equal=True, maintain_order="left")
    # short of all addresses, or not; texts are numbered on from those that other tests have brought
    coded = pl.concat([frame(rows), table.select(*KINDS)])["text"].to_physical().max()
    near_enough = 3_000 + (coded if isinstance(coded, int) else 0)
    farthest, numbered.FARTHEST = numbered.FARTHEST, near_enough if near else 2_000_000
    try:
        found = numbered.found(frame(rows), table)
    finally:
        numbered.FARTHEST = farthest
    assert found is not None
    assert found["line"].to_list() == joined["line"].to_list()


def test_a_row_far_from_all_lines_is_left_to_a_join() -> None:
    table = pl.DataFrame({"year": [1, 2], "line": ["a", "b"]})
    rows = pl.DataFrame({"year": [2, numbered.FARTHEST + 2, None]})
    assert numbered.found(rows, table) is None
    assert attach(nw.from_native(rows), table, ["year"]).to_native()["line"].to_list() == ["b", None, None]


def test_many_texts_that_are_not_coded_are_left_to_a_join() -> None:
    table = pl.DataFrame({"row_id": [f"a:{number}" for number in range(9)], "line": range(9)})
    assert numbered.found(table.select("row_id"), table) is None


def test_a_table_with_two_lines_for_one_key_is_refused() -> None:
    table = pl.DataFrame({"year": [1, 1], "line": ["a", "b"]})
    with pytest.raises(ValueError, match="the table has several lines for one year"):
        numbered.found(table.select("year"), table)


def test_a_table_without_lines_is_left_to_a_join() -> None:
    table = pl.DataFrame(schema={"row_id": pl.String, "line": pl.Int64})
    rows = pl.DataFrame({"row_id": ["a:1", "a:2"]})
    assert attach(nw.from_native(rows), table, ["row_id"]).to_native()["line"].to_list() == [None, None]


def test_texts_are_found_when_in_between_no_row_was_left_that_had_them():
    table = pl.DataFrame({"account": ["6410", "5010"], "rank": [1, 2]})
    for texts in (["x", "6410", "5010"], ["5010", "y", "z", "6410"]):
        rows = pl.DataFrame({"account": pl.Series(texts, dtype=pl.Categorical())})
        wanted = [{"6410": 1, "5010": 2}.get(text) for text in texts]
        assert numbered.found(rows, table)["rank"].to_list() == wanted
        del rows
