"""METHOD.md's worked example of why two years differ: by hand, by the program, and as it stands there."""

import math
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from change_cells import GROUPS, cell, kg, table

from procurement_footprint.analysis.change.changes import Change, change
from procurement_footprint.analysis.change.sides import Sides
from procurement_footprint.analysis.change.verdict import NEGLIGIBLE, SURE
from procurement_footprint.analysis.draws import DRAWS

REPORTED = table(cell("food", 75_000, 3_300), cell("food", 25_000, 1_100, supplier="Y"), cell("it", 100_000, 1_100))
RESTATED = table(cell("food", 75_000, 3_000), cell("food", 25_000, 1_000, supplier="Y"), cell("it", 100_000, 1_000))
LATER = table(
    cell("food", 82_500, 2_400, 75_000),
    cell("food", 82_500, 2_400, 75_000, supplier="Y"),
    cell("it", 100_000, 1_200),
)


@pytest.fixture(scope="module")
def section() -> str:
    text = (Path(__file__).resolve().parents[3] / "METHOD.md").read_text(encoding="utf-8")
    return text.partition("\n## Why two years differ\n")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def found() -> Change:
    return change(Sides(REPORTED, RESTATED, RESTATED, RESTATED, RESTATED, LATER), GROUPS)


def shown(value: float | Decimal) -> str:
    return f"{value:,.3f}".replace("-", "−")


def test_the_worked_example_is_what_a_pocket_calculator_says(section: str, found: Change) -> None:
    food, it = 800 / math.log(1.2), 200 / math.log(1.2)
    by_hand = {
        "volume": [food * math.log(1.25), it * math.log(1.25)],
        "mix": [food * math.log(1.2), it * math.log(0.8)],
        "intensity": [food * math.log(0.8), it * math.log(1.2)],
        "real_change": [800, 200],
        "method": [-400, -100],
        "kg_change": [400, 100],
    }
    categories = found.categories.sort("category")
    lines = {line.split("|")[1].split(" =")[0].strip(): line for line in section.splitlines() if line.startswith("| ")}
    words = {"real_change": "real change", "method": "method (factors)", "kg_change": "change"}
    for name, values in by_hand.items():
        assert [float(value) for value in categories[name]] == pytest.approx(values, abs=0.0011), name
        whole = found.total[name].item()
        expected = [*map(shown, values), f"**{shown(sum(values))}**"]
        assert lines[words.get(name, name)].split("|")[2:5] == [f" {text} " for text in expected]
        assert float(whole) == pytest.approx(sum(values), abs=0.0021)
    assert shown(food) in section
    assert shown(it) in section


def test_the_suppliers_of_the_example(section: str, found: Change) -> None:
    mean = 800 / math.log(1.2)
    theta = (mean - 4_000) / 800
    sums = found.lines.filter(category="food").sort("supplier").select("volume", "intensity", "mix").rows()
    for (volume, intensity, mix), (before, after) in zip(sums, [(3_000, 2_400), (1_000, 2_400)], strict=True):
        share = (1 - theta) * before + theta * after
        assert float(volume) == pytest.approx(share * math.log(1.25), abs=0.0006)
        assert float(intensity) == pytest.approx(share * math.log(0.8), abs=0.0006)
        assert volume + intensity + mix == kg(after - before)
        for figure in (share, volume, intensity, mix):
            assert shown(figure) in section
    assert f"{theta:.6f}" in section


def test_the_money_of_the_example(section: str, found: Change) -> None:
    total = found.total.row(0, named=True)
    assert (total["amount_change"], total["spend_price"], total["spend_volume"]) == (65_000, 15_000, 50_000)
    assert "65,000 = price 15,000 + volume 50,000" in section
    assert found.categories.sort("category")["price_index"].to_list() == pytest.approx([1.1, 1.0])


def test_the_thresholds_are_those_of_the_program(section: str) -> None:
    assert f"{SURE:.0%}".replace("%", " %") + " of the draws" in section
    assert f"{NEGLIGIBLE:.1%}".replace("%", " %") in section
    assert f"{DRAWS:,} draws" in section


def test_the_danish_case_the_same_ledger_and_new_factors_is_all_method() -> None:
    new = REPORTED.with_columns((pl.col("kg_co2e").cast(pl.Float64) * 14.3 / 12).cast(pl.Decimal(38, 3)))
    total = change(Sides(REPORTED, new, new, new, new, new), GROUPS).total.row(0, named=True)
    assert total["real_change"] == total["volume"] == total["mix"] == total["intensity"] == 0
    assert total["factors"] == total["method"] == total["kg_change"] > 1_000
