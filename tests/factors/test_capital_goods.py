"""Capital goods have factors of final purchases, in purchaser prices by the publisher's own recipe."""

import csv
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint import shelf
from procurement_footprint.factors import chosen, factor_set, prices
from procurement_footprint.factors.deflation import Deflation
from procurement_footprint.footprint import basis
from procurement_footprint.project import Project

SOURCE = (
    Path(__file__).resolve().parents[3]
    / "shared/data/figaro-ecodex/figaro_final_demand_emission_factors_26ed_SE_2023.csv"
)
USED, PUBLISHED = chosen.load("figaro-se"), factor_set.load()
FINAL = factor_set.load("figaro-se-final-demand@2026.5")


def capital(product: str, year: int) -> float:
    return float(USED.capital.filter(product=product, year=year)["kg_per_unit"].item())


def detail(product: str, year: int, column: str) -> float:
    return float(PUBLISHED.details[product, year][column])


@pytest.mark.skipif(not SOURCE.is_file(), reason="the publisher's file is not beside this checkout")
def test_every_final_demand_factor_is_the_publishers() -> None:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        published = {row["nace_code"]: row for row in csv.DictReader(file)}
    ours = shelf.folder("emission_factors") / "figaro-se-final-demand/2026.5/factors.csv"
    with ours.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(published) == 61
    for row in rows:
        source = published[row["product"]]
        assert (row["product_name"], row["year"]) == (source["product"], source["year"])
        assert row["kg_co2e_per_1000_eur"] == source["total_scopes_1_2_3_upstream"]


def test_in_their_own_year_they_are_rebased_as_the_publisher_says() -> None:
    # vehicles: 257.75 per 1,000 EUR at basic prices × rebasing ratio + margin term
    vehicles = 257.75 * detail("C29", 2023, "rebasing_ratio") + detail("C29", 2023, "margin_term")
    assert capital("C29", 2023) == pytest.approx(vehicles / 1000, rel=3e-5)
    for product, _, final in FINAL.table.iter_rows():
        if (product, 2023) in {("A03", 2023), ("B", 2023)}:
            continue  # changed by the vintage policy
        ratio, term = detail(product, 2023, "rebasing_ratio"), detail(product, 2023, "margin_term") / 1000
        assert capital(product, 2023) == pytest.approx(final * ratio + term, rel=6e-5)


@pytest.mark.parametrize("year", [2018, 2020, 2022])
def test_in_other_years_the_relative_of_2023_holds_in_basic_prices(year: int) -> None:
    relative = 177.82 / detail("F", 2023, "total_basic_prices")
    ratio = detail("F", 2019 if year == 2018 else year, "rebasing_ratio")
    expected = detail("F", year, "total_basic_prices") * relative * ratio / 1000
    assert capital("F", year) == pytest.approx(expected, rel=6e-5)


def test_the_policy_holds_for_capital_goods_too() -> None:
    changed = float(USED.changes.filter(product="C18", year=2020)["kg_per_unit"].item())
    relative, term = 201.13 / detail("C18", 2023, "total_basic_prices"), detail("C18", 2020, "margin_term") / 1000
    assert capital("C18", 2020) == pytest.approx((changed - term) * relative + term, rel=6e-5)


def test_how_each_was_derived_is_said() -> None:
    said = USED.capital.filter(product="F").select("year", "how").rows()
    assert said[-1] == (2023, "figaro-se-final-demand@2026.5, 2023")
    assert said[0] == (2018, "figaro-se-final-demand@2026.5, 2023, its relative applied to 2018")


def test_the_categorys_flag_chooses_the_factor() -> None:
    shares = pl.DataFrame(
        [("house", "F", 1.0), ("repair", "F", 1.0), ("pipes", "E36", 1.0)],
        schema=["category", "product", "share"],
        orient="row",
    )
    found = factor_set.with_vintages(USED, shares, [2023], Deflation(prices.load()), {"house", "pipes"})
    held = {one["category"]: one for one in found.iter_rows(named=True)}
    assert (held["house"]["kg_per_factor_currency"], held["house"]["changed"]) == (capital("F", 2023), True)
    assert (held["repair"]["kg_per_factor_currency"], held["repair"]["changed"]) == (0.19303, False)
    # a product without a final-demand factor keeps its ordinary one
    assert "E36" not in USED.capital["product"]
    ordinary = float(PUBLISHED.table.filter(product="E36", year=2023)["kg_per_unit"].item())
    assert (held["pipes"]["kg_per_factor_currency"], held["pipes"]["changed"]) == (ordinary, False)


def test_the_categories_of_the_taxonomy_that_last_for_years_use_them() -> None:
    known = basis.load(Project())
    table = {one["category"]: one for one in known.with_vintages([2023]).iter_rows(named=True)}
    assert "new_buildings" in known.capital_goods
    assert "building_maintenance" not in known.capital_goods
    assert table["new_buildings"]["kg_per_factor_currency"] == capital("F", 2023)
    assert table["building_maintenance"]["kg_per_factor_currency"] == 0.19303
    assert FINAL.citation in known.citations([2023])
