"""The cells of a footprint add up to it, and a selection takes the part of them that is meant."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from procurement_footprint import project
from procurement_footprint.analysis.cells import CELLS, KEYS, SUMS, cells, together
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.footprint import finished
from procurement_footprint.footprint.finished import Finished

GROUPS = {"food": ("food-meat",), "energy": ("electricity",)}


@pytest.fixture(scope="module")
def town(small_town: Path) -> Finished:
    return finished.opened(small_town / "footprint", project.load(small_town))


@pytest.fixture(scope="module")
def held(town: Finished) -> pl.DataFrame:
    return cells(town.rows, town.basis.mappings.taxonomy.table)


def test_cells_add_up_to_the_footprint(town: Finished, held: pl.DataFrame) -> None:
    counted = town.rows.filter(pl.col("status") == "counted").collect()
    totals = town.manifest["totals"]
    assert held.columns == list(CELLS)
    assert str(held["kg_co2e"].sum()) == totals["kg_co2e"]
    assert str(held["reporting_amount"].sum()) == totals["amount"]["counted"]
    assert held["rows"].sum() == totals["rows"]["counted"] == counted.height
    assert held["kg_spend_based"].sum() == held["kg_co2e"].sum()
    assert not held.select(KEYS).is_duplicated().any()
    assert held["group"].null_count() == 0


def test_natural_persons_are_one_pooled_supplier(town: Finished, held: pl.DataFrame) -> None:
    people = town.rows.filter(pl.col("sole_trader") & (pl.col("status") == "counted")).collect()
    pooled = held.filter(pooled="sole_traders")
    assert people.height
    assert pooled["rows"].sum() == people.height
    assert pooled["supplier"].null_count() == pooled.height


def test_cells_in_any_order_are_the_same_cells(held: pl.DataFrame) -> None:
    assert together(held.sample(fraction=1.0, shuffle=True, seed=1)).equals(held)
    assert together(pl.concat([held, held]))["kg_co2e"].sum() == 2 * held["kg_co2e"].sum()


def test_a_selection_takes_what_it_names(held: pl.DataFrame) -> None:
    name = held["department"].drop_nulls()[0]
    supplier, number = held.select("supplier", "supplier_id").drop_nulls().row(0)
    some = held.filter(department=name)
    assert held.filter(Selection(departments=(name,)).holds()).equals(some)
    for called in (supplier, number):
        assert held.filter(Selection(suppliers=(called,)).holds()).equals(held.filter(supplier_id=number))
    both = Selection(departments=(name,), categories=(some["category"][0],))
    assert held.filter(both.holds()).equals(some.filter(category=some["category"][0]))
    assert held.filter(Selection().holds()).equals(held)
    many = pl.concat([held] * (60_000 // held.height + 1))
    assert many.filter(Selection().holds()).height == many.height > 50_000
    assert list(SUMS) == held.columns[-len(SUMS) :]


def test_a_selection_names_its_strangers(held: pl.DataFrame) -> None:
    meant = Selection(
        categories=("food-meat", "no-such"), groups=("nowhere",), departments=("Nobody",), suppliers=("None AB",)
    )
    assert meant.strangers(held, GROUPS) == ("Nobody", "None AB", "no-such", "nowhere")
    assert Selection(groups=("food",), entities=(held["organisation"][0],)).strangers(held, GROUPS) == ()


def test_a_selection_of_nothing_holds_for_many_cells() -> None:
    # polars splits long frames, and cannot split several conditions that are all a single `true`
    assert pl.DataFrame({"category": ["food"] * 100_000}).filter(Selection().holds()).height == 100_000
