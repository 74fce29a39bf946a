"""The laws of a plan: it adds up to the gram, never takes more than there is, and does not care for the order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from plans import BASE, DEPARTMENTS, cell, cells, measure, planned, some_cells, some_measures

from procurement_footprint.analysis.abatement.acted import acted

FEW = settings(max_examples=20)


@FEW
@given(some_cells, some_measures)
def test_all_tables_add_up_to_the_same_grams(held: pl.DataFrame, measures) -> None:
    found = planned(held, *measures)
    lowered = found.whole.kg_lowered
    assert found.attribution["kg_lowered"].sum() == lowered
    assert (found.measures["kg_lowered"].sum() or 0) == lowered
    for table in (found.departments, found.suppliers, found.categories):
        assert table["kg_co2e"].sum() == held["kg_co2e"].sum()
        assert table["kg_lowered"].sum() == lowered
        assert table.filter(pl.col("kg_co2e") - pl.col("kg_lowered") != pl.col("kg_left")).is_empty()
    assert (found.years["kg_without"] - found.years["kg_lowered"]).equals(found.years["kg_with"])
    assert found.course["kg_lowered"].sum() == found.years["kg_lowered"].sum() == found.whole.kg_total


@FEW
@given(some_cells, some_measures)
def test_no_cell_gives_more_than_it_holds(held: pl.DataFrame, measures) -> None:
    known = acted(held, measures)
    sums = known.lowered(range(len(measures))).group_by("cell").agg(less=pl.sum("grams"))
    both = sums.join(known.cells, on="cell")
    assert both.filter(pl.col("less").abs() > pl.col("grams").abs()).is_empty()
    assert both.filter(pl.col("less") * pl.col("grams").sign() < 0).is_empty()


@FEW
@given(some_cells, some_measures)
def test_the_order_of_measures_and_cells_does_not_matter(held: pl.DataFrame, measures) -> None:
    one, other = planned(held, *measures), planned(held.reverse(), *measures[::-1])
    for name, frame in one.frames.items():
        assert frame.equals(other.frames[name]), name
    assert one.whole == other.whole


@FEW
@given(some_cells, some_measures)
def test_a_measure_by_itself_is_its_effect_of_each_cell(held: pl.DataFrame, measures) -> None:
    only = measures[0]
    known = acted(held, [only])
    grams = known.cells.filter(only.acts_on.holds())["grams"]
    expected = sum(round(one * float(only.effect.size / 100)) for one in grams)
    assert known.lowered({0})["grams"].sum() == expected
    found = planned(held, only)
    if found.whole.kg_lowered > 0:
        row = found.measures.row(0, named=True)
        assert row["kg_alone"] == row["kg_lowered"] == found.whole.kg_lowered == Decimal(expected).scaleb(-3)
        assert row["kg_total_alone"] == row["kg_total"] == found.whole.kg_total


def test_two_measures_that_take_all_do_not_take_it_twice() -> None:
    held = cells(*(cell("0.001", supplier=f"S{number}") for number in range(7)))
    found = planned(held, measure("a", "100"), measure("b", "100", "volume"))
    assert found.whole.kg_lowered == Decimal("0.007")
    assert found.departments["kg_left"].to_list() == [Decimal("0.000")]


def test_kilograms_a_year_are_a_share_of_what_is_there() -> None:
    held = cells(cell("3000.000"), cell("1000.000", department=DEPARTMENTS[1]))
    found = planned(held, measure("a", "1000", "kg_per_year"), measure("b", "50"))
    assert found.measures.sort("measure")["kg_alone"].to_list() == [Decimal(1000), Decimal(2000)]
    assert found.whole.kg_lowered == Decimal(2500)  # 4000 × (1 − 0.75 × 0.5)
    assert found.departments["kg_lowered"].to_list() == [Decimal(1875), Decimal(625)]


def test_a_measure_works_from_its_start_to_the_end_of_its_life() -> None:
    found = planned(cells(cell("1000.000")), measure("a", "40", ramp=2, lifetime=3), until=BASE + 5)
    assert found.years["kg_lowered"].to_list() == [Decimal(one) for one in (0, 200, 400, 400, 0, 0)]
    assert found.years["investment"].to_list() == [Decimal(one) for one in (0, 40000, 0, 0, 0, 0)]
    assert found.whole.kg_total == Decimal(1000)
    assert planned(cells(cell("1000.000")), measure("a", "40"), until=BASE + 1).whole.kg_total == Decimal(1600)


def test_a_footprint_that_grows_is_lowered_by_more() -> None:
    found = planned(cells(cell("1000.000")), measure("a", "10", lifetime=2), growth=10.0)
    assert found.years["kg_without"].to_list() == [Decimal(1000), Decimal(1100), Decimal(1210)]
    assert found.years["kg_lowered"].to_list() == [Decimal(0), Decimal(110), Decimal(121)]
    assert found.whole.kg_lowered == Decimal(100)


def test_measures_that_exclude_each_other_are_not_both_taken() -> None:
    weak, strong = measure("weak", "10", excludes=("strong",)), measure("strong", "30")
    follower = measure("follower", "50", categories=("fuel",), needs=("weak",))
    held = cells(cell("1000.000"), cell("100.000", "fuel"))
    assert planned(held, weak, strong).measures["taken"].to_list() == [True, False]
    found = planned(held, weak, strong, follower)
    assert found.measures.filter("taken")["measure"].to_list() == ["strong"]  # 300 kg; weak and follower: 150 kg
    more = planned(cells(cell("1000.000"), cell("1000.000", "fuel")), weak, strong, follower)
    assert set(more.measures.filter("taken")["measure"]) == {"weak", "follower"}
    assert more.measures.filter(~pl.col("taken"))["kg_lowered"].to_list() == [None]


def test_what_is_bought_where_nothing_acts_stays() -> None:
    found = planned(cells(cell("1000.000"), cell("500.000", "fuel", "Care", None)), measure("a", "10"))
    assert found.suppliers.select("supplier", "pooled", "kg_lowered", "kg_left").rows() == [
        ("Livs AB", None, Decimal(100), Decimal(900)),
        (None, "sole_traders", Decimal(0), Decimal(500)),
    ]
    assert found.curve.select("kg_from", "kg_to").rows() == [(Decimal(0), Decimal(100))]


def test_the_curve_goes_from_the_cheapest_tonne_to_the_dearest() -> None:
    held = cells(cell("1000.000"), cell("1000.000", "fuel"), cell("1000.000", "it"))
    dear = measure("dear", "10", investment=Decimal(90000))
    saves = measure("saves", "10", categories=("fuel",), investment=Decimal(0), yearly=Decimal(-500))
    found = planned(held, dear, saves, replace(dear, name="middle", investment=Decimal(9000), acts_on=saves.acts_on))
    assert found.curve["measure"].to_list() == ["saves", "middle", "dear"]
    assert found.curve["kg_from"].to_list()[1:] == found.curve["kg_to"].to_list()[:-1]
    areas = sum(mass / 1000 * price for mass, price in found.curve.select("kg_per_year", "per_tonne").iter_rows())
    assert abs(areas - found.whole.annual_cost) < 1
