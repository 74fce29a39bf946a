"""What verdicts say about a stratum: worked by hand, with the published confidence factors."""

from __future__ import annotations

from fractions import Fraction

import pytest

from procurement_footprint.analysis.audit.conclusion import NOTHING, Finding, Misstatement, conclude, together
from procurement_footprint.analysis.audit.poisson import at_most
from procurement_footprint.analysis.audit.sample import Stratum
from procurement_footprint.analysis.audit.selection import Drawn
from procurement_footprint.analysis.audit.strata import Population

NONE, ONE = 2.995732, 4.743865  # at 95 %: the factors for no fault and for one
SIZES = {"big": 60_000, "a": 10_000, "b": 20_000, "unseen": 20_000}
WRONG = {"big": 6.0, "a": 5.0, "b": -4.0}


def found(name: str, wrong: dict[str, float] = WRONG) -> Finding:
    """Conclude about lines of 60, 10 and 20 kg, of which the first was drawn for certain; an interval is 25 kg."""
    stratum = Stratum(Population(name, "kg", SIZES), Drawn(("big",), ("a", "b"), Fraction(25_000)))
    return conclude(stratum, wrong, wrong, 0.95)


def seen(one: Misstatement) -> tuple[float, ...]:
    return one.faults, one.projected, one.bound


def test_directions_are_told_apart_and_a_certain_line_stands_for_itself_alone() -> None:
    held = found("counted")
    # certain: 6 kg; tainted by 5 / 10; the bound of what was not seen beside them
    assert seen(held.overstated) == pytest.approx((2, 6 + 25 * 0.5, 6 + 25 * (NONE + (ONE - NONE) * 0.5)), rel=1e-6)
    assert seen(held.understated) == pytest.approx((1, 25 * 0.2, 25 * (NONE + (ONE - NONE) * 0.2)), rel=1e-6)
    assert held.kilograms == pytest.approx(6 + 25 / 10 * 5 - 25 / 20 * 4)
    assert held.stratum.name == "counted"


@pytest.mark.parametrize("name", ["left_out", "unmapped"])
def test_what_is_not_counted_can_only_be_missing(name: str) -> None:
    held = found(name)
    assert held.overstated == NOTHING
    assert seen(held.understated) == pytest.approx((1, 5, 25 * (NONE + (ONE - NONE) * 0.2)), rel=1e-6)
    credit = found(f"{name}_credit")
    assert credit.understated == NOTHING
    assert seen(credit.overstated) == seen(found("counted").overstated)


def test_without_a_fault_the_bound_is_that_of_no_fault() -> None:
    held = found("counted_credit", {})
    for one in (held.overstated, held.understated):
        assert seen(one) == pytest.approx((0, 0, 25 * NONE), rel=1e-6)
    assert held.kilograms == 0


def test_a_line_that_is_right_to_the_gram_is_no_fault() -> None:
    assert found("counted", {"a": 0.0}).overstated.faults == 0


def test_strata_are_added() -> None:
    assert together([]) == NOTHING == Misstatement(0, 0.0, 0.0)
    assert together([Misstatement(1, 2.0, 4.0), Misstatement(8, 16.0, 32.0)]) == Misstatement(9, 18.0, 36.0)


def test_a_fault_of_less_than_a_kilogram_is_one() -> None:
    assert found("counted", {"a": 0.5}).overstated.faults == 1


def test_where_there_is_nothing_on_average_there_is_never_more() -> None:
    assert [at_most(faults, mean) for faults in (0, 3) for mean in (0.0, -1.0)] == [1.0] * 4
