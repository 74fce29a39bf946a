"""Two years that differ by construction: each effect comes out as it was put in, to the gram and to the öre."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import changing
import pytest
from changing import FACTORS, FOOD, compared
from closed_project import here

from procurement_footprint import comparing
from procurement_footprint.analysis.change.sides import METHOD
from procurement_footprint.analysis.comparison import Comparison

BASE = {"food": "1000,00", "furniture": "1000,00"}  # 500 + 250 kg
EFFECTS = ("volume", "mix", "intensity", *METHOD)
MONEY = ("spend_price", "spend_volume", "spend_method")


def told(found: Comparison, names: tuple[str, ...] = EFFECTS) -> dict[str, Decimal]:
    """What is not zero of the whole change."""
    line = found.change.total.row(0, named=True)
    return {name: line[name] for name in names if line[name]}


def of_category(found: Comparison, category: str, name: str) -> Decimal:
    value: Decimal = found.change.categories.filter(category=category)[name].item()
    return value


def both(food: str, furniture: str) -> dict[str, str]:
    return {"food": food, "furniture": furniture}


CASES = {
    "prices alone": (both("1250,00", "1250,00"), FACTORS, {}, ("500.00", "0.00")),
    "volume alone": (both("2500,00", "2500,00"), FACTORS, {"volume": "750.000"}, ("1000.00", "2000.00")),
    "mix alone": (both("1875,00", "625,00"), FACTORS, {"mix": "125.000"}, ("500.00", "0.00")),
    "intensity alone": (
        both("1250,00", "1250,00"),
        FACTORS | {FOOD: {2022: "0.5", 2023: "0.2"}},
        {"intensity": "-250.000"},
        ("500.00", "0.00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_effect_that_is_put_in_comes_out_alone(case: str, tmp_path: Path) -> None:
    later, factors, expected, (price, volume) = CASES[case]
    found = compared(changing.write(tmp_path / "p", {2022: BASE, 2023: later}, factors), "2022", "2023")
    assert told(found) == {name: Decimal(kg) for name, kg in expected.items()}
    line = found.change.total.row(0, named=True)
    assert (line["spend_price"], line["spend_volume"]) == (Decimal(price), Decimal(volume))
    assert found.taken == ()
    assert set(found.deflators["deflator"]) == {0.8}
    assert set(found.deflators["index"]) == {"own-prices@1"}


def test_a_factor_that_is_carried_over_changes_no_intensity(tmp_path: Path) -> None:
    folder = changing.write(tmp_path / "p", {2023: BASE, 2024: {"food": "1000,00", "furniture": "2000,00"}})
    found = compared(folder, "2023", "2024")
    assert of_category(found, "furniture", "intensity") == 0
    assert told(found, ("real_change",)) == {"real_change": Decimal("200.000")}


@pytest.fixture(scope="module")
def remapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose year 2022 is a folder made before furniture became food. Not to be changed."""
    folder = changing.write(
        tmp_path_factory.mktemp("remapped") / "p",
        {2022: BASE | {"wages": "100,00"}, 2023: {"food": "2500,00", "furniture": "2500,00", "wages": "100,00"}},
    )
    done = here("run", "2022", "--out", "then", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert here("close", "2022", "--by", "Eva", "--incomplete", cwd=folder).returncode == 0
    changing.rules(folder, "category: food")
    return folder


def test_a_change_of_mapping_is_told_apart_from_what_was_bought(remapped: Path) -> None:
    for before in ("then", "2022@1"):
        found = compared(remapped, before, "2023")
        assert found.taken == ("mapping",)
        assert told(found) == {"mapping": Decimal("250.000"), "volume": Decimal("1000.000")}
        assert told(found, MONEY) == {"spend_price": Decimal("1000.00"), "spend_volume": Decimal("2000.00")}
        assert of_category(found, "furniture", "mapping") == Decimal("-250.000")
        assert of_category(found, "furniture", "kg_restated") == 0
        line = found.change.departments.filter(department="D-furniture")
        assert (line["mapping"].item(), line["volume"].item()) == (Decimal("250.000"), Decimal("500.000"))


def test_what_only_one_of_the_rules_counts_is_the_boundary(remapped: Path, tmp_path: Path) -> None:
    folder = changing.write(tmp_path / "p", {2022: BASE, 2023: {"food": "2500,00", "furniture": "2500,00"}})
    assert here("run", "2022", "--out", "then", cwd=folder).returncode == 0
    changing.rules(folder, "left_out: transfers")
    found = compared(folder, "then", "2023")
    assert told(found) == {"boundary": Decimal("-250.000"), "volume": Decimal("500.000")}
    assert told(found, MONEY)["spend_method"] == Decimal("-1000.00")


def test_the_danish_case_is_all_method(tmp_path: Path) -> None:
    """The same ledger by another model: 14.3 instead of 12 Mt is no increase of emissions."""
    folder = changing.write(tmp_path / "p", {2022: {"food": "24000,00"}})
    assert here("run", "2022", "--out", "then", cwd=folder).returncode == 0
    changing.factor_set(folder, {FOOD: {2022: "0.595833333333"}}, version="2")
    settings = folder / "procurement.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("own@1", "own@2"), encoding="utf-8")
    done = here("compare", "then", "2022", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    lead = done.stdout.replace("\N{NO-BREAK SPACE}", " ").split("\n\n")[1].partition("\n  then: ")[0]
    assert lead.replace("\n", " ") == (
        "The figure for emissions from purchases rose by 2.30 t (19.2%). A change of method raised it by 2.30 t. "
        "The change is wholly one of method: what was bought emitted the same."
    )
    with (folder / "out" / "method.csv").open(encoding="utf-8") as file:
        steps = {line["step"]: (line["kg_change"], line["taken"]) for line in csv.DictReader(file)}
    assert steps["factors"] == ("2300.000", "true")
    assert steps["mapping"] == ("0.000", "false")
    assert {name: steps[name] for name in ("volume", "mix", "intensity", "real_change")} == dict.fromkeys(
        ("volume", "mix", "intensity", "real_change"), ("0.000", "")
    )


def test_quantities_measured_in_one_year_only_are_data(tmp_path: Path) -> None:
    folder = changing.write(tmp_path / "p", {2022: BASE, 2023: {"food": "2500,00", "furniture": "1250,00"}})
    (folder / "activities").mkdir()
    (folder / "activities" / "food.csv").write_text(
        "period,category,quantity,unit,factor,source\n2023-03,food,1000,kg,0.25,deliveries\n", encoding="utf-8"
    )
    found = compared(folder, "2022", "2023")
    # by money 2023 would be 1000 kg of food, by data it is 250: a quarter
    assert found.taken == ()
    line = found.change.total.row(0, named=True)
    assert line["data"] == Decimal("-375.000")
    assert line["real_change"] == line["kg_after"] - line["kg_restated"] == Decimal("125.000")
    assert of_category(found, "food", "kg_restated") == Decimal("125.000")


def test_a_chain_is_at_the_method_of_the_last(remapped: Path) -> None:
    with changing.opened(remapped, "then", "2022", "2023") as (home, footprints):
        found = comparing.chain(footprints, home)
    course = found.series.course
    assert course["year"].to_list() == ["then", "2022 version 1", "2023"]
    assert course["kg_reported"].to_list() == [Decimal("750.000"), Decimal("750.000"), Decimal("2000.000")]
    assert course["kg_co2e"].to_list() == [Decimal("1000.000"), Decimal("1000.000"), Decimal("2000.000")]
    assert course["volume"].to_list() == [Decimal("0.000"), Decimal("0.000"), Decimal("1000.000")]
    assert told(found.whole) == {"mapping": Decimal("250.000"), "volume": Decimal("1000.000")}
