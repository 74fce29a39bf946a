from collections.abc import Iterator
from threading import Barrier

import pytest

from procurement_footprint.ledger.ahead import each_ahead


def test_what_is_made_ahead_comes_in_order_and_two_are_made_side_by_side() -> None:
    together = Barrier(2, timeout=10)

    def doubled(number: int) -> int:
        together.wait()  # passes only when another is made at the same time
        return 2 * number

    assert list(each_ahead(doubled, range(10))) == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]


def test_an_error_comes_where_its_item_stands() -> None:
    def refused_at_three(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    made: Iterator[int] = each_ahead(refused_at_three, range(6))
    assert [next(made), next(made), next(made)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(made)
