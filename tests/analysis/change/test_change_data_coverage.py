"""The step of data: the earlier year at the coverage of the later, by hand, at the edges, and to the gram."""

from decimal import Decimal

import polars as pl
import pytest
from change_cells import cell, kg, table
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.analysis.change.data_coverage import at_coverage_of, sides_of
from procurement_footprint.analysis.change.sides import HELD, SUMMED

KEYS = [name for name in HELD if name not in SUMMED]


def kilograms(before: pl.DataFrame, after: pl.DataFrame) -> Decimal:
    return at_coverage_of(before, after)["kg_co2e"].sum()


def test_by_hand_as_the_method_has_it() -> None:
    before = table(cell("fuel", 1000, 400), cell("fuel", 1000, 400, supplier="Y"))
    # other suppliers, so that the category decides: 600 of 2,400 covered, 90 kg where money says 150
    after = table(cell("fuel", 600, 90, supplier="V", covered=600, by_money=150), cell("fuel", 1800, 720, supplier="W"))
    assert kilograms(before, after) == kg(800 * ((1 - 0.25) + 0.25 * 0.6))


def test_a_first_product_footprint_is_data_and_moves_no_other_supplier() -> None:
    before = table(cell("food", 1000, 300), cell("food", 9000, 2700, supplier="Y"))
    after = table(cell("food", 1000, 120, covered=1000, by_money=300), cell("food", 9000, 2700, supplier="Y"))
    found = at_coverage_of(before, after)
    assert dict(found.group_by("supplier").agg(pl.sum("kg_co2e")).rows()) == {"X": kg(120), "Y": kg(2700)}
    assert found.filter(supplier="X").select("evidence", "quality", "covered_amount").row(0) == ("activity", "A", 1000)


def test_data_that_went_away_give_back_what_money_says() -> None:
    before = table(cell("food", 1000, 120, covered=1000, by_money=300))
    after = table(cell("food", 1000, 310, evidence="supplier", quality="B"))
    found = at_coverage_of(before, after)
    assert found.select("kg_co2e", "covered_amount", "evidence", "quality").rows() == [(kg(300), 0, "supplier", "B")]


def test_half_of_a_cell_is_covered_and_half_stays() -> None:
    before = table(cell("fuel", 1000, 400))
    after = table(cell("fuel", 1000, 300, covered=500, by_money=400))  # 200 by money, and 100 where money says 200
    rows = at_coverage_of(before, after).sort("evidence").select("evidence", "reporting_amount", "kg_co2e").rows()
    assert rows == [("account", 500, kg(200)), ("activity", 500, kg(100))]


def test_the_ratio_is_that_of_the_earlier_side_where_it_has_data() -> None:
    before = table(cell("fuel", 1000, 350, covered=500, by_money=400))  # 150 where money says 200: 0.75
    after = table(cell("fuel", 1000, 200, covered=1000, by_money=400))  # 0.5
    assert kilograms(before, after) == kg(400 * 0.75)


def test_burning_alone_is_added_to_what_money_says() -> None:
    before = table(cell("fuel", 1000, 400))
    after = table(cell("fuel", 1000, 2400, covered=1000, by_money=400))
    assert kilograms(before, after) == kg(2400)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (cell("fuel", 1000, 400), cell("fuel", 700, 300)),  # nothing is covered on either side
        (cell("fuel", 10, 4, covered=10, by_money=5), cell("fuel", 9, 3, covered=9, by_money=6)),  # everything on both
        (cell("fuel", 1000, 0), cell("fuel", 1000, 80, covered=1000, by_money=0)),  # no factor: no ratio is known
        (cell("fuel", 1000, 400), cell("it", 1000, 80, covered=1000, by_money=90)),  # the later side has not bought it
        (cell("fuel", 0, 0), cell("fuel", 0, 5, covered=1, by_money=3)),  # no money
    ],
)
def test_where_nothing_moves(before, after) -> None:
    found = at_coverage_of(table(before), table(after))
    expected = table(before).filter(pl.any_horizontal(pl.col(name) != 0 for name in SUMMED))
    assert found.equals(expected)


def test_kilograms_by_money_that_are_not_known_are_those_of_the_cell() -> None:
    before = table(cell("fuel", 1000, 400)).with_columns(kg_spend_based=pl.lit(None, dtype=SUMMED["kg_spend_based"]))
    after = table(cell("fuel", 1000, 200, covered=1000, by_money=400))
    assert kilograms(before, after) == kg(200)


AMOUNTS = st.tuples(st.integers(-50, 900), st.integers(0, 900_000), st.integers(0, 100), st.integers(0, 900_000))


@st.composite
def cells(draw) -> pl.DataFrame:
    names = st.tuples(st.sampled_from(["food", "fuel"]), st.sampled_from("XY"), st.booleans())
    made = []
    for (category, supplier, measured), (money, grams, share, by_money) in draw(
        st.dictionaries(names, AMOUNTS, max_size=6)
    ).items():
        covered = Decimal(money * share) / 100 if measured else 0
        by = Decimal(by_money) / 1000 if covered else None
        made.append(cell(category, money, Decimal(grams) / 1000, supplier=supplier, covered=covered, by_money=by))
    return table(*made)


@settings(max_examples=40, deadline=None)
@given(cells(), cells())
def test_money_stays_in_every_line_and_the_same_coverage_moves_nothing(before, after) -> None:
    found = at_coverage_of(before, after)
    money = ("reporting_amount", "real_amount")
    lines = ["supplier", "category"]
    held = [
        one.group_by(lines).agg(pl.sum(*money)).filter(pl.any_horizontal(pl.col(*money) != 0)).sort(lines)
        for one in (found, before)
    ]
    assert held[0].equals(held[1])
    same = at_coverage_of(before, before)
    kept = before.filter(pl.any_horizontal(pl.col(name) != 0 for name in SUMMED))
    assert same.equals(kept.group_by(KEYS).agg(pl.sum(*SUMMED)).sort(KEYS, nulls_last=True).select(HELD))


def test_the_sides_take_the_step_after_the_boundary() -> None:
    before = table(cell("fuel", 1000, 500))
    restated = table(cell("fuel", 1000, 400))
    after = table(cell("fuel", 1000, 200, covered=1000, by_money=400))
    sides = sides_of(before, restated, restated, restated, after)
    assert sides.boundary["kg_co2e"].sum() == kg(400)
    assert sides.restated["kg_co2e"].sum() == kg(200)
