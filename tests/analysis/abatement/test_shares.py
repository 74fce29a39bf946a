"""What measures do together is shared between them: exactly, whatever their order, and equally for what both do."""

from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.analysis.abatement.shares import legendre, shares, together

effects = st.lists(st.floats(0, 1), min_size=1, max_size=7)


def over_all_orders(held: list[float]) -> list[float]:
    """The Shapley value by its definition: what each adds to those before it, as a mean over all orders."""
    found = [0.0] * len(held)
    orders = list(permutations(range(len(held))))
    for order in orders:
        before = 0.0
        for number, place in enumerate(order, 1):
            now = together([held[one] for one in order[:number]])
            found[place] += (now - before) / len(orders)
            before = now
    return found


def test_two_measures_share_what_both_would_lower() -> None:
    assert together([0.2, 0.1]) == pytest.approx(0.28)
    assert shares([0.2, 0.1]) == pytest.approx([0.19, 0.09])
    assert shares([1.0, 1.0]) == pytest.approx([0.5, 0.5])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_shares_are_the_mean_over_all_orders(held: list[float]) -> None:
    assert shares(held) == pytest.approx(over_all_orders(held), abs=1e-12)


@given(effects)
def test_shares_add_up_and_none_is_more_than_the_measure_alone(held: list[float]) -> None:
    found = shares(held)
    assert math.fsum(found) == pytest.approx(together(held), abs=1e-12)
    assert all(-1e-12 <= share <= alone + 1e-12 for share, alone in zip(found, held, strict=True))


@given(effects)
def test_the_order_does_not_matter(held: list[float]) -> None:
    assert shares(held[::-1]) == pytest.approx(shares(held)[::-1], abs=1e-12)


@pytest.mark.parametrize("count", [1, 2, 5, 10, 25])
def test_the_quadrature_is_exact_for_polynomials(count: int) -> None:
    for degree in (0, 1, 2 * count - 1):
        assert sum(weight * node**degree for node, weight in legendre(count)) == pytest.approx(1 / (degree + 1))


def test_many_measures_are_shared_as_exactly() -> None:
    assert math.fsum(shares([0.3] * 60)) == pytest.approx(1 - 0.7**60, abs=1e-12)
