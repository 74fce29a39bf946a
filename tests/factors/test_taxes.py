"""VAT in a price, by category and day."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.factors import taxes
from procurement_footprint.mapping import taxonomy
from procurement_footprint.problems import Refused

GROUPS = {one.id: group.id for group in taxonomy.load().groups for one in group.categories}
RATES = taxes.load()
YAML = """\
name: own
version: "1"
title: Own
geography: Here
currency: SEK
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


def own(folder: Path, *lines: str) -> taxes.VatRates:
    place = folder / "vat/own/1"
    place.mkdir(parents=True)
    text = "\n".join(["for,percent,since,until,why", *lines]) + "\n"
    (place / "rates.csv").write_text(text, encoding="utf-8")
    (place / "vat.yaml").write_text(f"{YAML}sha256: {sha256(text.encode()).hexdigest()}\n", encoding="utf-8")
    return taxes.load("own", shelves=[folder])


def percent(category: str, day: date) -> str:
    return str(RATES.rate(category, GROUPS[category], day).percent)


def test_food_bears_six_percent_from_april_2026_to_the_end_of_2027() -> None:
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2027, 12, 31), date(2028, 1, 1)]
    assert [percent("dairy", day) for day in days] == ["12", "6", "6", "12"]
    assert [percent("meals", day) for day in days] == ["12"] * 4


@pytest.mark.parametrize(
    ("category", "rate"),
    [("computers", "25"), ("hotel", "12"), ("taxi", "6"), ("books_media", "6"), ("home_care", "0")],
)
def test_a_category_has_the_rate_of_what_is_in_it(category: str, rate: str) -> None:
    assert percent(category, date(2024, 6, 1)) == rate


def test_every_line_names_a_category_or_group_and_gives_a_reason() -> None:
    taxes.check_names(RATES, GROUPS)
    assert all(one.why.endswith(".") for one in RATES.rates)
    assert {str(one.percent) for one in RATES.rates} == {"25", "12", "6", "0"}


@given(category=st.sampled_from(sorted(GROUPS)), day=st.dates(RATES.since, date(2035, 12, 31)))
def test_a_price_without_vat_and_its_vat_are_the_price_with_vat(category: str, day: date) -> None:
    bases = taxes.price_bases(RATES, GROUPS).filter(pl.col("category") == category, pl.col("vat_since") <= day)
    basis = bases.sort("vat_since")["price_basis"][-1]
    assert basis * (1 + float(percent(category, day)) / 100) == pytest.approx(1.0, rel=1e-15)


def test_25_percent_are_a_fifth_of_the_price_exactly() -> None:
    bases = taxes.price_bases(RATES, {"computers": "it_telecom"})
    assert set(bases["price_basis"]) == {0.8}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["*,100,2012-01-01,,All."],
            "own/1/rates.csv, *: this is not a percentage\n"
            "    100\n"
            "    fix: write 25, 12, 6 or another number; 0 for what is exempt",
        ),
        (
            ["*,25,2012-01-01,soon,All."],
            'own/1/rates.csv, *, column "until": this is not a day\n'
            "    soon\n"
            "    fix: write it as 2026-04-01; leave until empty where no end is known",
        ),
        (
            ["*,25,2012-01-01,,All.", "food,12,2012-01-01,,Food.", "food,6,2026-04-01,,Food."],
            "own/1/rates.csv, food: two rates hold on the same day\n"
            "    2012-01-01 and 2026-04-01\n"
            "    fix: end the earlier one on the day before the later one",
        ),
        (
            ["*,25,2012-01-01,2020-12-31,All.", "*,24,2021-02-01,,All."],
            'own/1/rates.csv: the lines for "*" do not cover every day from their first one on\n'
            '    fix: let each line for "*" begin where one ends',
        ),
        (
            ["food,12,2012-01-01,,Food."],
            'own/1/rates.csv: the lines for "*" do not cover every day from their first one on\n'
            '    fix: let each line for "*" begin where one ends',
        ),
    ],
)
def test_rates_that_do_not_fit_are_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        own(tmp_path, *lines)
    assert str(refused.value) == said
