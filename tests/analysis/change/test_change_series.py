"""More than two years: every effect adds up over the chain, in every table, at constant method."""

from decimal import Decimal

import polars as pl
import pytest
from change_cells import GROUPS, cell, kg, table

from procurement_footprint.analysis.change.changes import change
from procurement_footprint.analysis.change.series import CHAINED, Series, Year, chained
from procurement_footprint.analysis.change.sides import same_method

FIRST = table(cell("food", 1000, 100), cell("it", 500, 20, supplier="Y"))
SECOND = table(cell("food", 1100, 90, 1000), cell("fuel", 100, 30, 90, supplier="Z"))
THIRD = table(cell("food", 1200, 95, 1150), cell("it", 600, 21, 580, supplier="Y", department="care"))
YEARS = [
    Year("2022", FIRST, Decimal("140.000")),
    Year("2023", SECOND, Decimal("125.500")),
    Year("2024", THIRD, Decimal("116.000")),
]
TABLES = ("categories", "groups", "departments", "suppliers", "organisations")


@pytest.fixture(scope="module")
def found() -> Series:
    return chained(YEARS, GROUPS)


def test_the_course_has_each_year_and_its_effects_since_the_one_before(found: Series) -> None:
    course = found.course.select("year", "kg_reported", "kg_co2e", "amount", "real_change", "real_change_since_first")
    assert course.rows() == [
        ("2022", Decimal("140.000"), kg(120), Decimal("1500.00"), kg(0), kg(0)),
        ("2023", Decimal("125.500"), kg(120), Decimal("1200.00"), kg(0), kg(0)),
        ("2024", Decimal("116.000"), kg(116), Decimal("1800.00"), kg(-4), kg(-4)),
    ]
    assert found.course["spend_price"].to_list() == [0, Decimal("110.00"), Decimal("70.00")]
    assert found.course["spend_volume"].to_list() == [0, Decimal("-410.00"), Decimal("530.00")]


@pytest.mark.parametrize("name", TABLES)
def test_effects_add_up_over_the_chain_in_every_table(found: Series, name: str) -> None:
    frame = getattr(found, name)
    left = frame.select(
        pl.col("volume") + pl.col("mix") + pl.col("intensity") - (pl.col("kg_last") - pl.col("kg_first"))
    )
    assert set(left.to_series()) == {0}
    last = found.course.row(-1, named=True)
    assert frame.select(pl.sum(*CHAINED)).row(0) == tuple(last[f"{one}_since_first"] for one in CHAINED)


def test_a_chain_of_two_years_is_their_change(found: Series) -> None:
    two = chained(YEARS[:2], GROUPS)
    alone = change(same_method(FIRST, SECOND), GROUPS)
    assert two.links[0].total.equals(alone.total)
    assert (
        two.categories.select("category", *CHAINED)
        .sort("category")
        .equals(alone.categories.select("category", *CHAINED).sort("category"))
    )
    assert found.links[0].total.equals(alone.total)


def test_the_earlier_year_of_a_link_is_in_its_own_prices(found: Series) -> None:
    assert found.links[1].total.select("real_before", "real_after").row(0) == (Decimal("1200.00"), Decimal("1730.00"))
