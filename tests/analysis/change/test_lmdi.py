"""The logarithmic mean and the effects of factors: a published example, the published limits, the laws."""

import math
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.analysis.change.lmdi import additive, logarithmic_mean, share_of_later

# M. K. Heun, P. E. Brockway, Applied Energy 251 (2019) 112697, supplement S3: the simple example of two categories and
# three factors in four years, as it stands in the documentation and tests of their package LMDIR 0.1.14 (MIT).
YEARS = [
    [(1, 10, 2), (4, 5, 3)],
    [(4, 5, 3), (5, 6, 4)],
    [(8, 2, 4), (5, 7, 5)],
    [(10, 1, 5), (6, 8, 6)],
]
PUBLISHED = [
    [(50.47438029, -25.23719014, 14.76280986), (19.31568569, 15.78206435, 24.90224996)],
    [(42.96021467, -56.79031473, 17.83010006), (0, 22.47128816, 32.52871184)],
    [(12.6549815, -39.30996299, 12.6549815), (41.35566084, 30.28867832, 41.35566084)],
]
FACTORS = ("one", "two", "three")
numbers = st.floats(1e-3, 1e9)


def effects(before: list[tuple[float, ...]], after: list[tuple[float, ...]], rest: str = "two") -> list[tuple]:
    """Return the effects of FACTORS, one row a category."""
    columns = {
        f"{name}_{side}": [float(row[at]) for row in rows]
        for side, rows in (("a", before), ("b", after))
        for at, name in enumerate(FACTORS)
    }
    pairs = {name: (pl.col(f"{name}_a"), pl.col(f"{name}_b")) for name in FACTORS}
    whole = tuple(math.prod([pair[side] for pair in pairs.values()], start=pl.lit(1.0)) for side in (0, 1))
    return pl.DataFrame(columns).select(**additive(whole, pairs, rest)).rows()


def mean(a: float, b: float) -> float:
    return pl.select(logarithmic_mean(pl.lit(float(a)), pl.lit(float(b)))).item()


@pytest.mark.parametrize("link", range(3))
def test_the_published_example_comes_out_to_its_last_digit(link: int) -> None:
    found = effects(YEARS[link], YEARS[link + 1])
    for row, expected in zip(found, PUBLISHED[link], strict=True):
        assert row == pytest.approx(expected, abs=5e-8)


def test_the_published_effects_add_up_over_categories() -> None:
    sums = [sum(column) for column in zip(*effects(YEARS[0], YEARS[1]), strict=True)]
    assert sums == pytest.approx([69.79006598, -9.455125793, 39.66505981], abs=5e-8)
    assert sum(sums) == pytest.approx(100)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((0, 5, 3), (4, 5, 3), (60, 0, 0)),  # Ang, Zhang and Choi (1998), table 2: cases 1 and 3
        ((4, 5, 3), (5, 6, 0), (0, 0, -60)),  # cases 2 and 4
        ((0, 5, 3), (0, 6, 4), (0, 0, 0)),  # cases 5 and 6
        ((0, 5, 3), (5, 6, 0), (0, 0, 0)),  # cases 7 and 8
        ((1, 2, 3), (1, 2, 3), (0, 0, 0)),
        ((-1, 2, 3), (-1, 4, 3), (0, -6, 0)),  # the mirror image of 1, 2, 3
        ((1, 2, 3), (-1, 2, 3), (0, -12, 0)),  # through zero: all is the factor that takes the rest
        ((0, 0, 3), (1, 2, 3), (0, 6, 0)),  # two factors from zero: likewise
    ],
)
def test_limits(before, after, expected) -> None:
    (found,) = effects([before], [after])
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [(7, 7, 7), (0, 7, 0), (7, 0, 0), (0, 0, 0), (-7, 7, 0), (-7, -7, -7), (1, math.e, math.e - 1)],
)
def test_the_mean_and_its_limits(a, b, expected) -> None:
    assert mean(a, b) == pytest.approx(expected, rel=1e-15)
    assert mean(-a, -b) == -mean(a, b)


@given(numbers, numbers)
def test_the_mean_lies_between_the_geometric_and_the_arithmetic_and_knows_no_order(a, b) -> None:
    found = mean(a, b)
    assert found == mean(b, a)
    assert math.sqrt(a * b) * (1 - 1e-12) <= found <= (a + b) / 2 * (1 + 1e-12)


@given(numbers, st.floats(-1e-3, 1e-3))
def test_near_one_another_the_mean_keeps_its_digits(a, apart) -> None:
    b = a * (1 + apart)
    assert mean(a, b) == pytest.approx(a * (1 + apart / 2 - apart**2 / 12), rel=1e-9)


@given(numbers, st.one_of(numbers, st.floats(1 - 1e-6, 1 + 1e-6)))
def test_theta_gives_back_the_mean_and_turns_round_with_time(a, other) -> None:
    b = other * a if other < 2 else other
    there, back = pl.select(share_of_later(pl.lit(a), pl.lit(b)), back=share_of_later(pl.lit(b), pl.lit(a))).row(0)
    assert (1 - there) * a + there * b == pytest.approx(mean(a, b), rel=1e-11)
    assert there + back == pytest.approx(1, abs=1e-9)
    assert 0 <= there <= 1


@given(st.tuples(*[st.integers(-3, 5)] * 3), st.tuples(*[st.integers(-3, 5)] * 3), st.sampled_from(FACTORS))
def test_effects_add_up_whatever_is_zero_or_negative_and_turn_round_with_time(before, after, rest) -> None:
    (there,), (back,) = effects([before], [after], rest), effects([after], [before], rest)
    assert sum(there) == pytest.approx(math.prod(after) - math.prod(before), abs=1e-9)
    assert there == pytest.approx([-effect for effect in back], abs=1e-9)


@pytest.mark.parametrize("x", ["0.00009", "-0.00009", "0.000002", "0.0002"])
def test_theta_is_exact_where_both_values_are_nearly_the_same(x: str) -> None:
    later = float(Decimal(x).exp())
    exact = 1 / Decimal(later).ln() - 1 / (Decimal(later) - 1)
    found = pl.select(share_of_later(pl.lit(1.0), pl.lit(later))).item()
    assert found == pytest.approx(float(exact), abs=1e-11 if abs(float(x)) < 1e-4 else 1e-7)
