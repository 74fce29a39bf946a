"""Which products a category rests on, and how wide each is: what widens it adds up as variances."""

import math

import polars as pl
import pytest

from procurement_footprint.factors import factor_set, spreads
from procurement_footprint.footprint.widths import widths
from procurement_footprint.mapping import crosswalk

SPREADS, FACTORS, CROSSWALK = spreads.load(), factor_set.load(), crosswalk.load().table
SAID = SPREADS.description


def test_parts_are_shares_of_the_kilograms_and_add_to_one() -> None:
    parts = widths(SPREADS, CROSSWALK, FACTORS, "SEK").parts
    sums = parts.group_by("category", "factor_year").agg(pl.sum("part"))["part"]
    assert sums.to_list() == pytest.approx([1.0] * len(sums))
    meals = parts.filter((pl.col("category") == "meals") & (pl.col("factor_year") == 2023))
    food, kitchen = 0.5 * 0.42923, 0.5 * 0.12626
    assert meals["product"].to_list() == ["C10T12", "I"]
    assert meals["part"].to_list() == pytest.approx([food / (food + kitchen), kitchen / (food + kitchen)])


def test_a_replaced_vintage_is_wider_by_its_component_and_no_other_is() -> None:
    plain = widths(SPREADS, CROSSWALK, FACTORS, "SEK").parts
    replaced = widths(SPREADS, CROSSWALK, FACTORS, "SEK", {("C18", 2020)}).parts
    both = plain.with_columns(more=replaced["product_variance"] - pl.col("product_variance"))
    hit = (pl.col("product") == "C18") & (pl.col("factor_year") == 2020)
    assert both.filter(hit)["more"].to_list() == pytest.approx([SAID.adjusted.variance] * both.filter(hit).height)
    assert both.filter(hit).height > 0
    assert both.filter(~hit)["more"].abs().max() == 0


def test_a_report_in_another_currency_is_wider_in_level_and_products() -> None:
    home, abroad = (widths(SPREADS, CROSSWALK, FACTORS, currency) for currency in ("SEK", "GBP"))
    assert home.level == SAID.level.variance
    assert abroad.level == pytest.approx(home.level + math.log(1.91) ** 2)
    more = (abroad.parts["product_variance"] - home.parts["product_variance"]).to_list()
    assert more == pytest.approx([math.log(1.61) ** 2] * len(more))
    assert abroad.unknown == pytest.approx(home.unknown + math.log(1.61) ** 2)
