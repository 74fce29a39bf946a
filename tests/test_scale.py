"""The plan for the nation is what its script computes from the measured figures."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "benchmarks"))
import scale

PLAN = (ROOT / "docs" / "SCALE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", range(3))
def test_the_tables_of_the_plan_are_those_that_are_computed(number: int) -> None:
    assert scale.table().split("\n\n")[number] in PLAN


def test_a_task_goes_to_the_first_core_that_is_free() -> None:
    assert scale.makespan([3, 1, 1, 1], 2) == 3
    assert scale.makespan([1, 1, 1, 3], 2) == 4  # the long one starts last
    assert scale.makespan([2, 2, 2], 8) == 2


def test_a_cost_is_the_line_through_two_measured_sizes() -> None:
    held = scale.Measured.__new__(scale.Measured)
    held.lines = [("polars", rows, "walk", "CPU s of program", spent) for rows, spent in ((1_000, 3.0), (3_000, 7.0))]
    cost = held.cost("polars", "walk", "CPU s of program")
    assert (cost.fixed, cost.per_row) == (1.0, 0.002)
    assert cost.of(500_000) == 1_001


def test_a_hundred_million_rows_take_longer_than_ten_and_less_on_more_cores() -> None:
    held = scale.Measured()
    seconds = {
        (rows, slots): scale.simulated(held, rows, slots)[0] for rows, slots in ((10**7, 8), (10**8, 8), (10**8, 64))
    }
    assert seconds[10**7, 8] < seconds[10**8, 64] < seconds[10**8, 8]
