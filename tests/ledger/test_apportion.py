"""A whole shared out in whole numbers: nothing is lost, and nobody is off by one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.ledger.apportion import apportioned

weights = st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=30).filter(lambda held: sum(held) > 0)


@given(st.integers(-(10**15), 10**15), weights)
def test_the_parts_add_up_and_each_is_within_one_of_its_share(whole: int, held: list[int]) -> None:
    parts = apportioned(whole, held)
    assert sum(parts) == whole
    assert all(abs(part - Fraction(whole * weight, sum(held))) < 1 for part, weight in zip(parts, held, strict=True))


@given(weights)
def test_the_whole_weight_gives_everybody_his_own(held: list[int]) -> None:
    assert apportioned(sum(held), held) == held


def test_what_is_left_goes_to_the_largest_remainder_and_of_equal_ones_to_the_first() -> None:
    assert apportioned(10, [1, 1, 1]) == [4, 3, 3]
    assert apportioned(100, [1, 2, 4]) == [14, 29, 57]
    assert apportioned(-10, [1, 1, 1]) == [-3, -3, -4]


def test_nothing_can_be_shared_out_over_no_weight() -> None:
    with pytest.raises(ValueError, match="the weights add up to 0"):
        apportioned(5, [3, -3])


def test_nothing_shared_out_is_nothing_for_each_and_the_smallest_weight_takes_it_all() -> None:
    assert apportioned(0, [3, 4]) == [0, 0]
    assert apportioned(7, [1, 0]) == [7, 0]
