"""Which products a category rests on, and how wide each is: what widens it adds up as variances."""

import math
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from own_set import write

from procurement_footprint.factors import chosen, factor_set, spreads
from procurement_footprint.factors.factor_set import CHANGES, FactorSet
from procurement_footprint.footprint import basis
from procurement_footprint.footprint.widths import widths
from procurement_footprint.mapping import bridge, crosswalk
from procurement_footprint.project import Project, Settings

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
    changes = pl.DataFrame([("C18", 2020, 0.1, 0.2, "median")], schema=CHANGES, orient="row")
    replaced = widths(SPREADS, CROSSWALK, replace(FACTORS, changes=changes), "SEK").parts
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


def variances(known: basis.Basis, category: str, year: int) -> dict[str, float]:
    parts = known.widths("SEK").parts.filter((pl.col("category") == category) & (pl.col("factor_year") == year))
    return dict(parts.select("product", "product_variance").iter_rows())


def test_what_the_policy_of_a_project_changed_is_wider_and_nothing_is_without_a_policy() -> None:
    changed, published = (basis.load(Project(settings=Settings(factor_policy=name))) for name in ("median-3", "none"))
    fish, plain = variances(changed, "fish", 2023), variances(published, "fish", 2023)
    assert fish["A03"] == pytest.approx(plain["A03"] + SAID.adjusted.variance)
    assert fish["C10T12"] == plain["C10T12"] == SPREADS.variance("C10T12")
    more = changed.factors.changes.filter(pl.col("year") == 2018)["product"].to_list()
    assert "C28" in more
    machines = {held.factors.policy: variances(held, "machinery", 2018)["C28"] for held in (changed, published)}
    assert machines["median-3"] == pytest.approx(machines["none"] + SAID.adjusted.variance)


def test_a_capital_good_has_the_spread_of_its_product_and_the_parts_of_its_own_factors() -> None:
    factors = chosen.load("figaro-se")
    two = pl.DataFrame({"category": ["new"] * 2, "product": ["C26", "F"], "share": [0.5, 0.5]})
    capital = dict(factors.capital.filter(pl.col("year") == 2023).select("product", "kg_per_unit").iter_rows())
    ordinary = dict(factors.table.filter(pl.col("year") == 2023).select("product", "kg_per_unit").iter_rows())
    for goods, of in ((("new",), capital), ((), ordinary)):
        found = widths(SPREADS, two, factors, "SEK", goods).parts.filter(pl.col("factor_year") == 2023)
        assert found["part"][1] == pytest.approx(of["F"] / (of["F"] + of["C26"]))
        assert found["product_variance"].to_list() == [SPREADS.variance("C26"), SPREADS.variance("F")]
    assert capital["F"] != ordinary["F"]


def other_set(folder: Path, classification: str, products: tuple[str, ...]) -> FactorSet:
    held = {product: {2023: "0.5"} for product in products}
    return factor_set.load_folder(write(folder, held, products=classification))


@pytest.mark.parametrize(
    ("classification", "product", "group"),
    [
        ("a64", "C10T12", "C10T12"),
        ("a64", "Q87_88", "Q87_88"),
        ("a64-food", "C10T12_beef", "C10T12"),
        ("exiobase-200", "Wheat", "A01"),
        ("exiobase-200", "Construction work (45)", "F"),
        ("naics-2017", "112511", "A03"),
        ("naics-2017", "Q86", "Q86"),
    ],
)
def test_a_product_of_another_classification_has_the_spread_of_its_group(
    tmp_path: Path, classification: str, product: str, group: str
) -> None:
    walk = pl.DataFrame({"category": ["food"], "product": [product], "share": [1.0]})
    found = widths(SPREADS, walk, other_set(tmp_path, classification, (product,)), "SEK").parts
    assert found.rows() == [("food", 2023, group, 1.0, SPREADS.by_product[group])]


@pytest.mark.parametrize("classification", ["own", "isic-4", "exiobase-200"])
def test_a_product_in_no_group_is_as_wide_as_the_widest_that_is_known(tmp_path: Path, classification: str) -> None:
    walk = pl.DataFrame({"category": ["food"], "product": ["6411"], "share": [1.0]})
    found = widths(SPREADS, walk, other_set(tmp_path, classification, ("6411",)), "SEK").parts
    assert found.rows() == [("food", 2023, "6411", 1.0, SAID.other_products.variance)]
    assert SAID.other_products.variance == max(SPREADS.by_product.values())
    assert SAID.other_products.why.startswith("assumption: ")


def test_kinds_of_one_group_move_together_and_are_no_surer_than_the_group(tmp_path: Path) -> None:
    kinds = ("C10T12_beef", "C10T12_pork", "F")
    walk = pl.DataFrame({"category": ["meat"] * 3, "product": kinds, "share": [0.25, 0.25, 0.5]})
    found = widths(SPREADS, walk, other_set(tmp_path, "a64-food", kinds), "SEK").parts
    assert found.select("product", "part").rows() == [("C10T12", 0.5), ("F", 0.5)]
    assert found["product_variance"].to_list() == pytest.approx([SPREADS.variance("C10T12"), SPREADS.variance("F")])


def test_every_product_of_every_bridge_has_a_width() -> None:
    for one in bridge.shipped():
        groups = {product: SPREADS.group(product, one.between[0], (one,)) for product in one.groups}
        assert groups == dict(one.groups)
        assert min(SPREADS.variance(group) for group in groups.values()) >= min(SPREADS.by_product.values())


def test_measured_kilograms_are_surer_than_any_on_a_factor_per_unit_of_money_and_say_that_they_are_judged() -> None:
    evidence = widths(SPREADS, CROSSWALK, FACTORS, "SEK").evidence
    measured = evidence.filter("measured")
    assert measured["evidence"].to_list() == ["activity", "supplier_specific"]
    assert measured["evidence_variance"].to_list() == sorted(measured["evidence_variance"].to_list())
    assert measured["evidence_variance"].max() < min(SPREADS.by_product.values())
    for component in SAID.measured.by_evidence.values():
        assert component.why.startswith("assumption: ")
    high, good, z = math.log(1.05), math.log(1.15), 1.959964
    assert SAID.measured.activity.gsd == pytest.approx(math.exp(math.hypot(high, good) / z), abs=5e-4)
    assert SAID.measured.supplier_specific.gsd == pytest.approx(math.exp(math.log(1.5) / z), abs=5e-4)
