from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import cache

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.footprint.calculate import calculate, multipliers
from procurement_footprint.ledger.columns import KILOGRAMS, MONEY

ROWS = {
    "row_id": pl.String,
    "booked_on": pl.Date,
    "amount": MONEY,
    "currency": pl.String,
    "status": pl.String,
    "category": pl.String,
    "reason": pl.String,
    "evidence": pl.String,
}
FACTORS = pl.DataFrame(
    {
        "category": ["food", "food", "works"],
        "year": [2023, 2024, 2023],
        "factor_year": [2023, 2023, 2023],
        "deflator": [1.0, 0.976, 1.0],
        "via": [None, "EUR", None],
        "price_year": [None, 2023, None],
        "kg_per_factor_currency": [0.5, 0.5, 0.25],
    },
    schema_overrides={"year": pl.Int32, "factor_year": pl.Int32, "price_year": pl.Int32},
)
RATES = pl.DataFrame(
    {
        "currency": ["SEK", "EUR", "SEK"],
        "year": [2023, 2023, 2024],
        "via": [None, None, "EUR"],
        "price_year": [None, None, 2023],
        "exchange_rate": [11.4788, 1.0, 11.4325],
    },
    schema_overrides={"year": pl.Int32, "price_year": pl.Int32},
)


@cache
def table() -> pl.DataFrame:
    return multipliers(FACTORS, RATES, "figaro-se@2026.5")


def row(number: int, amount: str, **changes: object) -> dict[str, object]:
    purchase: dict[str, object] = {
        "row_id": f"l.csv:{number}",
        "booked_on": date(2023, 5, 1),
        "amount": Decimal(amount),
        "currency": "SEK",
        "status": "counted",
        "category": "food",
        "reason": None,
        "evidence": "account",
    }
    return purchase | changes


def computed(rows: list[dict[str, object]]) -> pl.DataFrame:
    frame = nw.from_native(pl.LazyFrame(rows, schema=ROWS))
    return calculate(frame, table()).to_native().collect()


def test_a_purchase_in_euros_in_a_year_with_a_factor_is_amount_times_factor() -> None:
    found = computed([row(1, "1000.00", currency="EUR")]).row(0, named=True)
    assert computed([row(1, "1")]).schema["kg_co2e"] == KILOGRAMS
    assert found["kg_co2e"] == Decimal("500.000")
    assert found["kg_per_unit"] == 0.5
    assert (found["exchange_rate"], found["deflator"], found["price_basis"]) == (1.0, 1.0, 1.0)
    assert (found["factor_set"], found["factor_year"], found["scope"]) == ("figaro-se@2026.5", 2023, "3")


def test_kronor_are_converted_and_brought_to_the_prices_of_the_factor() -> None:
    found = computed([row(1, "100000.00", booked_on=date(2024, 2, 1), evidence="account_text")]).row(0, named=True)
    exact = Fraction("100000.00") / Fraction("11.4325") * Fraction("0.976") * Fraction("0.5")
    assert found["kg_co2e"] == round(Decimal(exact.numerator) / Decimal(exact.denominator), 3)
    assert found["quality"] == "E"  # account and text would be D; the factor is carried over from 2023


def test_a_credit_note_takes_its_kilograms_back() -> None:
    found = computed([row(1, "1234.56"), row(2, "-1234.56")])
    assert found["kg_co2e"].sum() == Decimal("0.000")


def test_a_category_without_a_factor_for_the_year_is_unmapped_not_zero() -> None:
    found = computed([row(1, "10.00", category="works", booked_on=date(2024, 1, 1))]).row(0, named=True)
    assert (found["status"], found["reason"], found["kg_co2e"]) == ("unmapped", "no_factor", None)
    assert found["factor_set"] is None


@pytest.mark.parametrize(("evidence", "quality"), [("cpv", "C"), ("account_text", "D"), ("account", "E")])
def test_the_quality_is_that_of_the_evidence_where_the_factor_is_of_the_year(evidence: str, quality: str) -> None:
    assert computed([row(1, "10.00", evidence=evidence)])["quality"].to_list() == [quality]


@pytest.mark.parametrize(("status", "reason"), [("left_out", "wages"), ("unmapped", "no_rule")])
def test_what_is_not_counted_has_no_kilograms_and_idle_multipliers(status: str, reason: str) -> None:
    changes = {"status": status, "reason": reason, "category": None}
    found = computed([row(1, "10.00", **changes)]).row(0, named=True)
    assert (found["status"], found["reason"], found["kg_co2e"], found["kg_per_unit"]) == (status, reason, None, None)
    assert (found["exchange_rate"], found["deflator"], found["price_basis"]) == (1.0, 1.0, 1.0)
    assert found["quality"] is None


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=40))
def test_each_row_is_rounded_to_whole_grams(amounts: list[Decimal]) -> None:
    found = computed([row(number, str(amount)) for number, amount in enumerate(amounts)])
    factor = Decimal(found["kg_per_unit"][0])
    for amount, kilograms in zip(amounts, found["kg_co2e"], strict=True):
        exact = amount * factor
        assert abs(kilograms - exact.quantize(Decimal("0.001"), ROUND_HALF_EVEN)) <= Decimal("0.001")
        assert abs(kilograms - exact) <= Decimal("0.0005") + abs(exact) * Decimal("1e-15")


@given(st.lists(st.decimals(-(10**7), 10**7, places=2), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_total_is_the_same_in_any_order(amounts: list[Decimal], random: object) -> None:
    rows = [row(number, str(amount)) for number, amount in enumerate(amounts)]
    total = computed(rows)["kg_co2e"].sum()
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert computed(rows)["kg_co2e"].sum() == total


def test_another_engine_gives_the_same_grams() -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = [
        row(
            number, f"{number * 7919 % 100003 - 5000}.{number % 100:02d}", category=category, status=status, reason=None
        )
        for number in range(500)
        for category, status in [("food", "counted"), ("works", "counted"), (None, "counted")]
    ]
    frame = pl.DataFrame(rows, schema=ROWS).with_columns(row_id=pl.int_range(len(rows)).cast(pl.String))
    here = calculate(nw.from_native(frame.lazy()), table()).to_native().collect()
    there = calculate(nw.from_native(duckdb.from_arrow(frame.to_arrow())), table()).to_native().pl()
    columns = ["row_id", "status", "reason", "kg_co2e", "quality", "factor_year"]
    assert there.select(columns).sort("row_id").equals(here.select(columns).sort("row_id"))


def test_amounts_that_include_vat_are_netted_by_the_rates_of_their_day() -> None:
    lower = date(2023, 4, 1)
    bases = pl.DataFrame(
        {
            "category": ["food", "food", "works"],
            "vat_since": [date(2020, 1, 1), lower, date(2020, 1, 1)],
            "price_basis": [0.5, 0.25, 0.8],
        }
    )
    priced = multipliers(FACTORS, RATES, "figaro-se@2026.5", bases)
    assert priced.columns[:5] == ["category", "year", "currency", "evidence", "vat_since"]
    days = [date(2023, 3, 31), lower, date(2023, 12, 31), date(2019, 12, 31), None]
    rows = [row(number, "1000", booked_on=day, currency="EUR") for number, day in enumerate(days)]
    found = calculate(nw.from_native(pl.LazyFrame(rows, schema=ROWS)), priced).to_native().collect()
    assert found["kg_co2e"].to_list() == [Decimal(250), Decimal(125), Decimal(125), None, None]
    assert found["price_basis"].to_list() == [0.5, 0.25, 0.25, 1.0, 1.0]
    assert found["reason"].to_list() == [None, None, None, "no_factor", "no_factor"]
    assert not {"year", "vat_since"} & {*found.columns}
