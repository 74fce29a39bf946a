"""`factors list`, `show` and `check`: what the kilograms rest on, its source, and whether it is whole."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from procurement_footprint.commands.factors import factors, shown
from procurement_footprint.factors import (
    activity_factors,
    currencies,
    factor_set,
    figures,
    population,
    prices,
    spreads,
    supply_chain,
    taxes,
)
from procurement_footprint.factors.completeness import findings
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.problems import Refused

CREDIT = (
    "FIGARO monetary emission factors, Ecodex (https://getecodex.com), version 2026.5, "
    "DOI 10.5281/zenodo.23157020, licence CC BY-SA 4.0. Computed from Eurostat data."
)


def run(*words: str) -> Result:
    return CliRunner().invoke(factors, words)


def without(chosen: FactorSet, product: str, year: int) -> FactorSet:
    kept = chosen.table.filter((pl.col("product") != product) | (pl.col("year") != year))
    return FactorSet(
        name=chosen.name,
        version=chosen.version,
        title=chosen.title,
        currency=chosen.currency,
        products=chosen.products,
        vintages=chosen.vintages,
        table=kept,
        description=chosen.description,
        citation=chosen.citation,
        sha256s=chosen.sha256s,
        details=chosen.details,
    )


def test_list_names_every_set_with_its_years_licence_and_credit() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert result.output.split("\n\n")[0] == (
        "figaro-se@2026.5\n"
        "  FIGARO monetary emission factors for Sweden, purchaser prices with margins\n"
        "  62 products, 2018-2023, kg CO2e per 1000 EUR, purchaser prices, VAT excluded, of each vintage's year\n"
        f"  CC BY-SA 4.0: {CREDIT}"
    )
    assert "ecb-annual@2026.10\n" in result.output
    assert "62 products, geometric standard deviation\n" in result.output
    for identity in (
        "hicp-euro-area@2025.12",
        "hicp-euro-area-items@2025.12",
        "cpi-sweden@2024.12",
        "vat-sweden@2026.1",
        "scb-be0101@2024.12",
    ):
        assert f"{identity}\n" in result.output


def test_show_prints_the_factors_of_a_product_over_the_years_with_their_source() -> None:
    result = run("show", "Q87_88")
    assert result.exit_code == 0
    assert result.output.startswith(
        "figaro-se@2026.5: kg CO2e per 1000 EUR\n"
        "purchaser prices, VAT excluded, of each vintage's year; vintage policy median-3\n"
        "\n"
        "Q87_88  Residential care activities and social work activities without accommodation\n"
        "2018  no factor\n"
    )
    assert result.output.endswith(f"\nSource: {CREDIT}\n")


def test_show_prints_one_year_of_a_product() -> None:
    lines = run("show", "A01", "--year", "2018").output.splitlines()
    assert lines[3:5] == [
        "A01  Crop and animal production, hunting and related service activities",
        "2018    1284.30  * changed by median-3, published 1318.79: valued with the tables of 2021",
    ]
    assert lines[5:7] == [
        "for capital goods, * derived with figaro-se-final-demand@2026.5, not the publisher's:",
        "2018    1392.60",
    ]
    assert len(lines) == 9
    assert run("show", "A01", "--year", "2018", "--set", "figaro-se:none").output.splitlines()[4] == "2018    1318.79"


def test_show_prints_all_digits_of_a_factor() -> None:
    lines = run("show", "L", "--year", "2019").output.splitlines()
    assert (lines[4], lines[6]) == ("2019      77.54", "2019     76.363")
    assert [shown.factor(one) for one in (429.23, 1152.0, 0.076363 * 1000, 0.42923, 0.000412, 60.0, 0.1 + 0.2)] == [
        "429.23", "1152.00", "76.363", "0.42923", "0.000412", "60.00", "0.30"
    ]  # fmt: skip


def test_show_without_a_product_lists_all_of_the_latest_year() -> None:
    lines = run("show").output.splitlines()
    assert lines[3] == "product       2023  name"
    assert len(lines) == 4 + 62 + 2 + 2
    assert "A03         301.92* Fishing and aquaculture" in lines
    assert (
        "* A03: changed by median-3, published 448.66: the middle of 2021, 2022, 2023: 2021 in terms of 2023"
    ) in lines
    assert len(run("show", "--set", "figaro-se:none", "--year", "2018").output.splitlines()) == 4 + 61 + 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["A1"],
            'Invalid value for PRODUCT: figaro-se@2026.5 has no product "A1"; all of them: factors show',
        ),
        (["--year", "2024"], "figaro-se@2026.5 has the years 2018, 2019, 2020, 2021, 2022, 2023"),
    ],
)
def test_show_says_what_there_is_when_something_is_not_there(words: list[str], message: str) -> None:
    result = run("show", *words)
    assert result.exit_code == 2
    assert message in result.output


def test_show_refuses_an_unknown_set() -> None:
    result = run("show", "--set", "nothing")
    assert isinstance(result.exception, Refused)


def test_check_finds_the_shipped_figures_whole() -> None:
    result = run("check")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    sets = (factor_set.load(), factor_set.load("figaro-se-final-demand"))
    rates = (currencies.load(), currencies.load(currencies.QUARTERLY))
    indices = (prices.load("cpi-sweden"), prices.load("hicp-euro-area"), prices.load("hicp-euro-area-items"))
    shipped = (*sets, *rates, *indices, *activity_factors.shipped(), spreads.load(), taxes.load(), population.load())
    assert lines[: len(shipped)] == [f"{one.identity}: unchanged, SHA-256 {one.citation.sha256}" for one in shipped]
    chain = supply_chain.load("figaro-se")
    assert lines[len(shipped)] == f"supply chain {chain.identity}: unchanged, SHA-256 {chain.citation.sha256}"
    assert lines[len(shipped) + 1] == (
        "known gap: Q87_88 2018: the publisher gives no factor for residential care and social work in 2018"
    )
    assert all(line.startswith(("handled: ", "  median-3: ")) for line in lines[len(shipped) + 2 : -1])
    assert lines[-1] == "0 findings that the vintage policy median-3 does not handle"


def test_check_refuses_every_changed_file_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = tmp_path / "emission_factors"
    shutil.copytree(figures.SHIPPED[0], shelf)
    for path in ("figaro-se/2026.5/factors.csv", "prices/hicp-euro-area/2025.12/index.csv"):
        raw = (shelf / path).read_bytes()
        (shelf / path).write_bytes(raw[:-2] + b"9\n")
    monkeypatch.setattr(figures, "SHIPPED", (shelf,))
    result = run("check")
    assert isinstance(result.exception, Refused)
    assert [(one.code, one.place) for one in result.exception.problems] == [
        ("factor-file-changed", "figaro-se/2026.5/factors.csv"),
        ("factor-file-changed", "hicp-euro-area/2025.12/index.csv"),
    ]


def test_a_factor_that_nobody_says_is_missing_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = factor_set.load()
    monkeypatch.setattr(factor_set, "load", lambda *_: without(whole, "P85", 2021))
    result = run("check")
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if line.startswith(("missing: ", "open: "))] == [
        "missing: figaro-se@2026.5: P85 has no factor for 2021"
    ]
    assert result.output.endswith("1 finding that the vintage policy median-3 does not handle\n")


def test_missing_rates_and_index_years_are_findings() -> None:
    rates, index = currencies.load(), prices.load("hicp-euro-area")
    some_rates = currencies.Rates(
        name=rates.name,
        version=rates.version,
        base=rates.base,
        per_base={key: rate for key, rate in rates.per_base.items() if key != ("GBP", 2020)},
        description=rates.description,
        citation=rates.citation,
        sha256s=rates.sha256s,
    )
    some_years = prices.PriceIndex(
        name=index.name,
        version=index.version,
        index={year: level for year, level in index.index.items() if year != 2024},
        description=index.description,
        citation=index.citation,
        sha256s=index.sha256s,
    )
    assert findings(factor_set.load(), some_rates, some_years) == (
        "ecb-annual@2026.10: there is no rate of GBP for 2020",
        "hicp-euro-area@2025.12: there is no index for 2024",
    )
