"""Kinds of food have factors of their own, and together still the factor of all food."""

import csv
import shutil
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint import shelf
from procurement_footprint.factors import factor_set
from procurement_footprint.factors.set_files import write_set
from procurement_footprint.factors.sources import exiobase, food_split, margins
from procurement_footprint.factors.sources.exiobase import Wanted
from procurement_footprint.mapping import bridge
from procurement_footprint.problems import Refused

SHARED = Path(__file__).resolve().parents[3] / "shared/data/exiobase3-2011-bloom"
SPLIT = food_split.load()
MADE = food_split.read("figaro-se")
COLUMN = "kg_co2e_per_1000_eur"


def factors(year: str) -> dict[str, Fraction]:
    return {row["product"]: Fraction(row[COLUMN]) for row in MADE.rows if row["year"] == year}


def test_the_parts_are_the_kinds_of_food_and_their_weights_add_to_one() -> None:
    assert list(SPLIT.names) == ["beef", "pork", "poultry", "fish", "dairy", "grain", "fruit_vegetables", "other"]
    assert sum(SPLIT.weights.values()) == 1


def test_the_weighted_mean_of_the_relatives_is_exactly_one() -> None:
    assert sum(SPLIT.weights[part] * SPLIT.relatives[part] for part in SPLIT.names) == 1


@pytest.mark.parametrize("year", ["2018", "2019", "2020", "2021", "2022", "2023"])
def test_the_spend_weighted_mean_is_the_factor_of_all_food(year: str) -> None:
    held = factors(year)
    mean = sum(weight * held[f"C10T12_{part}"] for part, weight in SPLIT.weights.items())
    assert abs(mean - held["C10T12"]) < Fraction(1, 10**6)
    assert held["C10T12_beef"] > held["C10T12_dairy"] > held["C10T12"] > held["C10T12_fruit_vegetables"]


def test_everything_else_stays_and_what_is_new_is_marked(tmp_path: Path) -> None:
    write_set(tmp_path / "food" / "1", MADE.description, MADE.rows)
    made, source = factor_set.load("food", "1", [tmp_path]), factor_set.load()
    kept = made.table.filter(pl.col("product").is_in(list(source.products)))
    assert kept.equals(source.table)
    assert {row["product"] for row in MADE.rows if row["changed"]} == {f"C10T12_{part}" for part in SPLIT.names}
    assert made.products["C10T12_beef"] == "Beef (changed)"
    assert made.title.endswith("(changed)")
    assert "EXIOBASE 3.4" in made.citation.attribution
    assert source.citation.attribution in made.citation.attribution
    assert made.description.gaps == source.description.gaps


def test_a_split_that_was_changed_by_hand_is_refused(tmp_path: Path) -> None:
    shutil.copytree(shelf.folder("emission_factors") / "splits", tmp_path / "splits")
    path = tmp_path / "splits/food-exiobase/2026.1/split.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2.290", "2.390"), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        food_split.load([tmp_path])
    assert [one.code for one in refused.value.problems] == ["factor-file-changed"]


def test_the_method_shows_the_weights_and_relatives() -> None:
    text = (shelf.folder("emission_factors").parent / "METHOD.md").read_text(encoding="utf-8")
    section = text.partition("## Food in kinds")[2].partition("\n## ")[0]
    with (shelf.folder("emission_factors") / "splits/food-exiobase/2026.1/split.csv").open(encoding="utf-8") as file:
        parts = [(row["weight"], row["relative"], row["relative_sweden"]) for row in csv.DictReader(file)]
    assert [line for line in parts if f"| {' | '.join(line)} |" not in section] == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the EXIOBASE table is not beside this checkout")
def test_the_weights_come_out_of_the_published_coicop_table() -> None:
    """A class's share of food follows from a product that only this class buys."""
    table = published("COICOP_EU_ini.csv", "coicopCode")

    def percent(code: str, product: str) -> Fraction:
        return Fraction(table[code][product].rstrip("%"))

    def share(code: str, product: str) -> Fraction:
        return percent("01.1", product) / percent(code, product)

    expected = {
        "beef": percent("01.1", "Products of meat cattle") / 100,
        "pork": percent("01.1", "Products of meat pigs") / 100,
        "fish": percent("01.1", "Fish products") / 100,
        "dairy": share("01.1.4", "Raw milk"),
        "grain": share("01.1.1", "Wheat"),
        "fruit_vegetables": percent("01.1", "Vegetables, fruit, nuts") / 100,
    }
    for part, weight in expected.items():
        assert abs(SPLIT.weights[part] - weight) < Fraction(1, 10**4), part


@pytest.mark.skipif(not SHARED.is_dir(), reason="the EXIOBASE table is not beside this checkout")
def test_the_relatives_come_out_of_the_published_tables() -> None:
    """Median of Europe, brought to purchaser prices, weighed as households buy; one kind after another."""
    coicop = published("COICOP_EU_ini.csv", "coicopCode")
    values: dict[str, dict[str, Fraction]] = {}
    with (SHARED / "scope.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values.setdefault(row["sector"], {})[row["region"]] = Fraction(row["Total lifecycle"])
    used, groups = margins.load(2011), bridge.load("exiobase200-a64").groups
    europe = Wanted({}, Fraction(10), 2011, "")

    def intensity(code: str, products: list[str]) -> Fraction:
        weights = {product: Fraction(coicop[code][product].rstrip("%")) for product in products}
        basic = {product: exiobase.basic_price(values[product], europe)[0] / 1000 for product in products}
        prices = {product: used.purchaser(groups[product], basic[product]) for product in products}
        return sum(weights[product] * prices[product] for product in products) / sum(weights.values())

    def bought(code: str) -> list[str]:
        return [name for name in values if Fraction(coicop[code][name].rstrip("%"))]

    mean = intensity("01.1", bought("01.1"))
    kinds = {
        "beef": intensity("01.1", ["Products of meat cattle"]),
        "pork": intensity("01.1", ["Products of meat pigs"]),
        "poultry": intensity("01.1", ["Products of meat poultry", "Poultry"]),
        "fish": intensity("01.1.3", bought("01.1.3")),
        "dairy": intensity("01.1.4", bought("01.1.4")),
        "grain": intensity("01.1.1", bought("01.1.1")),
        "fruit_vegetables": intensity("01.1.6", bought("01.1.6")),
    }
    for kind, found in kinds.items():
        assert abs(SPLIT.relatives[kind] - found / mean) < Fraction(1, 1000), kind


def published(name: str, key: str) -> dict[str, dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}
