"""What holds for every scenario, whatever its shares: money is conserved, nothing is nothing, all is all."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios import Tried

from procurement_footprint.analysis.scenario.applying import applied
from procurement_footprint.analysis.scenario.shares import MEASURES, divided, shared
from procurement_footprint.analysis.scenario.steps import Move, Volume
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.analysis.sums import DEPARTMENTS

SHARES = st.fractions(0, 1, max_denominator=10_000)
OF = st.sampled_from(
    [
        Selection(categories=("food",)),
        Selection(categories=("meals",)),
        Selection(departments=("Skola",)),
        Selection(suppliers=("599100-0038",)),
        Selection(),
    ]
)
CHANGES = settings(max_examples=25)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return Tried(tmp_path_factory.mktemp("laws"))


@given(weights=st.lists(st.integers(-(10**12), 10**12), max_size=30), ratio=st.fractions(-1, 3, max_denominator=10**6))
def test_shares_add_up_and_are_as_near_as_can_be(weights: list[int], ratio: Fraction) -> None:
    parts = shared(weights, ratio)
    assert sum(parts) == round(sum(weights) * ratio)
    assert all(abs(part - weight * ratio) <= 1 for part, weight in zip(parts, weights, strict=True))


@CHANGES
@given(share=SHARES, of=OF, to=st.sampled_from(["computers", "diesel", "school_transport"]))
def test_a_krona_that_moves_stays_a_krona(town: Tried, share: Fraction, of: Selection, to: str) -> None:
    start = town.known.start
    after = applied(Move("here", of, share, to), start).cells
    by = [*DEPARTMENTS, "supplier_id", "year", "currency"]
    sums = [one.group_by(by).agg(pl.sum("reporting_amount", "rows")).sort(by) for one in (start.cells, after)]
    assert sums[0].equals(sums[1])


@CHANGES
@given(of=OF, change=st.sampled_from([Fraction(0), Fraction(-1)]))
def test_nothing_less_is_the_same_and_all_less_is_nothing(town: Tried, of: Selection, change: Fraction) -> None:
    start = town.known.start
    after = applied(Volume("here", of, change), start).cells
    assert after.equals(start.cells if not change else start.cells.filter(~of.holds()))
    assert applied(Move("here", Selection(categories=("food",)), Fraction(0), "meals"), start) == start


@CHANGES
@given(share=SHARES, of=OF)
def test_a_share_and_what_is_left_are_the_whole(town: Tried, share: Fraction, of: Selection) -> None:
    cells = town.cells.filter(of.holds())
    taken, left = divided(cells, share)
    together = pl.concat([taken, left]).select(pl.sum("rows", *MEASURES))
    assert together.equals(cells.select(pl.sum("rows", *MEASURES)))


@CHANGES
@given(first=SHARES, second=SHARES)
def test_less_and_less_again_is_nearly_less_at_once(town: Tried, first: Fraction, second: Fraction) -> None:
    start, of = town.known.start, Selection(categories=("food",))
    twice = applied(Volume("b", of, -second), applied(Volume("a", of, -first), start)) if first < 1 else None
    once = applied(Volume("c", of, (1 - first) * (1 - second) - 1), start)
    if twice:
        for name, unit in (("kg_co2e", 0.003), ("reporting_amount", 0.03)):
            assert float(abs(twice.cells[name].sum() - once.cells[name].sum())) <= unit
