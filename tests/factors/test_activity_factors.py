"""Activity factors are the sources' own or computed from them; units are exact."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from procurement_footprint import shelf
from procurement_footprint.factors import activity_factors, units
from procurement_footprint.factors.activity_factors import of_year
from procurement_footprint.problems import Refused

HERE = shelf.folder("emission_factors") / "activities"
SHARED = Path(__file__).resolve().parents[3] / "shared/data"
IGNITE = SHARED / "activity-factors-ignite/activity_based_EF_database_out.csv"
ELECTRICITY = SHARED / "figaro-ecodex/electricity_SE_2020-2023.csv"
NAMES = {"litre": "litres", "tonne": "tonnes", "m3": "cubic metres (m3)"}
SETS = {one.name: one for one in activity_factors.shipped()}


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_shipped_sets() -> None:
    assert {one.identity: len(one.factors) for one in SETS.values()} == {
        "defra@2022.1": 133,
        "electricity-se@2026.5": 1,
        "ipcc-fuels@2006.1": 12,
    }


def test_fuels_are_computed_from_energy_content_and_ipcc_defaults() -> None:
    for line in lines(HERE / "ipcc-fuels/2006.1/activity.csv"):
        energy, fossil, biogenic, methane, nitrous = (
            Decimal(line[name])
            for name in (
                "mj_per_unit",
                "kg_fossil_co2_per_tj",
                "kg_biogenic_co2_per_tj",
                "kg_ch4_per_tj",
                "kg_n2o_per_tj",
            )
        )
        direct = energy * (fossil + 28 * methane + 265 * nitrous) / 1_000_000
        assert Decimal(line["kg_scope_1"]) == direct.quantize(Decimal("0.000001"))
        assert Decimal(line["kg_biogenic"]) == (energy * biogenic / 1_000_000).quantize(Decimal("0.000001"))


@pytest.mark.parametrize(("ipcc", "defra"), [("diesel", "diesel"), ("petrol", "petrol"), ("heating-oil", "gas-oil")])
def test_two_sources_agree_about_burning_fossil_fuel(ipcc: str, defra: str) -> None:
    here = SETS["ipcc-fuels"].factors[ipcc][0].scope_1
    there = SETS["defra"].factors[f"burn-{defra}"][0].scope_1
    assert abs(here / there - 1) < Fraction("0.035")


@pytest.mark.skipif(not IGNITE.is_file(), reason="the publisher's file is not beside this checkout")
def test_every_uk_factor_is_the_publishers() -> None:
    published = {
        (row["Activity unit"].replace("kWh (Net CV)", "kWh"), row["Emission factor [kg CO2e/unit]"])
        for row in lines(IGNITE)
        if row["Source"] == "BEIS/DEFRA" and row["Year"] == "2022"
    }
    for line in lines(HERE / "defra/2022.1/activity.csv"):
        value = line["kg_scope_1"] or line["kg_scope_3"]
        assert (NAMES.get(line["unit"], line["unit"]), value) in published, line["factor"]


@pytest.mark.skipif(not ELECTRICITY.is_file(), reason="the publisher's file is not beside this checkout")
def test_the_grid_is_the_publishers() -> None:
    published = {row["year"]: row["grid_kg_per_kwh"] for row in lines(ELECTRICITY)}
    here = {line["year"]: line["kg_scope_2"] for line in lines(HERE / "electricity-se/2026.5/activity.csv")}
    assert here == published


def test_a_year_takes_its_own_factor_or_the_nearest_earlier_one() -> None:
    grid = SETS["electricity-se"].factors["grid"]
    assert [found.year if (found := of_year(grid, year)) else None for year in (2019, 2020, 2023, 2025)] == [
        None,
        2020,
        2023,
        2023,
    ]
    diesel = SETS["ipcc-fuels"].factors["diesel"]
    assert of_year(diesel, 1999) == diesel[0]  # there is only one


def test_a_set_that_was_changed_by_hand_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "activities/electricity-se/2026.5"
    folder.mkdir(parents=True)
    for name in ("activity.csv", "activity.yaml"):
        text = (HERE / "electricity-se/2026.5" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("0.0244", "0.0144"), encoding="utf-8")
    with pytest.raises(Refused, match=r"the file was changed: its SHA-256 is not the one in activity\.yaml"):
        activity_factors.load("electricity-se", shelves=(tmp_path,))


@pytest.mark.parametrize(
    ("name", "other", "times"),
    [
        ("MWh", "kWh", Fraction(1000)),
        ("MJ", "kWh", Fraction(5, 18)),
        ("kWh", "GJ", Fraction(9, 2500)),
        ("m3", "litre", Fraction(1000)),
        ("mil", "km", Fraction(10)),
        ("tonne", "gram", Fraction(1_000_000)),
        ("SEK", "SEK", Fraction(1)),
        ("litre", "kg", None),
        ("SEK", "kWh", None),
    ],
)
def test_units_are_exact(name: str, other: str, times: Fraction | None) -> None:
    assert units.times(name, other) == times


def test_units_as_people_and_pact_write_them() -> None:
    written = ("liter", "Litres", "kilowatt hour", "ton kilometer", "cubic meter", "st", "SEK", "barrel", "kr", "GWH")
    assert [units.unit(one) for one in written] == [
        "litre", "litre", "kWh", "tonne-km", "m3", "piece", "SEK", None, None, "GWh",
    ]  # fmt: skip
