"""Amounts in other currencies: the rate of their year, exact to the öre, the same on every engine."""

import csv
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.factors import currencies
from procurement_footprint.factors.currencies import (
    main_currency,
    table,
    with_reporting_amount,
)
from procurement_footprint.problems import Refused

SOURCE = Path(__file__).resolve().parents[3] / "shared/data/exchange-rates-ecb/annual_average.csv"
RATES = currencies.load()
SCHEMA = {
    "row_id": pl.String(),
    "booked_on": pl.Date(),
    "amount": pl.Decimal(18, 2),
    "currency": pl.String(),
}
ORE = Decimal("0.01")


def ledger(*rows: tuple[str, str, str]) -> pl.DataFrame:
    cells = [
        (f"l:{n}", date.fromisoformat(day), Decimal(amount), currency)
        for n, (day, amount, currency) in enumerate(rows, 2)
    ]
    return pl.DataFrame(cells, schema=SCHEMA, orient="row")


def reported(rows: pl.DataFrame, exchange: pl.DataFrame, reporting: str = "SEK") -> list[Decimal]:
    result: Any = with_reporting_amount(nw.from_native(rows.lazy()), exchange, reporting).to_native().collect()
    assert result.columns == [*rows.columns, "reporting_amount"]
    assert result.schema["reporting_amount"] == pl.Decimal(18, 2)
    assert result.drop("reporting_amount").equals(rows)
    return list(result["reporting_amount"])


def exactly(amount: Decimal, currency: str, year: int, reporting: str = "SEK") -> Decimal:
    units = {"EUR": Fraction(1)}
    for name in (currency, reporting):
        if name != "EUR":
            units[name] = Fraction(RATES.per_base[name, year])
    ore = Fraction(amount) * 100 * units[reporting] / units[currency]
    return Decimal(round(ore)) / 100  # round() of a Fraction is half to even


def test_there_are_rates_of_seven_currencies_for_1999_to_2026() -> None:
    assert RATES.identity == "ecb-annual@2026.10"
    assert RATES.currencies == ("CHF", "DKK", "EUR", "GBP", "NOK", "PLN", "SEK", "USD")
    assert RATES.years == tuple(range(1999, 2027))
    assert len(RATES.per_base) == 7 * 28
    assert RATES.per_base["SEK", 2023] == Decimal("11.478758")
    assert RATES.citation.producer == "European Central Bank"


@pytest.mark.skipif(not SOURCE.is_file(), reason="the averages of the daily rates are not beside this checkout")
def test_every_rate_is_the_sources() -> None:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        source = {(row["currency"], int(row["year"])): Decimal(row["average_per_eur"]) for row in csv.DictReader(file)}
    assert RATES.per_base == source


def test_the_year_that_is_not_over_is_noted() -> None:
    assert RATES.notes([2025, 2026]) == (
        "exchange rates of 2026 are averages of the days up to 2026-10-30, not of the year",
    )
    assert RATES.notes([2024, 2025]) == ()


def test_rates_are_units_of_the_currency_per_unit_of_the_base() -> None:
    euro = table(RATES, product(["SEK", "EUR"], [2023, 2022, 2023]), "EUR")
    assert euro.schema == pl.Schema(currencies.TABLE)
    assert euro.select("currency", "year", "exchange_rate").rows() == [
        ("EUR", 2022, 1.0),
        ("EUR", 2023, 1.0),
        ("SEK", 2022, 10.629575),
        ("SEK", 2023, 11.478758),
    ]
    krona = table(RATES, product(["EUR", "NOK", "SEK"], [2023]), "SEK")
    assert krona.select("currency", "year", "exchange_rate").rows() == [
        ("EUR", 2023, float(1 / Fraction("11.478758"))),
        ("NOK", 2023, float(Fraction("11.424838") / Fraction("11.478758"))),
        ("SEK", 2023, 1.0),
    ]


def test_the_base_itself_needs_no_rate() -> None:
    assert table(RATES, product(["SEK"], [1980, 2040]), "SEK")["exchange_rate"].to_list() == [1.0, 1.0]
    assert table(RATES, product(["EUR"], [1980]), "EUR")["exchange_rate"].to_list() == [1.0]


def test_every_currency_and_year_without_a_rate_is_named() -> None:
    with pytest.raises(Refused) as refused:
        table(RATES, product(["SEK", "XYZ"], [2026, 2027]), "EUR")
    fix = (
        "    fix: look whether currency and date are right in the ledger; "
        "there are rates of CHF, DKK, EUR, GBP, NOK, PLN, SEK, USD for 1999-2026"
    )
    assert str(refused.value).split("\n") == [
        "ecb-annual@2026.10: there is no exchange rate of SEK for 2027",
        fix,
        "ecb-annual@2026.10: there is no exchange rate of XYZ for 2026",
        fix,
        "ecb-annual@2026.10: there is no exchange rate of XYZ for 2027",
        fix,
    ]


def test_amounts_in_the_reporting_currency_stay_as_they_are() -> None:
    rows = ledger(("2024-01-02", "1234.55", "SEK"), ("2023-01-02", "-0.01", "SEK"))
    expected = [Decimal("1234.55"), Decimal("-0.01")]
    assert reported(rows, table(RATES, product(["SEK"], [2023, 2024]), "SEK")) == expected
    assert reported(rows, table(RATES, product(["NOK", "SEK"], [2023, 2024]), "SEK")) == expected


def test_norwegian_and_euro_rows_become_kronor_at_the_rate_of_their_year() -> None:
    rows = ledger(
        ("2023-05-17", "1000.00", "NOK"),
        ("2024-05-17", "1000.00", "NOK"),
        ("2024-05-17", "1000.00", "EUR"),
        ("2024-05-17", "-250.10", "NOK"),
    )
    exchange = table(RATES, product(["EUR", "NOK", "SEK"], [2023, 2024]), "SEK")
    assert reported(rows, exchange) == [
        Decimal("1004.72"),
        Decimal("983.10"),
        Decimal("11432.52"),
        Decimal("-245.87"),
    ]


def test_a_currency_that_nobody_asked_for_is_never_taken_as_kronor() -> None:
    rows = ledger(("2024-05-17", "10.00", "USD"))
    assert reported(rows, table(RATES, product(["SEK"], [2024]), "SEK")) == [None]
    assert reported(rows, table(RATES, product(["NOK", "SEK"], [2024]), "SEK")) == [None]


@given(
    rows=st.lists(
        st.tuples(
            st.integers(-(10**14), 10**14) | st.integers(-2000, 2000).map(lambda n: n * 250_000),
            st.sampled_from(["SEK", "NOK", "EUR", "GBP"]),
            st.integers(2018, 2026),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_row_is_what_exact_decimals_give(rows: list[tuple[int, str, int]]) -> None:
    booked = ledger(*((f"{year}-06-01", str(Decimal(ore) / 100), currency) for ore, currency, year in rows))
    exchange = table(RATES, product(["SEK", "NOK", "EUR", "GBP"], range(2018, 2027)), "SEK")
    for found, (ore, currency, year) in zip(reported(booked, exchange), rows, strict=True):
        assert found == exactly(Decimal(ore) / 100, currency, year)


def test_half_an_ore_goes_to_the_even_one() -> None:
    rows = ledger(*(("2024-01-01", amount, "EUR") for amount in ("0.01", "0.03", "0.05", "-0.01", "-0.03", "0.02")))
    halves = pl.DataFrame([("EUR", 2024, 2.0, 2.0, 1.0)], schema=currencies.TABLE, orient="row")
    expected = [(Decimal(row) / 2).quantize(ORE, ROUND_HALF_EVEN) for row in rows["amount"]]
    assert reported(rows, halves) == expected == [Decimal(text) for text in ("0", "0.02", "0.02", "0", "-0.02", "0.01")]


def test_a_round_sum_of_euros_that_ends_on_half_an_ore_is_exact_too() -> None:
    # 5,000 EUR × 11.432519 = 57,162.595 SEK
    rows = ledger(*(("2024-01-01", str(5000 * n), "EUR") for n in range(1, 40)))
    found = reported(rows, table(RATES, product(["EUR"], [2024]), "SEK"))
    assert found[0] == Decimal("57162.60")
    assert found == [exactly(amount, "EUR", 2024) for amount in rows["amount"]]


@pytest.mark.parametrize("reporting", RATES.currencies)
def test_every_shipped_rate_is_a_fraction_that_stays_exact(reporting: str) -> None:
    exchange = table(RATES, product(RATES.currencies, RATES.years), reporting)
    assert (exchange["units"] * exchange["base_units"]).max() < 2**53
    assert (exchange["units"] / exchange["base_units"]).equals(exchange["exchange_rate"])


def test_another_engine_gives_the_same_ore() -> None:
    amounts = [f"{sign}{n * 7919 % 10**9}.{n % 100:02}" for n in range(400) for sign in ("", "-")]
    names = ("SEK", "NOK", "EUR", "GBP")
    rows = ledger(*((f"{2018 + n % 9}-03-01", amount, names[n % 4]) for n, amount in enumerate(amounts)))
    for exchange in (
        table(RATES, product(names, range(2018, 2027)), "SEK"),
        table(RATES, product(["SEK"], range(2018, 2027)), "SEK"),
    ):
        relation = duckdb.from_arrow(rows.to_arrow())
        lazy: Any = with_reporting_amount(nw.from_native(relation), exchange, "SEK")
        other = lazy.select("row_id", "reporting_amount").to_native().pl()
        here = rows.select("row_id").with_columns(reporting_amount=pl.Series(reported(rows, exchange)))
        there = rows.select("row_id").join(other, on="row_id", how="left", maintain_order="left")
        assert there["reporting_amount"].to_list() == here["reporting_amount"].to_list()


def test_the_main_currency_is_where_most_of_the_money_is() -> None:
    assert main_currency({"NOK": Decimal("10"), "SEK": Decimal("-500.00"), "EUR": Decimal("20")}) == "SEK"
    assert main_currency({"SEK": Decimal("5"), "NOK": Decimal("5")}) == "NOK"
