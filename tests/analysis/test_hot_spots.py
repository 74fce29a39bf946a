"""Hot spots: worked by hand, and laws that hold for any footprint."""

from __future__ import annotations

import math
from decimal import Decimal

import polars as pl
import pytest
from footprint_rows import TAXONOMY, WIDTHS, counted, frame, ledgers
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint import project
from procurement_footprint.analysis.cells import cells
from procurement_footprint.analysis.hot_spots import found, reach, stages
from procurement_footprint.analysis.hot_spots.found import HotSpots, Search
from procurement_footprint.analysis.hot_spots.stages import KG_PLACES, KG_STAGES
from procurement_footprint.footprint import basis
from procurement_footprint.footprint import stages as footprint_stages
from procurement_footprint.footprint.stages import DIVISION
from procurement_footprint.mapping.levers import Levers, Sensible
from procurement_footprint.mapping.rule_files import Reviewed

MEASURED = ("activity", "supplier_specific")
SENSIBLE = {
    "food-meat": Sensible("food", ("materials", "quantity", "product_choice"), "pcf", "assumption: test."),
    "food-other": Sensible("food", ("supplier_energy", "fuel_use"), "pcf", "assumption: test."),
    "buildings-new": Sensible("buildings", ("supplier_operations", "supplier_energy"), "epd", "assumption: test."),
}
LEVERS = Levers("test", {}, SENSIBLE, Reviewed("test", "2026-11-29"), "")
SHARES = [
    ("food-meat", 2023, 0.05, 0.015, 0.425, 0.51, 0.35, 0.31, 0.34),
    ("buildings-new", 2023, 0.122, 0.009, 0.264, 0.605, 0.37, 0.23, 0.40),
]
DIVIDED = pl.DataFrame(SHARES, DIVISION, orient="row")
# food of two suppliers for two departments, a building, and a car whose fuel is measured
PURCHASES = [
    counted("1000.00", "40.000", factor_year=2023, evidence="account"),
    counted("2000.00", "80.001", factor_year=2023, evidence="account", department="Vård", department_id="0220"),
    counted("3000.00", "60.000", factor_year=2023, evidence="cpv", supplier="Mat AB", supplier_id="556600-0001"),
    counted("9000.00", "100.000", factor_year=2023, evidence="supplier", category="buildings-new", supplier="Bygg AB",
            supplier_id="556600-0002"),
    counted("500.00", "50.000", category="food-other", evidence="activity", activity="a.csv:2", supplier="Mack AB",
            supplier_id="556600-0003", kg_scope_1=Decimal("35.000"), kg_spend_based=Decimal("10.000"),
            covered_amount=Decimal("500.00")),
    counted("100.00", "4.000", factor_year=2023, supplier="Anna Svensson", supplier_id="850101-1234",
            sole_trader=True),
    counted("200.00", "8.000", factor_year=2023, supplier="Karl Ek", supplier_id="790101-1234", sole_trader=True),
]  # fmt: skip


def of(rows, before=None, search: Search | None = None, division: pl.DataFrame | None = DIVIDED) -> HotSpots:
    held = stages.divided(cells(frame(rows), TAXONOMY), division, MEASURED)
    earlier = None if before is None else cells(frame(before), TAXONOMY)
    return found.found(held, WIDTHS, LEVERS, ("food-fuel",), earlier, search or Search())


@pytest.fixture(scope="module")
def worked() -> HotSpots:
    return of(PURCHASES)


def test_lines_stand_in_the_order_of_their_kilograms_with_shares_by_hand(worked: HotSpots) -> None:
    lines = worked.lines
    named = lines.select(pl.coalesce("supplier", "pooled"), "department", "kg_co2e")
    assert named.rows() == [
        ("Bygg AB", "Skola", Decimal("100.000")),
        ("Livs AB", "Vård", Decimal("80.001")),
        ("Mat AB", "Skola", Decimal("60.000")),
        ("Mack AB", "Skola", Decimal("50.000")),
        ("Livs AB", "Skola", Decimal("40.000")),
        ("sole_traders", "Skola", Decimal("12.000")),
    ]
    assert worked.kg_co2e == Decimal("342.001")
    assert worked.amount == Decimal("15800.00")
    assert lines["running_share"].to_list() == pytest.approx(
        [total / 342.001 for total in (100, 180.001, 240.001, 290.001, 330.001, 342.001)]
    )
    assert lines["grams_per_unit"][2] == pytest.approx(20.0)
    assert lines["category_grams_per_unit"][2] == pytest.approx(192.001 * 1000 / 6300)
    assert lines["three_largest"][2] == pytest.approx(180.001 / 192.001)  # persons are in the whole, not in the three


def test_the_stages_of_a_line_by_hand(worked: HotSpots) -> None:
    food = worked.lines.row(1, named=True)
    # 80.001 kg: 4.00005, 1.200015, 34.000425, 40.80051; rounded running sums 4.000, 5.200, 39.200, 80.001
    assert [food[name] for name in KG_STAGES] == [
        Decimal(one) for one in ("0.000", "4.000", "1.200", "34.000", "40.801", "0.000")
    ]
    measured = worked.lines.row(3, named=True)
    assert (measured["kg_burnt"], measured["kg_undivided"]) == (Decimal("35.000"), Decimal("15.000"))
    assert measured["kg_unplaced"] == Decimal("50.000")


def test_levers_reach_what_they_should_and_ten_per_cent_of_it_is_the_gain(worked: HotSpots) -> None:
    said = {(row["category"], row["lever"]): row for row in worked.levers.iter_rows(named=True)}
    assert said.keys() == {
        ("food-meat", "materials"), ("food-meat", "quantity"), ("food-meat", "product_choice"),
        ("food-other", "fuel_use"), ("buildings-new", "supplier_operations"), ("buildings-new", "supplier_energy"),
    }  # fmt: skip
    assert said["food-meat", "quantity"]["kg_reached"] == Decimal("192.001")
    assert said["food-other", "fuel_use"]["kg_reached"] == Decimal("35.000")
    assert said["buildings-new", "supplier_operations"]["kg_reached"] == Decimal("12.200")
    assert said["buildings-new", "supplier_operations"]["kg_gain"] == Decimal("1.220")
    assert said["buildings-new", "supplier_operations"]["share_of_kg"] == pytest.approx(1.22 / 342.001)
    materials = said["food-meat", "materials"]["kg_reached"]
    assert abs(materials - Decimal("192.001") * Decimal("0.935")) <= Decimal("0.008")  # a gram for each line and stage
    whole = said["food-meat", "quantity"]
    low, high = worked.categories.filter(category="food-meat").select("kg_co2e_low", "kg_co2e_high").row(0)
    assert (float(whole["kg_gain_low"]), float(whole["kg_gain_high"])) == pytest.approx(
        (float(low) / 10, float(high) / 10), abs=1e-3
    )


def test_the_requirements_of_hot_spots_are_those_of_the_first_lines(worked: HotSpots) -> None:
    two = of(PURCHASES, search=Search(top=2)).requirements
    assert two["place"].to_list() == [1, 1, 2, 2, 2]
    assert two["lever"].to_list() == [
        "supplier_operations",
        "supplier_energy",
        "materials",
        "quantity",
        "product_choice",
    ]
    assert two.equals(worked.requirements.head(5))


def test_a_line_is_compared_with_the_first_that_is_not_among_the_largest(worked: HotSpots) -> None:
    few = of(PURCHASES, search=Search(top=3)).lines
    assert few["above_rest"].null_count() == 3
    assert few["above_rest"][2] == few["above_next"][2]
    assert few["above_rest"][0] >= 0.5
    assert worked.lines["above_rest"].null_count() == 6  # all lines are among the 20 largest


def test_the_trend_is_that_of_the_same_numbers_whatever_the_names() -> None:
    before = [
        counted("800.00", "32.000", factor_year=2022, supplier="LIVS I NORR AB"),
        counted("50.00", "-2.000", factor_year=2022, category="buildings-new", supplier_id="556600-0002"),
        counted("10.00", "6.000", factor_year=2022, supplier="Per Person", supplier_id="700101-1234", sole_trader=True),
    ]
    lines = of(PURCHASES, before).lines
    changes = dict(zip(lines["kg_co2e"].cast(pl.String), lines["change"], strict=True))
    assert changes.pop("40.000") == pytest.approx(0.25)
    assert changes.pop("12.000") == pytest.approx(1.0)  # natural persons are one line in both
    assert set(changes.values()) == {None}
    assert lines.filter(category="buildings-new")["kg_before"].to_list() == [Decimal("-2.000")]


def test_suppliers_are_asked_by_their_spread_and_share_all_of_the_variance(worked: HotSpots) -> None:
    asked = worked.asked
    assert set(asked["supplier"]) == {"Bygg AB", "Livs AB", "Mat AB", "Mack AB"}  # nobody asks a pool
    # Bygg AB by hand: product 0.2441, a year carried over 0.0123, evidence supplier 0.02, level 0.0111, of one piece
    spread = 100 * math.sqrt(math.exp(0.2441 + 0.0123 + 0.02 + 0.0111) - 1)
    bygg = asked.row(by_predicate=pl.col("supplier") == "Bygg AB", named=True)
    assert float(bygg["kg_spread"]) == pytest.approx(spread, rel=1e-5)
    assert bygg["relative_spread"] == pytest.approx(spread / 100, rel=1e-5)
    assert (bygg["category"], bygg["categories"], bygg["departments"]) == ("buildings-new", 1, 1)
    livs = asked.row(by_predicate=pl.col("supplier") == "Livs AB", named=True)
    assert (livs["rows"], livs["kg_co2e"], livs["departments"]) == (2, Decimal("120.001"), 2)
    assert asked["kg_spread"].to_list() == sorted(asked["kg_spread"], reverse=True)
    everyone = of([row for row in PURCHASES if not row["sole_trader"]]).asked
    assert everyone["share_of_variance"].sum() == pytest.approx(1.0, abs=1e-5)


def test_without_a_source_nothing_is_divided_and_suppliers_levers_reach_nothing() -> None:
    found = of(PURCHASES, division=None)
    assert found.categories["kg_undivided"].sum() == Decimal("307.001")
    assert set(found.levers["lever"]) == {"quantity", "product_choice", "fuel_use"}


def test_the_shares_of_the_method_by_hand() -> None:
    """METHOD.md, Hot spots and levers: 10,000 kg of property_management, vintage 2023."""
    known = basis.load(project.Project())
    chain = footprint_stages.chain_of(known)
    assert chain is not None
    shares = footprint_stages.division(chain, known.crosswalk.table, known.factors, known.capital_goods)
    rows = [counted("1.00", "10000.000", factor_year=2023, category="property_management")]
    tree = known.mappings.taxonomy.table
    held = stages.divided(cells(frame(rows), tree), shares, MEASURED)
    line = held.row(0, named=True)
    expected = ("0.000", "1359.319", "728.422", "1239.341", "6672.918", "0.000")
    assert [line[name] for name in KG_STAGES] == [Decimal(one) for one in expected]
    sensible = {"property_management": Sensible("", ("materials",), "pcf", "")}
    reached = reach.reached(held, sensible, ())
    assert reached["kg_co2e"].to_list() == [Decimal("7912.259")]
    capital = shares.filter(category="new_buildings", factor_year=2023).row(0, named=True)
    assert capital["supplier_energy"] == pytest.approx(0.008717, abs=1e-6)  # as final buyers buy it


def test_every_category_and_vintage_of_the_shipped_set_is_divided_in_full() -> None:
    known = basis.load(project.Project())
    chain = footprint_stages.chain_of(known)
    assert chain is not None
    shares = footprint_stages.division(chain, known.crosswalk.table, known.factors, known.capital_goods)
    for names in (footprint_stages.STAGES, footprint_stages.PLACES):
        sums = shares.select(pl.sum_horizontal(names)).to_series()
        assert sums.to_list() == pytest.approx([1.0] * len(sums), abs=1e-9)
    assert set(shares["category"]) == known.mappings.taxonomy.categories.keys()


counted_ledgers = ledgers.filter(lambda rows: any(row["status"] == "counted" for row in rows))


@settings(max_examples=15)
@given(rows=counted_ledgers, year=st.sampled_from([2023, None]))
def test_everything_adds_up_to_the_footprint_to_the_gram(rows, year: int | None) -> None:
    rows = [{**row, "factor_year": year} for row in rows]
    found = of(rows)
    counted_rows = [row for row in rows if row["status"] == "counted"]
    kilograms = sum((row["kg_co2e"] for row in counted_rows), Decimal(0))
    amount = sum((row["reporting_amount"] for row in counted_rows), Decimal(0))
    assert (found.kg_co2e, found.amount) == (kilograms, amount)
    for table in (found.lines, found.categories, found.suppliers, found.departments):
        assert table["kg_co2e"].sum() == kilograms
        assert table["reporting_amount"].sum() == amount
        assert table["rows"].sum() == len(counted_rows)
        for parts in (KG_STAGES, KG_PLACES):
            assert table.filter(pl.sum_horizontal(parts) != pl.col("kg_co2e")).is_empty()
        assert table["kg_co2e"].to_list() == sorted(table["kg_co2e"], reverse=True)
        if kilograms:
            assert table["running_share"][-1] == pytest.approx(1.0)
            # a share of what nearly cancels is large, and so are the last bits of its sum
            assert table["share_of_kg"].sum() == pytest.approx(1.0, abs=1e-9 * (1 + table["share_of_kg"].abs().sum()))


@settings(max_examples=8)
@given(rows=counted_ledgers, per_cent=st.decimals("0.5", "50", places=1))
def test_what_a_requirement_gives_is_linear(rows, per_cent: Decimal) -> None:
    rows = [{**row, "factor_year": 2023} for row in rows]
    once, twice = (of(rows, search=Search(per_cent=factor * per_cent)) for factor in (1, 2))
    for name in ("requirements", "levers", "by_lever"):
        first, second = getattr(once, name), getattr(twice, name)
        assert first.drop("kg_gain", "kg_gain_low", "kg_gain_high", "share_of_kg").equals(
            second.drop("kg_gain", "kg_gain_low", "kg_gain_high", "share_of_kg")
        )
        for row, double in zip(first.iter_rows(named=True), second.iter_rows(named=True), strict=True):
            assert abs(double["kg_gain"] - 2 * row["kg_gain"]) <= Decimal("0.002")
            assert float(row["kg_gain"]) == pytest.approx(float(row["kg_reached"] * per_cent) / 100, abs=1e-3)
            assert float(double["kg_gain_high"]) == pytest.approx(2 * float(row["kg_gain_high"]), rel=1e-4, abs=2e-3)


@settings(max_examples=6)
@given(rows=counted_ledgers, order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, order) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)
    one, other = of(rows), of(shuffled)
    for name, table in one.frames.items():
        assert table.equals(other.frames[name]), name
