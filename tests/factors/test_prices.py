"""Money of one year in prices of another, and what is assumed where the index ends."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.factors import prices
from procurement_footprint.problems import Refused

SOURCE = Path(__file__).resolve().parents[3] / "shared/data/price-indices/eurostat_hicp_euro_area_monthly.csv"
INDEX = prices.load("hicp-euro-area")


def test_the_embedded_index_runs_from_2020_to_2025() -> None:
    assert INDEX.identity == "hicp-euro-area@2025.12"
    assert INDEX.through == 2025
    assert {year: str(value) for year, value in INDEX.index.items()} == {
        2020: "81.603333",
        2021: "83.714167",
        2022: "90.733333",
        2023: "95.651667",
        2024: "97.915000",
        2025: "100.000000",
    }
    assert "proxy" in INDEX.description.proxy
    assert INDEX.citation.licence.startswith("CC BY 4.0")


@pytest.mark.skipif(not SOURCE.is_file(), reason="Eurostat's monthly file is not beside this checkout")
def test_each_year_is_the_mean_of_its_twelve_months() -> None:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        months = [row for row in csv.DictReader(file) if row["coicop18"] == "TOTAL" and row["geo"] == "EA"]
    for year, value in INDEX.index.items():
        values = [Decimal(row["values"]) for row in months if row["time"].startswith(f"{year}-")]
        assert len(values) == 12
        assert (sum(values) / 12).quantize(Decimal("0.000001")) == value


def test_money_of_2025_is_worth_less_in_prices_of_2023() -> None:
    assert INDEX.deflator(2025, 2023) == 0.95651667
    assert INDEX.deflator(2023, 2025) == float(Fraction(100) / Fraction("95.651667"))


@given(year=st.integers(1900, 2100))
def test_within_one_year_nothing_is_deflated(year: int) -> None:
    assert INDEX.deflator(year, year) == 1.0


@given(first=st.integers(2020, 2030), second=st.integers(2020, 2030))
def test_there_and_back_is_the_same_money(first: int, second: int) -> None:
    assert INDEX.deflator(first, second) * INDEX.deflator(second, first) == pytest.approx(1.0, rel=1e-15)


def test_after_the_last_year_its_prices_are_held_and_the_run_says_so() -> None:
    assert INDEX.deflator(2026, 2023) == INDEX.deflator(2025, 2023)
    assert INDEX.notes([2024, 2026, 2025, 2026]) == (
        "assumption: prices of 2026 are those of 2025, the last year of hicp-euro-area@2025.12",
    )
    assert INDEX.notes([2023, 2025]) == ()


def test_a_year_before_the_index_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        INDEX.deflator(2021, 2019)
    assert str(refused.value) == (
        "hicp-euro-area@2025.12: there is no index for 2019: "
        "amounts of 2021 cannot be brought to prices of 2019\n"
        "    fix: choose a price index that has the year, or run the other years with --period"
    )
