"""METHOD.md's worked example of a range and a rank: by hand, by the program, and as it stands there."""

import math
from decimal import Decimal
from pathlib import Path
from statistics import NormalDist

import polars as pl
import pytest
from uncertain import SCHEMA

from procurement_footprint.analysis.sums import KNOWN
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.moments import moments
from procurement_footprint.analysis.uncertainty.ranges import ranges
from procurement_footprint.analysis.uncertainty.ranks import above_next
from procurement_footprint.footprint import basis
from procurement_footprint.project import Project

ROWS = [
    (0, "food", 2023, 1, "account", "E", Decimal(10_000)),
    (1, "new_buildings", 2023, 1, "account", "E", Decimal(6_000)),
]


@pytest.fixture(scope="module")
def section() -> str:
    text = (Path(__file__).resolve().parents[2] / "METHOD.md").read_text(encoding="utf-8")
    return text.partition("\n## Uncertainty\n")[2].partition("\n## ")[0]


def test_the_worked_example_is_what_the_program_and_a_pocket_calculator_say(section: str) -> None:
    small = pl.DataFrame(ROWS, schema=SCHEMA, orient="row")
    found = kinds(small.select(KNOWN), basis.load(Project()).widths("SEK"))
    held = numbered(small, found)
    (_, low, high), _ = ranges(moments(held, found)).rows()
    chance = above_next(held, found)["above_next"].item()

    food = math.log(1.812) ** 2 + math.log(1.117) ** 2 + math.log(1.387) ** 2
    building = math.log(1.560) ** 2 + math.log(1.117) ** 2 + math.log(1.387) ** 2
    whole = food + math.log(1.111) ** 2
    by_hand = [10_000 * math.exp(-whole / 2 + z * math.sqrt(whole)) for z in (-1.959964, 1.959964)]
    order = NormalDist().cdf((math.log(10 / 6) - (food - building) / 2) / math.sqrt(food + building))
    assert (float(low), float(high)) == pytest.approx(by_hand, rel=1e-5)
    assert chance == pytest.approx(order, abs=1e-6)
    assert f"**{by_hand[0]:,.0f} to {by_hand[1]:,.0f} kg**" in section
    assert f"{whole:.5f}" in section
    assert f"**{order:.1%}**".replace("%", " %") in section


def test_every_component_of_the_shipped_file_stands_in_the_method(section: str) -> None:
    said = basis.load(Project()).spreads.description
    components = (said.without_comparison, said.other_products, said.level, *said.evidence.values())
    more = (*said.measured.by_evidence.values(), said.carried_per_year, said.adjusted)
    for one in (*components, *more, said.abroad.level, said.abroad.product):
        assert f"{one.gsd:g}" in section, one
