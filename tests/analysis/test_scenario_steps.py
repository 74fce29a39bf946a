"""Each kind of step by hand, and against runs of ledgers in which the purchases were made that way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import activity_project as made
import polars as pl
import pytest
from conftest import ROOT
from scenarios import LEDGER, OTHER, Tried, kilograms, money, with_other_set

from procurement_footprint.footprint import other_factors
from procurement_footprint.problems import Refused

POWER = 0.023205861535433428  # kg per kWh in Sweden, 2023
LESS_FOOD = "- volume: -20 %\n  of: {categories: [food]}\n"
NO_FOOD = "- volume: -100 %\n  of: {groups: [food_meals]}\n"
TO_MEALS = "- move: 30 %\n  of: {categories: [food], departments: [Skola]}\n  to: meals\n"
EPD = """\
epd,product,unit,gwp_a1_a3,programme,valid_until
S-P-1,Havregryn,tonne,900,EPD International,2027-01-01
S-P-0,Havregryn,tonne,950,EPD International,2023-12-31
"""
ELECTRIC = """\
- electrify: 50 %
  of: {categories: [diesel]}
  to: vehicle_electricity
  kwh_per_unit: 3
  source: the vehicle group, 2026
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return with_other_set(Tried(tmp_path_factory.mktemp("tried")))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """The same with litres of diesel on 33,000 of its kronor."""
    header = "period,category,quantity,unit,factor,covered,source\n"
    fuel = f"{header}2024,diesel,2000,litre,ipcc-fuels/diesel,33000,invoices\n"
    folder = tmp_path_factory.mktemp("measured")
    return with_other_set(Tried(folder, fuel__csv=fuel, factors__epd__csv=EPD))


def total_of_run(folder: Path, ledger: str, **files: str) -> Decimal:
    made.write(folder, ledger, **files)
    return Decimal(made.run(folder).manifest["totals"]["kg_co2e"])


def test_a_fifth_less_is_a_fifth_less_of_money_and_kilograms(town: Tried) -> None:
    found = town.scenario(LESS_FOOD)
    assert money(town.cells, category="food") == "60000.00"
    assert kilograms(town.cells, category="food") == "2201.976"
    assert money(found.cells, category="food") == "48000.00"
    assert kilograms(found.cells, category="food") == "1761.581"  # 0.8 × 2201.976 = 1761.5808
    assert found.cells.filter(pl.col("category") != "food").equals(town.cells.filter(pl.col("category") != "food"))
    line = found.steps.row(0, named=True)
    assert str(line["kg_change"]) == "-440.395"
    assert str(line["amount_change"]) == "-12000.00"


def test_buying_nothing_is_a_ledger_without_it(town: Tried, tmp_path: Path) -> None:
    left = "".join(line for line in LEDGER.splitlines(keepends=True) if ";641" not in line)
    assert town.scenario(NO_FOOD).cells["kg_co2e"].sum() == total_of_run(tmp_path, left)


def test_money_that_moves_takes_the_factor_of_the_other_category(town: Tried) -> None:
    found = town.scenario(TO_MEALS)
    # 30 % of 20,000.00 SEK; 6,000.00 SEK × 0.0231852708 kg per SEK (METHOD.md, a worked example) = 139.112 kg
    assert money(found.cells, category="food", department="Skola") == "14000.00"
    assert kilograms(found.cells, category="food", department="Skola") == "513.794"  # 733.992 − 220.198
    assert money(found.cells, category="meals") == "15500.00"  # 9,500.00 + 6,000.00
    assert kilograms(found.cells, category="meals") == "359.372"  # 220.260 + 139.112
    assert kilograms(found.cells, department="Omsorg") == "1467.984"
    assert str(found.steps["amount_change"][0]) == "0.00"


def test_moving_everything_is_a_ledger_booked_the_other_way(town: Tried, tmp_path: Path) -> None:
    booked = LEDGER.replace("65410;Datorer", "64115;Kost, köp av färdiga måltider")
    found = town.scenario("- move: 100 %\n  of: {categories: [computers]}\n  to: meals\n")
    assert found.cells["kg_co2e"].sum() == total_of_run(tmp_path, booked)
    assert found.cells["rows"].sum() == town.cells["rows"].sum()


def test_a_suppliers_footprint_is_a_line_of_activity_data(town: Tried, tmp_path: Path) -> None:
    of = "  of: {suppliers: [599100-0038], categories: [food]}\n"
    said = f"- supplier_pcf: 12.5 g\n{of}  unit: SEK\n  covers: 60 %\n  source: Livs AB, 2025\n"
    line = "period,supplier,category,unit,factor,covered,source\n2024,599100-0038,food,SEK,12.5 g,36000,Livs AB\n"
    found = town.scenario(said)
    computed = total_of_run(tmp_path, LEDGER, food__csv=line)
    assert abs(found.cells["kg_co2e"].sum() - computed) <= Decimal(
        "0.002"
    )  # what is not covered is rounded by row there
    known = found.cells.filter(evidence="supplier_specific")
    assert str(known["kg_co2e"].sum()) == "450.000"  # 36,000.00 SEK × 12.5 g
    assert str(known["covered_amount"].sum()) == "36000.00"
    assert set(known["quality"]) == {"B"}
    assert str(found.steps["amount_change"][0]) == "0.00"


def test_a_product_footprint_per_kilogram_is_shared_out_over_the_money(town: Tried) -> None:
    said = "- supplier_pcf: 0.9\n  of: {categories: [food]}\n  unit: kg\n  quantity: 1000\n  source: an EPD\n"
    cells = town.scenario(said).cells.filter(category="food")
    assert cells.sort("kg_co2e")["kg_co2e"].to_list() == [Decimal("300.000"), Decimal("600.000")]


def test_a_declaration_of_the_projects_own_is_read_as_activity_data_read_it(measured: Tried) -> None:
    said = "- supplier_pcf: epd.csv#S-P-1\n  of: {categories: [food]}\n  unit: kg\n  quantity: 1000\n  source: EPD\n"
    known = measured.scenario(said).cells.filter(category="food")
    assert str(known["kg_co2e"].sum()) == "900.000"
    assert set(known.select("evidence", "quality").iter_rows()) == {("supplier_specific", "B")}
    with pytest.raises(Refused) as refused:
        measured.scenario(said.replace("S-P-1", "S-P-0"))
    assert str(refused.value) == (
        "scenario.yaml:3, supplier_pcf: this was valid until 2023-12-31\n    epd.csv#S-P-0\n"
        "    fix: ask the supplier for a new one"
    )


def test_an_intensity_in_prices_of_another_year_is_deflated(town: Tried) -> None:
    said = "- supplier_pcf: 10 g\n  of: {categories: [food]}\n  unit: SEK\n  price_year: 2023\n  source: s\n"
    deflator = town.known.start.basis.index.deflator(2024, 2023)
    found = town.scenario(said).cells.filter(category="food")["kg_co2e"].sum()
    assert float(found) == pytest.approx(60_000 * deflator * 0.010, abs=0.0006)


@pytest.mark.parametrize(
    ("how", "kwh", "spent"),
    [
        ("quantity: 3000\n  price_per_kwh: 1.5", 4500, "6750.00"),
        ("price: 16.50\n  price_per_kwh: 1,5", 4500, "6750.00"),
        ("quantity: 2000", 3000, "24750.00"),  # no price: the same money
    ],
)
def test_electricity_takes_the_place_of_half_the_fuel(town: Tried, how: str, kwh: int, spent: str) -> None:
    found = town.scenario(f"{ELECTRIC}  {how}\n")
    assert money(found.cells, category="diesel") == "24750.00"
    assert kilograms(found.cells, category="diesel") == "1091.409"
    power = found.cells.row(by_predicate=pl.col("category") == "vehicle_electricity", named=True)
    assert str(power["reporting_amount"]) == str(power["covered_amount"]) == spent
    assert float(power["kg_co2e"]) == round(kwh * POWER, 3)
    assert (power["evidence"], power["quality"], power["pooled"]) == ("activity", "E", "no_supplier")


def test_where_the_fire_is_known_litres_follow_from_it(measured: Tried) -> None:
    """2,000 litres on 33,000 of 49,500 SEK are 3,000 litres on all of it; half of the fire goes too."""
    found = measured.scenario(f"{ELECTRIC}  fuel: ipcc-fuels/diesel\n")
    power = found.cells.filter(category="vehicle_electricity")
    assert float(power["kg_co2e"].sum()) == round(3000 * 0.5 * 3 * POWER, 3)
    burnt = [one.filter(category="diesel")["kg_scope_1"].sum() for one in (measured.cells, found.cells)]
    assert burnt == [Decimal("5417.474"), Decimal("2708.737")]


def test_another_factor_set_is_what_a_run_with_it_says(town: Tried) -> None:
    found = town.scenario(f"- factors: {OTHER}\n")
    basis = town.known.start.basis
    rows, other = town.opened.footprint.rows, basis.with_factors(town.known.factors(OTHER))
    computed = other_factors.on_footprint(rows, basis, other)["after"].sum()
    assert abs(found.cells["kg_co2e"].sum() - computed) <= Decimal("0.003")  # every row is rounded there
    assert computed < town.cells["kg_co2e"].sum() * 4 / 5
    total = found.change.total.row(0, named=True)
    assert total["method"] == total["kg_change"] == found.steps["kg_change"][0]
    assert total["volume"] == total["mix"] == total["intensity"] == 0


def test_what_was_measured_keeps_its_kilograms_with_another_set(measured: Tried) -> None:
    found = measured.scenario(f"- factors: {OTHER}\n")
    assert kilograms(found.cells, evidence="activity") == kilograms(measured.cells, evidence="activity") != "0.000"
    assert kilograms(found.cells, category="food") != kilograms(measured.cells, category="food")


def test_money_that_moves_after_another_set_takes_its_factor(town: Tried) -> None:
    first, last = town.scenario(f"- factors: {OTHER}\n{TO_MEALS}"), town.scenario(f"{TO_MEALS}- factors: {OTHER}\n")
    assert abs(first.cells["kg_co2e"].sum() - last.cells["kg_co2e"].sum()) <= Decimal("0.002")
    for one in (first, last):
        total = one.change.total.row(0, named=True)
        assert total["method"] == total["kg_restated"] - total["kg_before"] != 0
        assert total["mix"] > 0  # meals, half food and half kitchen, weigh more than food in this set


def test_where_amounts_include_vat_money_that_moves_is_netted(town: Tried) -> None:
    start = town.known.start
    gross = replace(start, basis=start.basis.including_vat())
    plain, netted = (one.by_money(town.cells, "meals", "here")["kg_co2e"].sum() for one in (start, gross))
    assert float(netted) == pytest.approx(float(plain) / 1.12, abs=0.01)
    in_2026 = town.cells.with_columns(year=pl.lit(2026, pl.Int32))  # food bears 12 %, and 6 % from April
    sums = [replace(one, cells=in_2026).by_money(in_2026, "food", "here")["kg_co2e"].sum() for one in (start, gross)]
    assert float(sums[1]) == pytest.approx(float(sums[0]) / 1.06, abs=0.01)


def test_steps_are_taken_in_their_order(town: Tried) -> None:
    move = "- move: 50 %\n  of: {categories: [food]}\n  to: meals\n"
    stop = "- volume: -100 %\n  of: {categories: [meals]}\n"
    first, last = town.scenario(move + stop), town.scenario(stop + move)
    assert money(first.cells, category="meals") == "0.00"
    assert money(last.cells, category="meals") == "30000.00"
    assert money(first.cells, category="food") == money(last.cells, category="food") == "30000.00"


def test_steps_and_tables_add_up_to_the_whole(town: Tried) -> None:
    found = town.scenario(LESS_FOOD + TO_MEALS + f"{ELECTRIC}  quantity: 3000\n" + f"- factors: {OTHER}\n")
    steps, total = found.steps, found.change.total.row(0, named=True)
    assert steps["kg_after"].to_list()[:-1] == steps["kg_before"].to_list()[1:]
    assert steps["kg_change"].sum() == total["kg_change"] == found.cells["kg_co2e"].sum() - town.cells["kg_co2e"].sum()
    assert steps["amount_change"].sum() == total["amount_change"]
    assert total["volume"] + total["mix"] + total["intensity"] + total["method"] == total["kg_change"]
    for name in ("categories", "departments", "suppliers"):
        table = getattr(found.change, name)
        assert table["kg_change"].sum() == total["kg_change"]
        assert table["amount_change"].sum() == total["amount_change"]


def test_the_range_of_a_fifth_less_is_a_fifth_of_the_range(town: Tried) -> None:
    fifth = town.scenario(LESS_FOOD).steps.row(0, named=True)
    all_of_it = town.scenario(LESS_FOOD.replace("-20", "-100")).steps.row(0, named=True)
    for name in ("kg_change_low", "kg_change_high"):
        assert float(fifth[name]) == pytest.approx(float(all_of_it[name]) / 5, rel=1e-4)
    total = town.scenario(LESS_FOOD).change.total.row(0, named=True)
    assert [total[name] for name in ("kg_change_low", "kg_change_high")] == [
        fifth[name] for name in ("kg_change_low", "kg_change_high")
    ]
    assert fifth["kg_change_low"] < fifth["kg_change"] < fifth["kg_change_high"] < 0


def test_between_categories_of_one_factor_only_their_mapping_is_unsure(town: Tried) -> None:
    moved = town.scenario("- move: 100 %\n  of: {categories: [food]}\n  to: fruit_vegetables\n").steps.row(
        0, named=True
    )
    assert abs(moved["kg_change"]) <= Decimal("0.001")
    gone = town.scenario(LESS_FOOD.replace("-20", "-100")).steps.row(0, named=True)
    widths = [one["kg_change_high"] - one["kg_change_low"] for one in (moved, gone)]
    assert widths[0] < widths[1] * 2 / 3


def test_the_method_works_the_example_out_by_hand(town: Tried) -> None:
    computers = "- volume: -20 %\n  of: {categories: [computers]}\n"
    found = town.scenario(TO_MEALS + computers + f"{ELECTRIC}  quantity: 3000\n  price_per_kwh: 1.5\n")
    text = (ROOT / "METHOD.md").read_text(encoding="utf-8").partition("## What if")[2].partition("\n## ")[0]
    for number, kg, change, amount in found.steps.select("step", "kg_after", "kg_change", "amount_change").iter_rows():
        said = f"| **{kg:,} kg** | **{change:+,} kg** | {amount:+,} SEK |".replace("+0.00", "0.00")
        assert said in text, (number, said)
