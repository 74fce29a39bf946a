"""Which index, which item and which currency bring an amount to the factor's prices."""

import csv
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.factors import currencies, deflation, prices, routes
from procurement_footprint.factors.deflation import Deflation
from procurement_footprint.mapping import taxonomy
from procurement_footprint.problems import Refused

SHARED = Path(__file__).resolve().parents[3] / "shared/data/price-indices"
MONTHLY, INFLATION = SHARED / "eurostat_hicp_euro_area_monthly.csv", SHARED / "worldbank_cpi_annual_inflation.csv"
GROUPS = {one.id: group.id for group in taxonomy.load().groups for one in group.categories}
ITEMS, SWEDISH = prices.load(), prices.load(prices.FALLBACK)
USED = Deflation(ITEMS, SWEDISH, GROUPS)
RATES = currencies.load()
YAML = """\
name: own
version: "1"
title: Own
geography: Sweden
currency: SEK
item: two
unit: index
through: 2024
computed: by hand
proxy: none
assumption: none
origin:
  producer: Us
  title: Own
  citation_full: Own.
  attribution: Us
  version_producer: "1"
  url_main: https://example.org
  date_accessed: "2026-11-24"
  license: {name: CC0-1.0, url: https://creativecommons.org/publicdomain/zero/1.0/}
"""
FIGURES = "item,year,index,months\nALL,2023,100,12\nALL,2024,110,12\nFOOD,2023,100,12\nFOOD,2024,125,12\n"
TABLE = "for,item,item_name,why\n*,ALL,all,Everything else.\nfood_meals,FOOD,food,The same thing.\n"


def own(folder: Path, figures: str = FIGURES, table: str = TABLE) -> Path:
    """Write a project's own index with items, and return the shelf."""
    place = folder / "prices/own/1"
    place.mkdir(parents=True)
    (place / "index.csv").write_text(figures, encoding="utf-8")
    (place / "items.csv").write_text(table, encoding="utf-8")
    said = f"sha256: {sha256(figures.encode()).hexdigest()}\nitems_sha256: {sha256(table.encode()).hexdigest()}\n"
    (place / "index.yaml").write_text(YAML + said, encoding="utf-8")
    return folder


@pytest.mark.skipif(not MONTHLY.is_file(), reason="Eurostat's monthly file is not beside this checkout")
def test_each_level_of_each_item_is_the_mean_of_its_twelve_months() -> None:
    months: dict[tuple[str, str], list[Decimal]] = {}
    with MONTHLY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            months.setdefault((row["coicop18"], row["time"][:4]), []).append(Decimal(row["values"]))
    assert len(ITEMS.by_item) == len({item.code for item in ITEMS.items.values()}) > 50
    for item, levels in ITEMS.by_item.items():
        assert list(levels) == list(range(2020, 2026))
        for year, level in levels.items():
            held = months[item, str(year)]
            assert len(held) == 12
            assert (sum(held) / 12).quantize(Decimal("0.000001")) == level


@pytest.mark.skipif(not INFLATION.is_file(), reason="the World Bank's file is not beside this checkout")
def test_the_swedish_levels_are_chained_from_yearly_inflation() -> None:
    with INFLATION.open(encoding="utf-8", newline="") as file:
        rates = {int(row["Year"]): Decimal(row["CPI"]) for row in csv.DictReader(file) if row["Country Code"] == "SWE"}
    assert (min(SWEDISH.index), SWEDISH.through, SWEDISH.index[2010]) == (1999, 2024, 100)
    for year in range(2000, 2025):
        step = float(SWEDISH.index[year] / SWEDISH.index[year - 1])
        assert step == pytest.approx(float(1 + rates[year] / 100), rel=2e-8)


def test_all_items_of_the_new_edition_are_those_of_the_old_one() -> None:
    assert ITEMS.index == prices.load("hicp-euro-area").index


def test_every_line_of_the_table_names_a_category_or_group_and_gives_a_reason() -> None:
    deflation.check_names(ITEMS, GROUPS)
    assert all(item.why.endswith(".") for item in ITEMS.items.values())
    judged = [item for item in ITEMS.items.values() if item.why.startswith("assumption: ")]
    assert 30 < len(judged) < len(ITEMS.items)


def test_a_category_has_its_own_item_else_that_of_its_group_else_all_items() -> None:
    def item(category: str) -> str:
        found = USED.between(category, 2024, 2023).item
        assert found is not None
        return found.code

    assert (item("dairy"), item("food"), item("authority_services")) == ("CP0114", "CP01", "TOTAL")
    assert (item("petrol"), item("district_heating"), item("furniture")) == ("CP07222", "CP0455", "CP051")
    assert USED.between("food", 2024, 2023).deflator == float(
        Fraction(ITEMS.by_item["CP01"][2023]) / Fraction(ITEMS.by_item["CP01"][2024])
    )


@given(category=st.sampled_from(sorted(GROUPS)), year=st.integers(1990, 2040))
def test_in_the_factors_own_prices_nothing_is_deflated(category: str, year: int) -> None:
    found = USED.between(category, year, year)
    assert (found.deflator, found.index, found.item, found.currency) == (1.0, None, None, None)


@given(category=st.sampled_from(sorted(GROUPS)), first=st.integers(2020, 2028), second=st.integers(2020, 2028))
def test_there_and_back_is_the_same_money(category: str, first: int, second: int) -> None:
    there, back = (USED.between(category, *pair).deflator for pair in ((first, second), (second, first)))
    assert there * back == pytest.approx(1.0, rel=1e-15)


def test_the_swedish_index_steps_in_only_where_the_chosen_one_does_not_reach() -> None:
    assert USED.between("food", 2024, 2020).index is ITEMS
    found = USED.between("food", 2024, 2011)
    assert (found.index, found.item, found.currency) == (SWEDISH, None, "SEK")
    assert found.deflator == float(Fraction("102.961151") / Fraction("137.253249"))
    assert USED.between("food", 2026, 2011).deflator == found.deflator  # held constant
    with pytest.raises(Refused) as refused:
        USED.between("food", 2024, 1990)
    assert str(refused.value).startswith("hicp-euro-area-items@2025.12: there is no index for 1990: ")


def test_an_amount_is_converted_at_the_rate_of_the_year_in_whose_prices_it_is() -> None:
    booked = [("SEK", 2024), ("EUR", 2024)]
    ways = [(2024, None, None), (2024, "EUR", 2023), (2024, "SEK", 2011)]
    found = routes.routed(RATES, booked, ways, "EUR").rows()
    sek = {year: Fraction(RATES.per_base["SEK", year]) for year in (2011, 2024)}
    assert found == [
        ("EUR", 2024, "EUR", 2023, 1.0),
        ("EUR", 2024, "SEK", 2011, float(sek[2011] / sek[2024])),
        ("EUR", 2024, None, None, 1.0),
        ("SEK", 2024, "EUR", 2023, float(sek[2024])),
        ("SEK", 2024, "SEK", 2011, float(sek[2011])),
        ("SEK", 2024, None, None, float(sek[2024])),
    ]


def test_kronor_reach_dollars_of_2022_in_euro_prices_at_the_rate_of_2022() -> None:
    found = routes.routed(RATES, [("SEK", 2024)], [(2024, "EUR", 2022)], "USD")
    exact = Fraction(RATES.per_base["SEK", 2024]) / Fraction(RATES.per_base["USD", 2022])
    assert found["exchange_rate"].to_list() == [float(exact)]


def test_a_rate_that_a_route_needs_is_not_passed_over() -> None:
    with pytest.raises(Refused) as refused:
        routes.routed(RATES, [("SEK", 2024)], [(2024, "SEK", 1998)], "EUR")
    assert str(refused.value).startswith("ecb-annual@2026.10: there is no exchange rate of SEK for 1998\n")


def test_a_project_may_have_series_of_its_own(tmp_path: Path) -> None:
    index = prices.load("own", shelves=[own(tmp_path)])
    used = Deflation(index, SWEDISH, GROUPS)
    assert [used.between(one, 2024, 2023).deflator for one in ("beef", "furniture")] == [0.8, float(Fraction(10, 11))]
    assert set(index.sha256s) == {"index.csv", "index.yaml", "items.csv"}


@pytest.mark.parametrize(
    ("figures", "table", "said"),
    [
        (
            FIGURES,
            TABLE.replace("*,ALL,all,Everything else.\n", ""),
            'own/1/items.csv: no line is for "*", so categories that no line names have no price index\n'
            '    fix: add a line for "*": all items',
        ),
        (
            FIGURES,
            TABLE.replace(",FOOD,", ",FEED,"),
            "own/1/items.csv, food_meals: index.csv has no figures for this item\n"
            "    FEED\n"
            "    fix: correct the item, or add its figures for each year",
        ),
        (
            FIGURES,
            TABLE.replace("The same thing.", ""),
            'own/1/items.csv, food_meals: this line gives no reason\n    FOOD\n    fix: write one in the column "why"',
        ),
        (
            FIGURES.replace("FOOD,2023,100,12\n", ""),
            TABLE,
            "own/1/index.csv, FOOD: this item does not have the years of the others, which are: 2023, 2024\n"
            "    2024\n"
            "    fix: add what is missing, or drop the item",
        ),
    ],
)
def test_a_table_of_items_that_does_not_fit_is_refused(tmp_path: Path, figures: str, table: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        prices.load("own", shelves=[own(tmp_path, figures, table)])
    assert str(refused.value) == said


def test_a_category_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    index = prices.load("own", shelves=[own(tmp_path, table=TABLE.replace("food_meals", "fodo"))])
    with pytest.raises(Refused) as refused:
        deflation.check_names(index, GROUPS)
    assert str(refused.value) == (
        'own/1/items.csv: this is neither a spending category, nor a group, nor "*"\n'
        "    fodo\n"
        "    fix: correct it; procurement-footprint mappings list names the categories"
    )
