"""Factors are the publisher's, unchanged; a purchase finds the one of its year or the nearest before."""

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint import shelf
from procurement_footprint.factors import factor_set, prices
from procurement_footprint.factors.deflation import Deflation
from procurement_footprint.factors.factor_set import FactorSet, with_vintages
from procurement_footprint.problems import Refused

SOURCE = (
    Path(__file__).resolve().parents[3]
    / "shared/data/figaro-ecodex/figaro_purchaser_price_factors_26ed_SE_2018-2023.csv"
)
SET = factor_set.load()
HICP = prices.load("hicp-euro-area")
INDEX = Deflation(HICP)
KEPT = (
    "valuation_year",
    "share_basic_value",
    "share_trade_transport_margins",
    "share_taxes_less_subsidies",
    "rebasing_ratio",
    "margin_term",
    "total_basic_prices",
)


def factor(product: str, year: int, chosen: FactorSet = SET) -> float:
    found = chosen.table.filter((pl.col("product") == product) & (pl.col("year") == year))
    return float(found["kg_per_unit"].item())


def crosswalk(*rows: tuple[str, str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["category", "product", "share"], orient="row")


def test_the_embedded_set_has_its_371_factors() -> None:
    assert SET.identity == "figaro-se@2026.5"
    assert SET.vintages == (2018, 2019, 2020, 2021, 2022, 2023)
    assert SET.currency == "EUR"
    assert SET.table.height == 371
    assert len(SET.products) == 62
    assert SET.products["P85"] == "Education"
    assert SET.table.group_by("year").len().sort("year")["len"].to_list() == [61, 62, 62, 62, 62, 62]
    assert SET.table.equals(SET.table.sort("product", "year"))


@pytest.mark.parametrize(
    ("product", "year", "per_1000_eur"),
    [
        ("A01", 2018, "1318.79"),
        ("C10T12", 2023, "429.23"),
        ("C18", 2020, "376.14"),
        ("D35", 2023, "336.93"),
        ("F", 2023, "193.03"),
        ("P85", 2023, "31.24"),
    ],
)
def test_published_factors_are_per_euro_here(product: str, year: int, per_1000_eur: str) -> None:
    assert factor(product, year) == float(Fraction(per_1000_eur) / 1000)


@pytest.mark.skipif(not SOURCE.is_file(), reason="the publisher's file is not beside this checkout")
def test_every_value_is_the_publishers() -> None:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        published = {(row["nace_code"], row["year"]): row for row in csv.DictReader(file)}
    ours = shelf.folder("emission_factors") / "figaro-se/2026.5/factors.csv"
    with ours.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(published) == 371
    for row in rows:
        source = published[row["product"], row["year"]]
        assert row["product_name"] == source["product"]
        assert row["kg_co2e_per_1000_eur"] == source["total_purchaser_prices_with_margins"]
        assert {name: row[name] for name in KEPT} == {name: source[name] for name in KEPT}
        exact = Fraction(source["total_purchaser_prices_with_margins"]) / 1000
        assert factor(row["product"], int(row["year"])) == float(exact)


def test_the_source_is_cited_with_the_required_credit() -> None:
    cited = SET.citation
    assert cited.attribution == (
        "FIGARO monetary emission factors, Ecodex (https://getecodex.com), version 2026.5, "
        "DOI 10.5281/zenodo.23157020, licence CC BY-SA 4.0. Computed from Eurostat data."
    )
    assert (cited.licence, cited.version) == ("CC BY-SA 4.0", "2026.5")
    assert cited.licence_url == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert cited.sha256 == SET.sha256s["factors.csv"] == SET.description.sha256
    folder = shelf.folder("emission_factors") / "figaro-se/2026.5"
    assert cited.attribution in (folder / "LICENSE.txt").read_text(encoding="utf-8")


def test_a_version_can_be_named_in_two_ways() -> None:
    assert factor_set.load("figaro-se@2026.5").identity == "figaro-se@2026.5"
    assert factor_set.load("figaro-se", "2026.5").identity == "figaro-se@2026.5"


def test_a_set_that_is_not_there_is_refused_with_the_choice() -> None:
    with pytest.raises(Refused) as refused:
        factor_set.load("figaro-se@2027.1")
    assert str(refused.value) == (
        "emission_factors: there is nothing of this name and version\n"
        "    figaro-se@2027.1\n"
        "    fix: choose one of: figaro-se@2026.5, figaro-se-final-demand@2026.5"
    )


def test_a_purchase_uses_the_factor_of_its_own_year_and_its_money_stays_as_it_is() -> None:
    table = with_vintages(SET, crosswalk(("food", "C10T12", "1")), range(2018, 2024), INDEX)
    assert table.schema == pl.Schema(factor_set.VINTAGES)
    assert table["factor_year"].to_list() == table["year"].to_list() == list(range(2018, 2024))
    assert table["deflator"].to_list() == [1.0] * 6
    assert table["kg_per_factor_currency"].to_list() == [factor("C10T12", year) for year in range(2018, 2024)]


def test_a_later_purchase_uses_the_last_factor_and_is_deflated_to_its_prices() -> None:
    table = with_vintages(SET, crosswalk(("food", "C10T12", 1.0)), [2025, 2024, 2025], INDEX)
    assert table.select("year", "factor_year").rows() == [(2024, 2023), (2025, 2023)]
    assert table["deflator"].to_list() == pytest.approx([95.651667 / 97.915, 95.651667 / 100], rel=1e-15)
    assert table["kg_per_factor_currency"].to_list() == [factor("C10T12", 2023)] * 2


def test_a_category_without_a_factor_for_all_its_products_has_no_row() -> None:
    shares = crosswalk(("care", "Q86", "0.5"), ("care", "Q87_88", "0.5"), ("home help", "T", "1"))
    table = with_vintages(SET, shares, [2017, 2018, 2019], INDEX)
    assert table.select("category", "year", "factor_year").rows() == [("care", 2019, 2019)]


def test_where_all_factors_are_in_prices_of_one_year_money_is_deflated_to_it() -> None:
    fixed = replace(SET, description=msgspec.structs.replace(SET.description, price_year="2022"))
    table = with_vintages(fixed, crosswalk(("food", "C10T12", 1.0)), [2021, 2022, 2023, 2025], INDEX)
    assert table["factor_year"].to_list() == [2021, 2022, 2023, 2023]
    level = 90.733333
    assert table["deflator"].to_list() == pytest.approx([level / 83.714167, 1.0, level / 95.651667, level / 100])


def test_shares_are_added_exactly_and_rounded_once() -> None:
    tenths = [("mixed", product, "0.1") for product in list(SET.products)[:10]]
    exact = sum(Fraction("0.1") * Fraction(str(factor(product, 2021))) for _, product, _ in tenths)
    for rows in (tenths, tenths[::-1]):
        table = with_vintages(SET, crosswalk(*rows), [2021], INDEX)
        assert table["kg_per_factor_currency"].item() == float(exact)


def test_every_year_without_an_index_is_named_at_once() -> None:
    early = SET.table.filter(pl.col("year") == 2018)
    old = FactorSet(
        name="old",
        version="1",
        title="",
        currency="EUR",
        products={"A01": ""},
        vintages=(2018,),
        table=early,
        description=SET.description,
        citation=SET.citation,
        sha256s={},
    )
    with pytest.raises(Refused) as refused:
        with_vintages(old, crosswalk(("a", "A01", "1"), ("b", "A02", "1")), [2018, 2020, 2021], INDEX)
    assert str(refused.value) == (
        "hicp-euro-area@2025.12: there is no index for 2018: "
        "amounts of 2020 cannot be brought to prices of 2018\n"
        "    fix: choose a price index that has the year, or run the other years with --period\n"
        "hicp-euro-area@2025.12: there is no index for 2018: "
        "amounts of 2021 cannot be brought to prices of 2018\n"
        "    fix: choose a price index that has the year, or run the other years with --period"
    )


@given(
    here=st.dictionaries(st.sampled_from("PQR"), st.sets(st.integers(2020, 2025), min_size=1), min_size=1, max_size=3),
    years=st.lists(st.integers(2018, 2028), min_size=1, max_size=6),
)
def test_the_factor_year_is_the_nearest_at_or_before_that_all_products_have(
    here: dict[str, set[int]], years: list[int]
) -> None:
    rows = [(product, year, 0.5) for product, vintages in here.items() for year in vintages]
    chosen = FactorSet(
        name="any",
        version="1",
        title="",
        currency="EUR",
        products=dict.fromkeys(here, ""),
        vintages=tuple(sorted({year for vintages in here.values() for year in vintages})),
        table=pl.DataFrame(rows, schema=factor_set.TABLE, orient="row"),
        description=SET.description,
        citation=SET.citation,
        sha256s={},
    )
    shares = crosswalk(*(("c", product, str(Fraction(1, len(here)))) for product in here))
    found = with_vintages(chosen, shares, years, INDEX)
    common = set.intersection(*here.values())
    expected = [
        (year, max(one for one in common if one <= year))
        for year in sorted(set(years))
        if any(one <= year for one in common)
    ]
    assert found.select("year", "factor_year").rows() == expected
    for year, factor_year, deflator in found.select("year", "factor_year", "deflator").iter_rows():
        assert deflator == (1.0 if year == factor_year else HICP.deflator(year, factor_year))
    assert all(kilograms == 0.5 for kilograms in found["kg_per_factor_currency"])
