"""A vintage policy handles odd factors by a written rule, marks what it changes, and can be switched off."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_set import write

from procurement_footprint.factors import chosen, factor_set, policy
from procurement_footprint.problems import Refused

POLICIES = policy.load()
PUBLISHED = factor_set.load()
USED = chosen.load("figaro-se")


def value(used: factor_set.FactorSet, product: str, year: int) -> float:
    return float(used.table.filter(product=product, year=year)["kg_per_unit"].item())


def own(tmp_path: Path, factors: dict[str, dict[int, str]]) -> factor_set.FactorSet:
    return policy.apply(factor_set.load_folder(write(tmp_path, factors)), POLICIES.by_id["median-3"], POLICIES.checks)


def test_there_are_two_policies_and_the_median_holds_unless_another_is_chosen() -> None:
    assert list(POLICIES.by_id) == ["median-3", "none"]
    assert USED.policy == POLICIES.default == "median-3"
    for one in POLICIES.by_id.values():
        assert one.what
        assert one.why


def test_the_flagged_vintages_of_the_embedded_set_take_the_middle_of_three_years() -> None:
    later = USED.changes.filter(pl.col("year") != 2018)
    assert later.select("product", "year", "published", "kg_per_unit").rows() == [
        ("A03", 2023, 0.44866, 0.30192),
        ("B", 2023, 0.34868, 0.31093),
        ("C18", 2020, 0.37614, 0.21726),
        ("C19", 2022, 0.44943, 0.50561),
        ("H50", 2022, 0.88822, 1.152),
    ]
    assert later["how"][2] == "the middle of 2019, 2020, 2021: 2021 in terms of 2020"


def test_a_flagged_vintage_in_the_middle_of_its_neighbours_stays_as_it_was_published() -> None:
    for product, year in (("B", 2021), ("C18", 2021)):
        assert value(USED, product, year) == value(PUBLISHED, product, year)


def test_a_neighbour_is_brought_to_the_flagged_years_terms_by_the_median_change_of_all_products(tmp_path: Path) -> None:
    # all products halve each year, so in terms of 2021 the 4 of 2020 is 2 and the 0.8 of 2022 is 1.6
    usual = {name: {2020: "4", 2021: "2", 2022: "1"} for name in "PQR"}
    used = own(tmp_path, {**usual, "ODD": {2020: "4", 2021: "16", 2022: "0.8"}})
    assert value(used, "ODD", 2021) == 2.0
    assert used.changes.filter(year=2021)["how"].to_list() == ["the middle of 2020, 2021, 2022: 2020 in terms of 2021"]


def test_in_the_last_vintage_the_two_years_before_are_the_neighbours(tmp_path: Path) -> None:
    usual = {name: {2020: "4", 2021: "4", 2022: "4"} for name in "PQRST"}
    used = own(tmp_path, {**usual, "ODD": {2020: "3", 2021: "2", 2022: "9"}})
    assert [value(used, "ODD", year) for year in (2020, 2021, 2022)] == [3.0, 3.0, 3.0]


def test_with_fewer_than_three_years_the_published_value_stays(tmp_path: Path) -> None:
    used = own(tmp_path, {"ODD": {2021: "1", 2022: "9"}, "P": {2021: "1", 2022: "1"}})
    assert used.changes.is_empty()
    assert value(used, "ODD", 2022) == 9.0


def test_vintages_before_a_break_of_valuation_are_valued_with_the_tables_after_it() -> None:
    # A01 2018: basic price 1347.15 × ratio of 2019 0.9478 + emissions of the margins 4.25 / 0.0372 × share 0.0649
    assert value(USED, "A01", 2018) == pytest.approx((1347.15 * 0.9478 + 4.25 / 0.0372 * 0.0649) / 1000, rel=3e-4)
    # construction has no margins: 273.93 × ratio
    held = PUBLISHED.details
    basic, ratio = held["F", 2018]["total_basic_prices"], held["F", 2019]["rebasing_ratio"]
    assert value(USED, "F", 2018) == pytest.approx(float(basic) * float(ratio) / 1000, rel=1e-4)
    changed = USED.changes.filter(year=2018)
    assert changed.height == 56  # the other five come out as published
    assert set(changed["how"]) == {"valued with the tables of 2021"}


def test_without_a_policy_every_factor_is_the_publishers() -> None:
    used = chosen.load("figaro-se", "none")
    assert used.table.equals(PUBLISHED.table)
    assert used.changes.is_empty()
    assert used.policy == "none"


def test_every_change_is_marked_and_nothing_else_changes() -> None:
    both = PUBLISHED.table.join(USED.table, on=["product", "year"], suffix="_used")
    different = both.filter(pl.col("kg_per_unit") != pl.col("kg_per_unit_used"))
    marked = USED.changes.select("product", "year", kg_per_unit="published", kg_per_unit_used="kg_per_unit")
    assert both.height == PUBLISHED.table.height
    assert different.equals(marked)


@settings(deadline=None, max_examples=30)
@given(factors=st.lists(st.decimals("0.01", "99", places=2), min_size=3, max_size=8))
def test_a_computed_factor_lies_between_the_values_that_it_is_the_middle_of(
    factors: list[object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    series = {2010 + place: str(factor) for place, factor in enumerate(factors)}
    # five products that stand still: the median change is 1, so the neighbours are as they stand
    still = {name: dict.fromkeys(series, "1") for name in "PQRST"}
    flat = tmp_path_factory.mktemp("set")
    used = own(flat, {**still, "X": series, "Y": dict.fromkeys(series, "1")})
    for year in used.changes["year"]:
        window = [one for one in (year - 1, year, year + 1) if one in series]
        window = window if len(window) == 3 else [year - 2, year - 1, year]
        assert value(used, "X", year) == pytest.approx(sorted(float(series[one]) for one in window)[1], rel=1e-4)


def test_an_unknown_policy_is_refused_with_the_choice() -> None:
    with pytest.raises(Refused) as refused:
        chosen.named("figaro-se@2026.5:mean")
    assert str(refused.value) == (
        "figaro-se@2026.5: there is no vintage policy of this name\n    mean\n    fix: write one of: median-3, none"
    )


def test_a_set_is_named_by_name_version_folder_and_policy(tmp_path: Path) -> None:
    folder = write(tmp_path, {"P": {2022: "1"}})
    assert chosen.named("figaro-se:none").policy == "none"
    assert chosen.named("figaro-se@2026.5").policy == "median-3"
    assert chosen.named(str(folder)).identity == "own@1"
    assert chosen.named(f"{folder}:none").policy == "none"
    assert chosen.named("own", shelves=[tmp_path]).identity == "own@1"
    assert chosen.named("figaro-se", "none").policy == "none"
    assert chosen.named("figaro-se:median-3", "none").policy == "median-3"
