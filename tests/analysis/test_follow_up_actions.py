"""Measures seen from the year that is followed up: begun or to come, and on which year they can be computed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.analysis.abatement.measure import Effect, Measure
from procurement_footprint.analysis.follow_up.actions import Begun, computable, seen, split, state
from procurement_footprint.analysis.selection import Selection


def measure(name: str, start: int, ramp: int = 1, lifetime: int = 5, **relations: tuple[str, ...]) -> Measure:
    one = Decimal(1)
    effect = Effect("volume", one, one, one)
    return Measure(name, Selection(), effect, start, ramp, lifetime, one, one, one, "measures.yaml:1", **relations)


def test_what_begins_in_the_year_has_begun() -> None:
    listed = [measure("b", 2024), measure("c", 2025, needs=("a", "d")), measure("a", 2024), measure("d", 2026)]
    begun, ahead = split(listed, 2024)
    assert [one.name for one in begun] == ["a", "b"]
    assert [(one.name, one.needs) for one in ahead] == [("c", ("d",)), ("d", ())]


@pytest.mark.parametrize(
    ("year", "said"), [(2024, "starting"), (2025, "starting"), (2026, "full"), (2028, "full"), (2029, "ended")]
)
def test_how_far_a_measure_has_come(year: int, said: str) -> None:
    assert state(measure("a", 2024, ramp=3), year) == said


@pytest.mark.parametrize(
    ("years", "starts", "base", "kept"),
    [
        ([2023, 2024], [2024], 2023, [2024]),
        ([2022, 2023, 2024], [2024, 2025], 2023, [2024, 2025]),
        ([2023, 2024], [2023, 2024, 2025], 2023, [2024, 2025]),
        ([2024], [2023, 2024], None, []),
        ([], [2024], None, []),
    ],
)
def test_measures_are_computed_on_the_newest_year_before_them(
    years: list[int], starts: list[int], base: int | None, kept: list[int]
) -> None:
    found, held = computable([measure(f"m{start}", start) for start in starts], years)
    assert (found, [one.start for one in held]) == (base, kept)


@given(st.lists(st.integers(2018, 2030), max_size=6), st.sets(st.integers(2018, 2030), max_size=4))
def test_a_base_lies_before_all_that_is_computed_on_it(starts: list[int], years: set[int]) -> None:
    begun = [measure(f"{place}", start) for place, start in enumerate(starts)]
    base, kept = computable(begun, years)
    assert (base is None) == (kept == ())
    assert base is None or (base in years and all(one.start > base for one in kept))
    left = [one for one in begun if one not in kept]
    assert all(year >= one.start for one in left for year in years)


def test_without_a_plan_nothing_is_computed() -> None:
    one = measure("a", 2024)
    assert seen([one], None, 2024) == (Begun(one, "full"),)
