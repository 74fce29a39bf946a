"""The best set for a budget is the best of all sets, overlap and all."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import cell, cells, measure, planned, some_cells, some_measures
from scipy.optimize import Bounds, LinearConstraint, milp

from procurement_footprint.analysis.abatement import best_set
from procurement_footprint.analysis.abatement.best_set import Budget, best
from procurement_footprint.analysis.abatement.relations import Relations, relations

NO_RELATIONS = Relations((0,) * 30, (0,) * 30)


def of_list(grams: list[float]):
    return lambda chosen: (sum(one for place, one in enumerate(grams) if chosen >> place & 1), 0.0)


def tried(held, measures, budget: Decimal) -> Decimal:
    """The most that any set of measures lowers, by trying them all."""
    sets = [each for size in range(1, len(measures) + 1) for each in combinations(measures, size)]
    allowed = [each for each in sets if sum(one.investment for one in each) <= budget]
    return max((planned(held, *each).whole.kg_total for each in allowed), default=Decimal(0))


@settings(max_examples=12)
@given(some_cells, some_measures.filter(lambda them: len(them) < 5), st.integers(0, 200000).map(Decimal))
def test_no_other_set_within_the_budget_lowers_more(held, measures, amount: Decimal) -> None:
    found = planned(held, *measures, budget=Budget(amount)).best
    assert found is not None
    assert found.exact
    assert found.spent <= amount
    assert found.kg_total == found.at_most
    assert found.kg_total >= max(Decimal(0), tried(held, measures, amount)) - Decimal("0.050")  # rounding of cells


def test_where_nothing_overlaps_it_is_what_a_solver_finds() -> None:
    dice = random.Random(7)
    for _ in range(5):
        grams = [dice.uniform(1, 1000) for _ in range(18)]
        costs = [dice.randint(1, 1000) for _ in range(18)]
        found = best(costs, sum(costs) // 3, NO_RELATIONS, of_list(grams))
        within = LinearConstraint(np.array([costs]), ub=sum(costs) // 3)
        solved = milp(-np.array(grams), constraints=within, integrality=np.ones(18), bounds=Bounds(0, 1))
        assert found.exact
        assert found.at_most == pytest.approx(-solved.fun)


def test_overlap_makes_another_set_best_than_one_by_one() -> None:
    held = cells(cell("1000.000"), cell("700.000", "fuel"))
    measures = [measure("a", "80"), measure("b", "80"), measure("c", "80", categories=("fuel",))]
    found = planned(held, *measures, budget=Budget(Decimal(80000)))
    assert found.best is not None
    assert found.best.measures == ("a", "c")  # b would add 160 kg a year to a, c adds 560
    assert found.whole.investment == Decimal(80000)


def test_of_sets_that_lower_the_same_the_cheaper_is_taken() -> None:
    dear, cheap = measure("a-dear", "100"), measure("cheap", "100", investment=Decimal(10))
    found = planned(cells(cell("1000.000")), dear, cheap, budget=Budget(Decimal(100000)))
    assert found.best is not None
    assert found.best.measures == ("cheap",)
    assert found.best.spent == Decimal(10)


def test_a_budget_for_all_costs_counts_savings() -> None:
    held = cells(cell("1000.000"), cell("900.000", "fuel"))
    saves = measure("saves", "10", investment=Decimal(1000), yearly=Decimal(-1000))
    costs = measure("costs", "10", investment=Decimal(2000), categories=("fuel",))
    invested = planned(held, saves, costs, budget=Budget(Decimal(500))).best
    present = planned(held, saves, costs, budget=Budget(Decimal(500), "present-cost")).best
    assert invested is not None
    assert present is not None
    assert (invested.measures, present.measures) == ((), ("costs", "saves"))
    assert present.spent == saves.present_cost(2026) + costs.present_cost(2026) == Decimal("-629.90")


def test_no_measure_fits_into_no_money() -> None:
    found = planned(cells(cell("1000.000")), measure("a"), budget=Budget(Decimal(0)))
    assert found.whole.kg_lowered == 0
    assert found.whole.per_tonne is None
    assert found.curve.is_empty()
    assert found.years["kg_with"].to_list() == found.years["kg_without"].to_list()


def test_a_search_that_is_ended_says_how_far_it_may_be_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best_set, "NODES", 40)
    dice = random.Random(3)
    costs = [dice.randint(400, 600) for _ in range(25)]
    grams = [cost * dice.uniform(0.9, 1.1) for cost in costs]
    found = best(costs, sum(costs) // 2, NO_RELATIONS, of_list(grams))
    assert not found.exact
    lowered = sum(grams[place] for place in found.places)
    assert lowered < found.at_most < lowered * 1.1


def test_relations_hold_within_a_budget() -> None:
    measures = [measure("a", needs=("b",)), measure("b"), measure("c", excludes=("a",))]
    held = relations(measures)
    allowed = [chosen for chosen in range(8) if held.allow(chosen)]
    assert allowed == [0b000, 0b010, 0b011, 0b100, 0b110]
    found = best([1, 1, 1], 1, held, of_list([100.0, 1.0, 2.0]))
    assert found.places == {2}
    assert best([1, 1, 1], 2, held, of_list([100.0, 1.0, 2.0])).places == {0, 1}
