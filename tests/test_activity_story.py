"""Measured quantities in a footprint: they replace money on exactly their slice, once, and can be followed back."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import activity_project as made
import polars as pl
import pytest
from conftest import ROOT, Command

from procurement_footprint.factors import prices
from procurement_footprint.ledger.columns import MEASURED

GRID_2023 = Decimal("0.023205861535433428")
DIESEL = Decimal("2.708737")
PCF_3 = {
    "id": "3893bb5d-da16-4dc1-9185-11d97476c254",
    "specVersion": "3.0.0",
    "status": "Active",
    "companyName": "Livs AB",
    "productNameCompany": "Gröt",
    "pcf": {
        "declaredUnitOfMeasurement": "kilogram",
        "declaredUnitAmount": "10",
        "pcfExcludingBiogenicUptake": "5.5",
        "referencePeriodStart": "2023-01-01T00:00:00Z",
        "referencePeriodEnd": "2024-01-01T00:00:00Z",
    },
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> made.Run:
    """The same purchases without activity data."""
    return made.run(made.write(tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> made.Run:
    """Electricity by the kWh, diesel by the litre, one product by the supplier's footprint."""
    lines = (
        "period,category,supplier,contract,quantity,unit,factor,source\n"
        "2024,electricity,,,70,MWh,electricity-se/grid,network company\n"
        "2024,diesel,Mack AB,,3000,litre,ipcc-fuels/diesel,fuel cards\n"
        "2024,,,A-3,1000,kg,groet.json,delivery notes\n"
    )
    folder = made.write(tmp_path_factory.mktemp("measured"), energy__csv=lines, factors__groet__json=json.dumps(PCF_3))
    return made.run(folder)


def kilograms(frame: pl.DataFrame, column: str = "kg_co2e") -> Decimal:
    return Decimal(str(frame[column].sum()))


def test_electricity_takes_the_factor_per_kwh(measured: made.Run, plain: made.Run) -> None:
    rows = measured.of("electricity")
    whole = Decimal(70_000) * GRID_2023
    assert kilograms(rows) == whole.quantize(Decimal("0.001")) == Decimal("1624.410")
    assert kilograms(rows, "kg_scope_2") == kilograms(rows)
    assert kilograms(rows, "kg_spend_based") == kilograms(plain.of("electricity"))
    assert rows["quality"].unique().to_list() == ["A"]
    assert rows["evidence"].unique().to_list() == ["activity"]
    assert rows["scope"].unique().to_list() == ["2"]


def test_each_row_has_its_share_of_the_kilograms_by_its_money(measured: made.Run) -> None:
    rows = measured.of("electricity")
    assert rows["covered_amount"].to_list() == rows["reporting_amount"].to_list()
    for kg, amount in rows.select("kg_co2e", "reporting_amount").iter_rows():
        assert abs(kg - Decimal("1624.410") * amount / Decimal("140000.01")) < Decimal("0.001")
    assert rows["kg_co2e"].min() < 0  # the credit note


def test_burnt_diesel_is_added_to_its_supply_chain(measured: made.Run, plain: made.Run) -> None:
    rows = measured.of("diesel")
    assert kilograms(rows, "kg_scope_1") == Decimal(3000) * DIESEL == Decimal("8126.211")
    assert kilograms(rows) == kilograms(plain.of("diesel")) + Decimal("8126.211")
    assert kilograms(rows, "kg_biogenic") == 0
    assert rows["scope"].unique().to_list() == ["1+3"]
    assert rows["quality"].unique().to_list() == ["A"]  # most of the kilograms are measured


def test_a_suppliers_footprint_is_for_its_declared_amount(measured: made.Run) -> None:
    rows = measured.rows.filter(pl.col("contract") == "A-3")
    assert kilograms(rows) == Decimal("550.000")  # 1,000 kg, 5.5 kg CO2e for 10 kg
    assert rows["evidence"].to_list() == ["supplier_specific"]
    assert rows["quality"].to_list() == ["B"]
    assert rows["kg_biogenic"].to_list() == [None]


def test_rows_and_money_are_those_without_activity_data(measured: made.Run, plain: made.Run) -> None:
    same = [name for name in plain.rows.columns if name not in {*MEASURED, "kg_co2e", "scope", "evidence", "quality"}]
    assert measured.rows.select(same).equals(plain.rows.select(same))
    untouched = pl.col("activity").is_null()
    assert measured.rows.filter(untouched)["kg_co2e"].to_list() == [
        kg for kg, reached in zip(plain.rows["kg_co2e"], measured.rows["activity"], strict=True) if reached is None
    ]


def test_the_manifest_and_the_tables_say_each_scope(measured: made.Run) -> None:
    totals = measured.manifest["totals"]
    scopes = {key: Decimal(value) for key, value in totals["scopes"].items()}
    assert scopes["1"] == Decimal("8126.211")
    assert scopes["2"] == scopes["location_based"] == scopes["market_based"] == Decimal("1624.410")
    assert scopes["1"] + scopes["2"] + scopes["3"] == Decimal(totals["kg_co2e"])
    assert scopes["fuel_not_burnt"] == 0
    lines = {line["scope"]: line for line in measured.table("scopes")}
    assert Decimal(lines["1"]["kg_co2e"]) == scopes["1"]
    assert lines["biogenic"]["in_total"] == "false"
    assert [line["activity"] for line in measured.table("activities")] == [
        "activities/energy.csv:2",
        "activities/energy.csv:3",
        "activities/energy.csv:4",
    ]


def test_what_decided_is_in_the_manifest_and_credited(measured: made.Run) -> None:
    used = measured.manifest["made_with"]
    assert [one["name"] for one in used["activities"]] == ["activities/energy.csv", "activities/factors/groet.json"]
    assert [one["name"] for one in used["activity_factors"]] == ["electricity-se", "ipcc-fuels"]
    assert "IPCC 2006 default emission factors" in (measured.folder / "report.html").read_text(encoding="utf-8")


def test_without_activity_data_the_report_says_that_fuel_is_not_burnt(plain: made.Run) -> None:
    assert plain.report.scopes is None
    assert Decimal(plain.manifest["totals"]["scopes"]["fuel_not_burnt"]) == Decimal("49500.00")
    assert (
        "Fuel for SEK 49.5 k is bought, and burning it is not in the total: nobody gave litres or a price per litre. "
        "The supply of the fuel is counted."
    ) in [note.replace("\u00a0", " ") for note in plain.report.assumptions]
    assert plain.rows.select(list(MEASURED)).null_count().row(0) == (plain.rows.height,) * len(MEASURED)
    assert not (plain.folder / "activities.csv").exists()


def test_litres_follow_from_a_price_where_nobody_measured_them(tmp_path: Path, plain: made.Run) -> None:
    lines = "period,category,unit,price,factor,source\n2024,diesel,litre,16.50,ipcc-fuels/diesel,price list of 2024\n"
    found = made.run(made.write(tmp_path, fuel__csv=lines))
    rows = found.of("diesel")
    assert kilograms(rows, "kg_scope_1") == Decimal(3000) * DIESEL  # 49,500 SEK ÷ 16.50
    assert rows["quality"].to_list() == plain.of("diesel")["quality"].to_list()
    assert rows["evidence"].to_list() == plain.of("diesel")["evidence"].to_list()
    said = "activities/fuel.csv:2: 3,000 litre are not measured but follow from the money at an assumed price "
    assert any(note.startswith(said) for note in found.report.assumptions)


def test_a_price_covers_what_is_not_measured(tmp_path: Path) -> None:
    lines = (
        "period,category,quantity,unit,price,factor,source\n"
        "2024-Q1,diesel,1900,litre,,ipcc-fuels/diesel,fuel cards\n"
        "2024,diesel,,litre,16.50,ipcc-fuels/diesel,price list of 2024\n"
    )
    rows = made.run(made.write(tmp_path, fuel__csv=lines)).of("diesel")
    assert rows["activity"].to_list() == ["activities/fuel.csv:2", "activities/fuel.csv:3"]
    assert [round(kg / DIESEL) for kg in rows["kg_scope_1"]] == [1900, 1000]


def test_a_blend_has_its_biogenic_part_outside_the_total(tmp_path: Path, plain: made.Run) -> None:
    lines = made.ENERGY + "2024,diesel,3000,litre,0.7 ipcc-fuels/diesel + 0.3 ipcc-fuels/hvo,fuel cards\n"
    found = made.run(made.write(tmp_path, fuel__csv=lines))
    rows = found.of("diesel")
    assert kilograms(rows, "kg_biogenic") == Decimal("2166.480")  # 900 litres × 2.4072
    assert kilograms(rows, "kg_scope_1") == Decimal("5723.314")  # 2,100 × 2.708737 + 900 × 0.038852
    assert kilograms(rows) == kilograms(plain.of("diesel")) + Decimal("5723.314")
    assert Decimal(found.manifest["totals"]["scopes"]["biogenic"]) == Decimal("2166.480")


def test_a_certificate_makes_it_market_based_and_both_are_reported(tmp_path: Path) -> None:
    lines = (
        "period,category,quantity,unit,factor,market_factor,certificate,source\n"
        "2024,electricity,70000,kWh,electricity-se/grid,0.005,GO 2024-17,network company\n"
    )
    found = made.run(made.write(tmp_path, el__csv=lines))
    scopes = found.manifest["totals"]["scopes"]
    assert (scopes["2"], scopes["location_based"], scopes["market_based"]) == ("350.000", "1624.410", "350.000")
    page = (found.folder / "report.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "(location-based), 350 kg with the certificates that are recorded (market-based)" in page


def test_money_that_is_not_covered_stays_as_it_was(tmp_path: Path, plain: made.Run) -> None:
    lines = (
        "period,category,quantity,unit,factor,covered,source\n"
        "2024,electricity,35000,kWh,electricity-se/grid,70000.00,network company\n"
    )
    rows = made.run(made.write(tmp_path, el__csv=lines)).of("electricity")
    assert kilograms(rows, "covered_amount") == Decimal("70000.00")
    by_money = kilograms(plain.of("electricity"))
    rest = by_money * (1 - Decimal("70000.00") / Decimal("140000.01"))
    assert abs(kilograms(rows) - rest - Decimal("812.205")) <= Decimal("0.003")
    assert rows["scope"].unique().to_list() == ["2+3"]


def test_a_dearer_contract_with_a_product_footprint_is_a_reduction(tmp_path: Path, plain: made.Run) -> None:
    dearer = made.LEDGER.replace("A-4;40000,00", "A-4;50000,00")
    without = made.run(made.write(tmp_path / "before", dearer))
    assert kilograms(without.rows) > kilograms(plain.rows)  # by money alone it looks worse
    lines = "period,contract,quantity,unit,factor,source\n2024,A-4,1000,kg,groet.json,delivery notes\n"
    folder = made.write(tmp_path / "after", dearer, food__csv=lines, factors__groet__json=json.dumps(PCF_3))
    with_footprint = made.run(folder)
    assert kilograms(with_footprint.rows) < kilograms(plain.rows)


def test_a_suppliers_own_intensity_goes_with_its_money(tmp_path: Path) -> None:
    lines = (
        "period,supplier,unit,factor,factor_year,source\n2024,599100-0038,SEK,12 g,2024,sustainability report 2024\n"
    )
    rows = made.run(made.write(tmp_path, food__csv=lines)).of("food")
    assert rows["kg_co2e"].to_list() == [Decimal("240.000"), Decimal("480.000")]
    assert rows["quality"].to_list() == ["B", "B"]


def test_an_intensity_of_an_earlier_year_is_for_money_of_that_year(tmp_path: Path) -> None:
    lines = "period,supplier,unit,factor,factor_year,source\n2024,Livs AB,SEK,12 g,2023,sustainability report 2023\n"
    rows = made.run(made.write(tmp_path, food__csv=lines)).of("food")
    deflator = Decimal(str(prices.load().deflator(2024, 2023)))
    assert kilograms(rows) == (60_000 * deflator * Decimal("0.012")).quantize(Decimal("0.001"))


def test_a_declaration_and_a_factor_of_ones_own(tmp_path: Path) -> None:
    lines = (
        "period;category;contract;quantity;unit;factor;source\n"
        "2024;;A-3;2;tonne;epd.csv#S-P-1;delivery notes\n"
        "2024;electricity;;1000,5;kWh;own.csv#wind;network company\n"
    )
    epd = "epd,product,unit,gwp_a1_a3,programme,valid_until\nS-P-1,Havre,kg,0.45,International EPD System,2027-05-01\n"
    own = "factor;name;unit;kg_scope_2;kg_scope_3;source\nwind;Wind power;MWh;0;12,5;supplier 2024\n"
    found = made.run(made.write(tmp_path, a__csv=lines, factors__epd__csv=epd, factors__own__csv=own))
    assert found.rows.filter(pl.col("contract") == "A-3")["kg_co2e"].to_list() == [Decimal("900.000")]
    assert kilograms(found.of("electricity")) == Decimal("12.506")  # 1.0005 MWh × 12.5, half to even


def test_a_year_of_electricity_is_not_put_on_half_a_ledger(tmp_path: Path, plain: made.Run) -> None:
    half = "".join(made.LEDGER.splitlines(keepends=True)[0:1] + made.LEDGER.splitlines(keepends=True)[5:6])
    lines = made.ENERGY + "2024,electricity,70000,kWh,electricity-se/grid,network company\n"
    found = made.run(made.write(tmp_path, half, el__csv=lines))
    assert found.of("electricity")["activity"].to_list() == [None]
    said = "activities/el.csv:2: the quantity is for 2024, which is more than the ledgers read here."
    assert any(note.startswith(said) for note in found.report.notes)


def test_the_trace_shows_what_was_measured_and_what_money_said(
    measured: made.Run, procurement_footprint: Command
) -> None:
    done = procurement_footprint("why", "2024.csv:2", cwd=measured.folder)
    assert done.stdout.endswith(
        "6. Activity data: activities/energy.csv:2\n"
        "   2024, category electricity: 70 MWh measured\n"
        "   23.2058615 kg CO2e per MWh "
        "(electricity-se/grid: Electricity from the Swedish grid, average of generation); instead of what money says\n"
        "   source: network company\n"
        "   covered money of this row: 100,000.00 of 100,000.00\n"
        "   by money: 3,006.014 kg CO2e; now 1,160.293 kg CO2e\n"
        "   scope 1 0.000, scope 2 1,160.293, scope 3 0.000 (quality A); "
        "biogenic CO2 outside the total: not stated\n"
    )
    assert "100,000.00 SEK × 0.0300601358 = 3,006.014 kg CO2e (whole grams, by money alone)" in done.stdout


def test_the_footprint_can_be_made_again(measured: made.Run, procurement_footprint: Command) -> None:
    done = procurement_footprint("verify", measured.folder, cwd=measured.folder.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_release_of_activity_factors_moves_no_old_footprint(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    lines = made.ENERGY + "2024,diesel,3000,litre,ipcc-fuels/diesel,fuel cards\n"
    folder = made.write(tmp_path, fuel__csv=lines)
    before = made.run(folder)
    shipped, newer = (place / "activities/ipcc-fuels" for place in (ROOT / "emission_factors", folder / "factors"))
    shutil.copytree(shipped / "2006.1", newer / "2030.1")
    table, description = newer / "2030.1/activity.csv", newer / "2030.1/activity.yaml"
    digest = sha256(table.read_bytes()).hexdigest()
    table.write_bytes(table.read_bytes().replace(b",2.708737,", b",3.708737,"))
    said = description.read_text(encoding="utf-8").replace(digest, sha256(table.read_bytes()).hexdigest())
    description.write_text(said.replace('version: "2006.1"', 'version: "2030.1"'), encoding="utf-8")
    assert procurement_footprint("verify", before.folder, cwd=folder).returncode == 0
    after = made.run(folder, "after")
    assert kilograms(after.of("diesel"), "kg_scope_1") == 3000 * (DIESEL + 1)
    assert procurement_footprint("verify", after.folder, cwd=folder).returncode == 0


def test_the_method_shows_this_example(tmp_path: Path, plain: made.Run) -> None:
    lines = "period,category,unit,price,factor,source\n2024,diesel,litre,16.50,ipcc-fuels/diesel,price list of 2024\n"
    rows = made.run(made.write(tmp_path, fuel__csv=lines)).of("diesel")
    text = (ROOT / "METHOD.md").read_text(encoding="utf-8").partition("### A worked example: 3,000 litres of diesel")[2]
    per_krona = rows["kg_per_unit"][0]
    assert f"| 49,500.00 × {per_krona:.9g}, each row in whole grams | {kilograms(plain.of('diesel')):,} kg |" in text
    assert f"| 36 MJ × (74,100 + 28 × 3.9 + 265 × 3.9) ÷ 1,000,000 | {DIESEL} kg |" in text
    assert f"| 3,000 × 2.708737 | {kilograms(rows, 'kg_scope_1'):,} kg |" in text
    first, second = rows["kg_scope_1"]
    assert f"| 33,000 : 16,500 | {first:,} and {second:,} kg |" in text
    assert f"**{kilograms(rows):,} kg CO2e**" in text
