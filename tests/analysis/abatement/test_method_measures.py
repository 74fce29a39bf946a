"""The worked example of METHOD.md, figure by figure, and its formulas for money and ranges."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from statistics import NormalDist

import pytest
from plans import BASE, WIDTHS, cell, cells, measure, planned

from procurement_footprint.analysis.abatement import spread
from procurement_footprint.analysis.abatement.abatement import Abatement
from procurement_footprint.analysis.abatement.acted import acted
from procurement_footprint.analysis.abatement.best_set import Budget
from procurement_footprint.analysis.abatement.measure import CONFIDENCE, Effect
from procurement_footprint.analysis.abatement.spread import Spread

TEXT = (Path(__file__).resolve().parents[3] / "METHOD.md").read_text(encoding="utf-8").partition("## Measures")[2]
A = measure("A", "20", ramp=2, yearly=Decimal(-2000))
B = measure("B", "10", "volume", investment=Decimal(0), yearly=Decimal(-3000))


@pytest.fixture(scope="module")
def plan() -> Abatement:
    return planned(cells(cell("100000.000")), A, B)


def test_what_the_measures_lower(plan: Abatement) -> None:
    rows = {row["measure"]: row for row in plan.measures.iter_rows(named=True)}
    assert plan.whole.kg_lowered == 28000
    assert [rows[name]["kg_lowered"] for name in "AB"] == [19000, 9000]
    assert [rows[name]["kg_alone"] for name in "AB"] == [20000, 10000]
    assert [rows[name]["kg_total"] for name in "AB"] == [66500, 36500]
    assert plan.course.rows()[2:4] == [(2026, "A", Decimal(9500)), (2026, "B", Decimal(9500))]
    for figure in ("28,000 kg", "19,000 kg", "9,000 kg", "9,500 + 9,500 kg", "66,500 kg", "36,500 kg"):
        assert f"| {figure} |" in TEXT


def test_what_a_tonne_costs(plan: Abatement) -> None:
    prices = dict(plan.measures.select("measure", "per_tonne").iter_rows())
    assert f"| {A.annuity:.5f} |" in TEXT
    assert f"| {A.annual_cost:,} |" in TEXT
    assert f"| **{prices['A']}** |" in TEXT
    assert f"| **{str(prices['B']).replace('-', '−')}** |" in TEXT
    assert f"| **{plan.whole.per_tonne}** |" in TEXT
    assert plan.measures["measure"].to_list() == ["B", "A"]


def test_the_best_set_of_the_example() -> None:
    best = planned(cells(cell("100000.000")), A, B, budget=Budget(Decimal(20000))).best
    assert best is not None
    assert best.measures == ("B",)
    assert "| best for 20,000 | A does not fit | B |" in TEXT


def test_the_annuity_pays_the_investment_back_with_interest() -> None:
    owed = A.investment
    for _ in range(A.lifetime):
        owed = owed * Decimal("1.04") - A.investment * Decimal(A.annuity)
    assert abs(owed) < Decimal("0.0001")
    assert measure("a", discount_rate=Decimal(0)).annuity == 0.25
    assert A.present_cost(BASE + 1) == Decimal("32740.21")  # 40,000 − 2,000 × 3.62990
    assert A.present_cost(BASE) == Decimal("31480.97")


def test_the_letters_are_those_of_the_method() -> None:
    for letter, share in CONFIDENCE.items():
        assert f"{letter} ± {share:.0%}".replace("%", " %") in TEXT


def test_ranges_multiply_as_the_method_says() -> None:
    both = Spread(0.2009, 3.0688).times(Spread(0.7, 1.3))
    assert both.low == pytest.approx(math.exp(-math.sqrt(math.log(0.2009) ** 2 + math.log(0.7) ** 2)))
    assert both.high == pytest.approx(math.exp(math.sqrt(math.log(3.0688) ** 2 + math.log(1.3) ** 2)))
    assert Spread(0.0, 2.0).times(Spread(0.5, 1.0)) == Spread(0.0, 2.0)
    assert spread.of_effect(Effect("volume", Decimal(20), Decimal(10), Decimal(25))) == Spread(0.5, 1.25)


def test_a_cost_has_the_range_of_the_tonnes() -> None:
    assert Spread(0.5, 2.0).under(Decimal(100)) == (Decimal(50), Decimal(200))
    assert Spread(0.5, 2.0).under(Decimal(-100)) == (Decimal(-200), Decimal(-50))
    assert Spread(0.0, 2.0).under(Decimal(100)) == (Decimal(50), None)
    assert Spread(0.0, 2.0).under(Decimal(-100)) == (None, Decimal(-50))


def test_the_range_of_a_product_is_that_of_two_dice() -> None:
    """200,000 draws of log-normal kilograms times a log-normal effect; low and high lie where the dice put them."""
    throws = 200_000
    of_kilograms = NormalDist(0, math.log(2.5) / 1.96).samples(throws, seed=1)
    of_effect = NormalDist(0, math.log(1.4) / 1.96).samples(throws, seed=2)
    drawn = sorted(math.exp(a + b) for a, b in zip(of_kilograms, of_effect, strict=True))
    both = Spread(1 / 2.5, 2.5).times(Spread(1 / 1.4, 1.4))
    assert both.low == pytest.approx(drawn[int(throws * 0.025)], rel=0.02)
    assert both.high == pytest.approx(drawn[int(throws * 0.975)], rel=0.02)


def test_the_range_of_a_plan_is_narrower_than_of_its_measures() -> None:
    held = acted(cells(cell("1000.000"), cell("1000.000", "fuel")), [
        measure("a", "20", low="10", high="30"), measure("b", "20", low="10", high="30", categories=("fuel",))
    ])  # fmt: skip
    whole = spread.of_plan(held, {0, 1})
    assert whole.low == pytest.approx(1 - math.sqrt(2 * 0.25**2))
    assert whole.high == pytest.approx(1 + math.sqrt(2 * 0.25**2))
    both = spread.of_whole(held, {0, 1}, held.lowered({0, 1}), WIDTHS)
    assert both.low < whole.low < 1 < whole.high < both.high
