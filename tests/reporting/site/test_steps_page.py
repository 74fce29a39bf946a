"""The page `steps`: its figures are those of the report, its examples can be computed by hand, it names no person."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint.reporting.language import MINUS
from procurement_footprint.reporting.site import pages
from procurement_footprint.reporting.site.edition import Edition
from procurement_footprint.reporting.steps.told import Told

NUMBER = rf"{MINUS}?\d[\d\s.,]*"


@pytest.fixture(scope="module")
def made(whole_report: dict[str, Edition]) -> dict[str, Edition]:
    return whole_report


def number(text: str, language: str) -> Decimal:
    plain = re.sub(r"\s", "", text).replace(MINUS, "-")
    return Decimal(plain.replace(",", ".") if language == "sv" else plain.replace(",", ""))


def told(edition: Edition) -> list[Told]:
    assert edition.steps is not None
    return [one for _, categories in edition.steps.groups for one in categories]


def step(one: Told, number_of: int) -> list[str]:
    return [line.text for line in one.steps[number_of][1]]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_example_of_every_category_gives_its_kilograms_to_the_gram(made, language: str) -> None:
    """Read as a person reads it: amount × deflator × price basis × (share × factor + …) ÷ rate = kilograms."""
    seen = 0
    for one in told(made[language]):
        sum_ = one.sum.split("÷", 1)[1].split("=", 1)[1]
        left, right = sum_.rsplit("=", 1)
        outer, inner, rate = re.fullmatch(r"(.*) × \((.*)\) ÷ (.*)", left.strip()).groups()  # type: ignore[union-attr]
        product = Decimal(1)
        for figure in outer.split("×"):
            product *= number(figure, language)
        terms = [[number(figure, language) for figure in term.split("×")] for term in inner.split("+")]
        product *= sum((share * factor for share, factor in terms), Decimal(0))
        said = number(re.search(NUMBER, right).group().rstrip(" .,"), language)  # type: ignore[union-attr]
        assert (product / number(rate, language)).quantize(Decimal("0.001")) == said, one.identifier
        seen += 1
    assert seen == made[language].report.breakdown.categories.height


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_steps_of_a_category_add_up_to_it(made, language: str) -> None:
    frame = made[language].report.breakdown.categories
    whole = dict(frame.select("category", "kg_co2e").iter_rows())
    gives = {"sv": "ger", "en": "gives"}[language]
    for one in told(made[language]):
        assert one.kg_co2e == whole[one.identifier]
        by_price = [re.search(rf"{gives} ({NUMBER}) kg", line) for line in step(one, 0)]
        assert sum(number(found[1], language) for found in by_price if found) == one.kg_co2e, one.identifier
        by_rule = [re.search(rf"({NUMBER}) kg; ", line) for line in step(one, 2)]
        figures = [
            found[1].split(", ")[-1] if language == "en" else found[1].split("kr, ")[-1] for found in by_rule if found
        ]
        assert sum(number(figure.split("kr, ")[-1], language) for figure in figures) == one.kg_co2e, one.identifier
    assert sum(whole.values()) == made[language].report.breakdown.totals.kg_co2e


def test_the_page_tells_every_counted_category_with_its_rule_and_its_rows(made) -> None:
    page = unescape(pages.site(made["sv"])["steps.html"])
    for one in told(made["sv"]):
        assert f'id="category-{one.identifier}"' in page
        assert all(line.code for line in (*one.steps[2][1], *one.steps[3][1]))
    assert "leverantorsreskontra-2024.csv:" in page
    assert "procurement-footprint why --category" in page


def test_no_person_is_named(made, small_town: Path) -> None:
    rows = pl.read_parquet(small_town / "footprint" / "footprint.parquet").filter("sole_trader")
    known = [*rows["supplier"].drop_nulls().unique(), *rows["supplier_id"].drop_nulls().unique()]
    assert known
    for text in (*pages.site(made["sv"]).values(), pages.one_file(made["sv"])):
        assert not [one for one in known if one in unescape(text)]
    assert "enskild näringsidkare" in pages.site(made["sv"])["steps.html"]


def test_the_page_is_lean(made) -> None:
    page, count = pages.site(made["sv"])["steps.html"], len(told(made["sv"]))
    style = page.index("</head>")
    assert (len(page.encode()) - style) / count < 2_100  # 150 categories are some 300 kB
