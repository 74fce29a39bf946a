"""Everything that can be wrong with a scenario, all of it at once and in whole sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import ROOT
from scenarios import Tried

from procurement_footprint import simulating
from procurement_footprint.analysis.scenario.applying import applied
from procurement_footprint.analysis.scenario.known import Known
from procurement_footprint.analysis.scenario.outcome import Scenario
from procurement_footprint.analysis.scenario.written import ENTRIES
from procurement_footprint.factors import units
from procurement_footprint.problems import Refused
from procurement_footprint.simulating import Options

WRONG = """\
- volume: 20 %
  of: {categories: [food]}
- volume: -120 %
  of: {categories: [Livsmedel], departments: [Skolan], suppliers: [Livs], groups: [foods], entities: [Xyz]}
- move: 30
  of: {categories: [food]}
  to: meal
- move: 30 %
  of: {categories: [food]}
  too: meals
- supplier_pcf: 0.9
  of: {categories: [food]}
  unit: kg
  source: ""
- supplier_pcf: 12 g
  of: {categories: [food]}
  unit: EUR
  quantity: 12
  source: s
- supplier_pcf: ipcc-fuels/diesel
  of: {categories: [diesel]}
  unit: litre
  quantity: many
  source: s
- supplier_pcf: 1
  of: {categories: [food]}
  unit: bottle
  source: s
- electrify: 50 %
  of: {categories: [diesel]}
  to: vehicle_electricity
  kwh_per_unit: ""
  price: 16.50
  quantity: 3000
  source: s
- electrify: 50 %
  of: {categories: [diesel]}
  to: vehicle_electricity
  kwh_per_unit: 3
  fuel: electricity-se/grid
  unit: kWh
  electricity: ipcc-fuels/diesel
  source: s
- factors: nothing@1
- electrify: 50 %
  move: 20 %
- buy: less
"""
SAID = """\
scenario.yaml:3, volume: this does not say how much more or less is bought
    20 %
    fix: write -20 % to buy less, +10 % to buy more; -100 % is all
scenario.yaml:6, of: this footprint knows no category "Livsmedel"
    fix: did you mean "food"?
scenario.yaml:6, of: this footprint knows no group "foods"
    fix: did you mean "food_meals"?
scenario.yaml:6, of: this footprint knows no department "Skolan"
    fix: did you mean "Skola"?
scenario.yaml:6, of: this footprint knows no supplier "Livs"
    fix: did you mean "Livs AB"?
scenario.yaml:6, of: this footprint knows no entity "Xyz"
    fix: why, and the report, show how it is written
scenario.yaml:5, volume: this does not say how much more or less is bought
    -120 %
    fix: write -20 % to buy less, +10 % to buy more; -100 % is all
scenario.yaml:9, to: this footprint knows no category "meal"
    fix: did you mean "meals"?
scenario.yaml:7, move: this is not a share from 0 % to 100 %
    30
    fix: write it so: 30 %
scenario.yaml:12: unknown key "too"; did you mean "to"?
    fix: delete it, or write one of: move, of, to, why
scenario.yaml:10: the file has no key "to"
    fix: see the description of the file's keys in the manual
scenario.yaml:16, source: nothing is written for "source"
    fix: write who says so, and when
scenario.yaml:13: a footprint per kg needs a quantity
    fix: write quantity: how many kg are bought
scenario.yaml:20, quantity: a footprint per EUR needs no quantity: the money is the quantity
    12
    fix: delete quantity, or write another unit
scenario.yaml:19, unit: this footprint is reported in SEK, and the step is per EUR
    EUR
    fix: give kilograms per SEK
scenario.yaml:25, quantity: this is not a quantity above 0
    many
    fix: write digits without a thousands mark, for example 1318.79
scenario.yaml:22, supplier_pcf: this factor is for burning alone and says nothing about the supply chain
    ipcc-fuels/diesel
    fix: give a footprint of the product
scenario.yaml:29, unit: this is not a unit that we know
    bottle
    fix: write one of: {units}
scenario.yaml:34, kwh_per_unit: nothing is written for "kwh_per_unit"
    fix: write how many kWh take the place of one unit
scenario.yaml:31: how much fuel it is follows from one of quantity, price and fuel, and this step has quantity and price
    fix: write quantity (units bought), price (per unit, net of VAT), or fuel (the factor it was burnt by)
scenario.yaml:42, fuel: this factor has no kilograms that the buyer burns (scope 1)
    electricity-se/grid
    fix: give that of the fuel: ipcc-fuels/diesel
scenario.yaml:44, electricity: the quantity is in kWh and the factor is per litre
    ipcc-fuels/diesel
    fix: give the quantity in litre, or choose another factor
scenario.yaml:46, factors: there is nothing of this name and version
    nothing@1
    fix: choose one of: figaro-se@2026.5, figaro-se-final-demand@2026.5
scenario.yaml:47: a step says one thing to try, and this one says electrify and move
    fix: write one of: volume, move, supplier_pcf, electrify, factors
scenario.yaml:49: a step says one thing to try, and this one says none
    fix: write one of: volume, move, supplier_pcf, electrify, factors"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return Tried(tmp_path_factory.mktemp("wrong"))


def refused(asked: Callable[[], Scenario]) -> str:
    with pytest.raises(Refused) as found:
        asked()
    return str(found.value)


def test_everything_that_is_wrong_with_a_file_is_said_at_once(town: Tried) -> None:
    assert refused(lambda: town.scenario(WRONG)) == SAID.replace("{units}", ", ".join(units.NAMES))


def test_what_the_purchases_do_not_allow_is_said_for_every_step(town: Tried) -> None:
    steps = (
        "- volume: -100 %\n  of: {categories: [food]}\n"
        "- move: 10 %\n  of: {categories: [food]}\n  to: meals\n"
        "- electrify: 50 %\n  of: {categories: [diesel]}\n  to: vehicle_electricity\n"
        "  kwh_per_unit: 3\n  fuel: ipcc-fuels/diesel\n  source: s\n"
        "- volume: -100 %\n  of: {suppliers: [Mack AB]}\n"
    )
    assert refused(lambda: town.scenario(steps)) == (
        "scenario.yaml:5: no purchase of this footprint is meant, or earlier steps have left none\n"
        "    fix: name other categories, departments or suppliers, or change the order of the steps\n"
        "scenario.yaml:8: of these purchases no kilograms are known that were burnt\n"
        "    fix: give quantity or price instead of fuel"
    )


def test_there_is_nothing_to_share_out_over_where_credits_are_larger(town: Tried) -> None:
    cells = town.cells.with_columns(reporting_amount=-town.cells["reporting_amount"])
    start = town.known.start.with_cells(cells)
    known = Known(start, town.known.library, town.known.shelves, None)
    path = town.folder / "net.yaml"
    path.write_text(
        "scenario: x\nsteps:\n- supplier_pcf: 1 g\n  of: {categories: [food]}\n  unit: SEK\n  source: s\n",
        encoding="utf-8",
    )
    plan = simulating.plan(path, Options(), known)
    with pytest.raises(Refused) as found:
        applied(plan.steps[0], start)
    assert str(found.value) == (
        "net.yaml:3: the purchases that are meant add up to nothing or less: there is nothing to share out over\n"
        "    fix: name them more widely, or leave the step out"
    )


def test_a_category_without_a_factor_for_the_year_is_refused(town: Tried) -> None:
    early = town.known.start.with_cells(town.cells.with_columns(year=2017))
    with pytest.raises(Refused) as found:
        early.by_money(early.cells, "meals", "here")
    assert str(found.value) == (
        "here: figaro-se@2026.5 has no factor for it in 2017\n    meals\n    fix: choose another category or factor set"
    )


def test_short_options_are_read_as_a_file_is(town: Tried) -> None:
    said = refused(
        lambda: town.options(
            less=["food:20%", "fod=20%"], more=["food=300%"], move=["food=>meals", "food=>meal:10%"], factors=["x"]
        )
    )
    assert said == (
        "--less: this cannot be read\n    food:20%\n"
        '    fix: write it so: --less "meat=20%"\n'
        '--less "fod=20%": this footprint knows no category "fod"\n    fix: did you mean "food"?\n'
        '--more "food=300%": this is not a share from 0 % to 100 %\n    300%\n    fix: write it so: 30 %\n'
        "--move: this cannot be read\n    food=>meals\n"
        '    fix: write it so: --move "meat=>fish:30%"\n'
        '--move "food=>meal:10%": this footprint knows no category "meal"\n    fix: did you mean "meals"?\n'
        "--factors x: there is nothing of this name and version\n    x\n"
        "    fix: choose one of: figaro-se@2026.5, figaro-se-final-demand@2026.5"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "scenario: x\nsteps: []\n",
            "s.yaml: this scenario has no steps\n    fix: write one below steps: - volume: -20 %",
        ),
        (
            "scenario: ' '\nsteps:\n- volume: -1 %\n  of: {}\n",
            's.yaml: nothing is written for "scenario"\n    fix: write what the scenario is called',
        ),
        (
            "scenario: x\nsteps: [volume]\n",
            's.yaml:2: an entry of "steps" should be keys with values\n    fix: write it so: {key: value}',
        ),
    ],
)
def test_a_file_has_a_name_and_steps(town: Tried, text: str, said: str) -> None:
    path = town.folder / "s.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as found:
        simulating.plan(path, Options(), town.known)
    assert str(found.value) == said


@pytest.mark.parametrize("verb", ENTRIES)
def test_every_key_of_a_step_is_described(verb: str) -> None:
    text = (ROOT / "docs" / "manual" / "scenarios.md").read_text(encoding="utf-8").partition("## 4.")[2]
    row = next(line for line in text.splitlines() if line.startswith(f"| `{verb}:"))
    keys = set(ENTRIES[verb].__struct_fields__) - {verb, "why"}
    assert {key for key in keys if f"`{key}`" not in row} == set()
    assert "Every step may have a `why`" in text


def test_a_file_and_options_are_one_scenario_and_their_faults_one_list(town: Tried) -> None:
    path = town.folder / "both.yaml"
    path.write_text("scenario: Both\nsteps:\n- move: 10 %\n  of: {categories: [food]}\n  to: meals\n", encoding="utf-8")
    options = Options(less=["computers=20%"], move=["meals=>food:5 %"], factors=["figaro-se:none"])
    plan = simulating.plan(path, options, town.known)
    assert plan.name == "Both"
    assert [one.place for one in plan.steps] == [
        "both.yaml:3", '--less "computers=20%"', '--move "meals=>food:5 %"', "--factors figaro-se:none",
    ]  # fmt: skip
    path.write_text("scenario: Both\nsteps: []\n", encoding="utf-8")
    with pytest.raises(Refused) as found:
        simulating.plan(path, Options(less=["x"]), town.known)
    assert [one.code for one in found.value.problems] == ["scenario-steps", "scenario-short"]
