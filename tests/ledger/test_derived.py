"""What follows from a text is worked out once for each text, whatever columns and blocks it stands in."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.derived import Derived

TEXTS = st.lists(st.none() | st.sampled_from(["a", "bb", "å", " ", "ccc"]) | st.text(max_size=3), max_size=12)


def lengths():
    asked = []

    def derive(texts):
        asked.extend(texts)
        return pl.DataFrame({"length": texts.str.len_chars().fill_null(-1).cast(pl.Int64)})

    return Derived(derive), asked


def length(text):
    return -1 if text is None else len(text)


@given(blocks=st.lists(TEXTS, max_size=5), elsewhere=TEXTS)
def test_every_row_finds_what_follows_from_its_text_and_each_is_asked_about_once(blocks, elsewhere):
    known, asked = lengths()
    for block in blocks:
        pl.Series(elsewhere, dtype=CODED)  # texts of other columns are numbered in between
        found = known.of(pl.Series(block, dtype=CODED))
        assert found["length"].to_list() == [length(text) for text in block]
    assert sorted(asked, key=str) == sorted({None, *(text for block in blocks for text in block)}, key=str)


def test_texts_keep_their_numbers_when_no_row_is_left_that_has_them():
    known, asked = lengths()
    for texts in (["a", "bb"], ["ccc", "bb"]):
        assert known.of(pl.Series(texts, dtype=CODED))["length"].to_list() == [len(text) for text in texts]
    assert asked == [None, "a", "bb", "ccc"]
