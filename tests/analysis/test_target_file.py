"""The file of targets: what it may say, everything that can be wrong with it, and the shipped examples."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.analysis.targets import file, people, values, written
from procurement_footprint.analysis.targets.people import People
from procurement_footprint.analysis.targets.target import Milestone, Targets, Value
from procurement_footprint.factors import population
from procurement_footprint.problems import Refused
from procurement_footprint.project import Project, Settings

SOURCE = "source: {title: S, url: 'https://example.org/', checked: 2026-11-29}"
HEAD = "targets:\n- id: food-2030\n  name: Food\n  base: '2023'\n"


def refusal(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        file.parse(text.encode())
    return [str(one) for one in refused.value.problems]


def test_a_target_is_read_as_it_is_written() -> None:
    text = (
        "municipality: Umeå\n"
        f"{HEAD}  scope: {{groups: [food_meals]}}\n  milestones: {{'2040': net_zero, '2030': −33.5 %}}\n"
        f"  counts_as: {{value: 12 t, why: {{sv: ja, en: yes}}}}\n  {SOURCE}\n"
        f"  budget: {{value: '1,5 kt', from: '2024', until: '2040', {SOURCE}}}\n"
    )
    held = file.parse(text.encode())
    (one,) = held.targets
    assert (held.municipality, held.place, one.place) == ("Umeå", "targets.yaml:1", "targets.yaml:3")
    assert one.name == {"sv": "Food", "en": "Food"}
    assert (one.scope.groups, one.unit, one.base) == (("food_meals",), "absolute", 2023)
    assert one.milestones == (
        Milestone(2030, Value("−33.5 %", share_of_base=Fraction(665, 1000))),
        Milestone(2040, Value("12 t", amount=Fraction(12000)), "net_zero"),
    )
    assert one.budget is not None
    assert (one.budget.kilograms, one.budget.first, one.budget.last) == (1_500_000, 2024, 2040)
    assert one.counts_as == {"sv": "ja", "en": "yes"}


@pytest.mark.parametrize(
    ("text", "unit", "amount", "left"),
    [
        ("1200 t", "absolute", Fraction(1_200_000), None),
        ("2,5 kt", "absolute", Fraction(2_500_000), None),
        ("850kg", "per_inhabitant", Fraction(850), None),
        ("12 g", "per_amount", Fraction(12, 1000), None),
        ("-50 %", "absolute", None, Fraction(1, 2)),
        ("−100%", "absolute", None, Fraction(0)),
    ],
)
def test_values_are_masses_or_reductions(text: str, unit: str, amount: Fraction | None, left: Fraction | None) -> None:
    found = values.value(text, unit)
    assert found is not None
    assert (found.amount, found.share_of_base) == (amount, left)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12 g", "absolute"),
        ("2 t", "per_amount"),
        ("-101 %", "absolute"),
        ("50 %", "absolute"),
        ("", "absolute"),
        ("1e3 t", "absolute"),
    ],
)
def test_other_values_are_none(text: str, unit: str) -> None:
    assert values.value(text, unit) is None


@given(st.text(max_size=12))
def test_any_text_is_a_value_or_none(text: str) -> None:
    found = values.value(text)
    assert found is None or (found.amount is None) != (found.share_of_base is None)


BASE = "  milestones: {'2030': -50 %}\n"
FAULTS = {
    "none": (
        "targets: []\n",
        "targets.yaml: there are no targets here\n"
        "    fix: make the file from an example, then change it: targets --init example",
    ),
    "id": (
        f"{HEAD}{BASE}  assumption: a\n".replace("food-2030", "Mat 2030"),
        'targets.yaml:2: "Mat 2030" cannot be the id of a target\n'
        "    fix: write letters a to z, digits and -, beginning with a letter: food-2030",
    ),
    "name": (
        f"{HEAD}{BASE}  assumption: a\n".replace("name: Food", "name: {sv: Mat}"),
        "targets.yaml:3: the target has no name in en\n    fix: write name: with one text, or {sv: ..., en: ...}",
    ),
    "boundary": (
        f"{HEAD}{BASE}  assumption: a\n  boundary: everything\n",
        'targets.yaml:7: "everything" is no boundary\n'
        "    fix: write one of: purchases, all_consumption, territory, operations",
    ),
    "unit": (
        f"{HEAD}{BASE}  assumption: a\n  unit: per_krona\n",
        'targets.yaml:7: "per_krona" is no unit\n    fix: write one of: absolute, per_inhabitant, per_amount',
    ),
    "no milestone": (
        f"{HEAD}  milestones: {{}}\n  assumption: a\n",
        'targets.yaml:5: the target has no milestone\n    fix: write milestones: {"2030": -50 %}',
    ),
    "year": (
        f"{HEAD}  milestones: {{'30': -50 %}}\n  assumption: a\n",
        'targets.yaml:5: "30" is not a year\n    fix: write it with four digits: 2030',
    ),
    "value": (
        f"{HEAD}  milestones:\n    '2030': half\n  assumption: a\n",
        'targets.yaml:6: "half" is not what a milestone of this target can be\n'
        "    fix: write a mass or a reduction of the base: 1200 t, 12 kt or -50 %, or net_zero",
    ),
    "counts": (
        f"{HEAD}  milestones: {{'2040': net_zero}}\n  assumption: a\n",
        "targets.yaml:5: the milestone of 2040 is net_zero, and nothing says what counts as that\n"
        "    fix: write counts_as: {value: -90 %, why: ...}, with what may be left and who says so",
    ),
    "no base": (
        f"{HEAD}{BASE}  assumption: a\n".replace("  base: '2023'\n", ""),
        'targets.yaml:4: "-50 %" is a reduction, and the target has no base to reduce\n'
        '    fix: write the base, a year: base: "2023"',
    ),
    "early": (
        f"{HEAD}  milestones: {{'2023': 5 t}}\n  assumption: a\n",
        "targets.yaml:5: the milestone of 2023 is not after the base, 2023\n    fix: correct one of both years",
    ),
    "no source": (
        f"{HEAD}{BASE}",
        "targets.yaml:2: nothing says where this comes from\n"
        "    fix: write source: {title: ..., url: https://..., checked: 2026-11-29}, or assumption: with the reasoning "
        "behind it",
    ),
    "address": (
        f"{HEAD}{BASE}  source: {{title: S, url: 'http://example.org', checked: 2026-11-29}}\n",
        'targets.yaml:6: "http://example.org" is no web address that can be shown\n'
        "    fix: write one that begins with https://",
    ),
    "day": (
        f"{HEAD}{BASE}  source: {{title: S, url: 'https://example.org', checked: yesterday}}\n",
        'targets.yaml:6: "yesterday" is not a day\n    fix: write when the source was looked at: 2026-11-29',
    ),
    "budget": (
        f"{HEAD}{BASE}  assumption: a\n  budget: {{value: much, from: '2024', until: '2030', assumption: b}}\n",
        'targets.yaml:7: "much" is not a carbon budget\n    fix: write a mass: 45 kt',
    ),
    "budget years": (
        f"{HEAD}{BASE}  assumption: a\n  budget: {{value: 1 kt, from: '2031', until: '2030', assumption: b}}\n",
        "targets.yaml:7: the budget ends in 2030, before it begins in 2031\n"
        "    fix: correct one of both: the years from and until count",
    ),
    "budget of all": (
        f"{HEAD}{BASE}  assumption: a\n  boundary: territory\n"
        "  budget: {value: 1 kt, from: '2024', until: '2030', assumption: b}\n",
        "targets.yaml:8: purchases spend the budget of a target whose boundary is purchases, and this one is of "
        "territory\n"
        "    fix: delete the budget, or correct the boundary",
    ),
    "total": (
        f"{HEAD}{BASE}  assumption: a\n  consumption_total: {{value: 1 t, year: '2018', {SOURCE}}}\n",
        "targets.yaml:7: the total of all consumption belongs to a target of boundary all_consumption, and this one is "
        "of purchases\n    fix: delete consumption_total, or correct the boundary",
    ),
    "total value": (
        f"{HEAD}{BASE}  assumption: a\n  boundary: all_consumption\n"
        f"  consumption_total: {{value: -5 %, year: '2018', {SOURCE}}}\n",
        'targets.yaml:8: "-5 %" is not what all consumption can emit\n    fix: write a mass: 11.5 t',
    ),
    "twice": (
        f"{HEAD}{BASE}  assumption: a\n- id: food-2030\n  name: B\n  milestones: {{'2030': 5 t}}\n  assumption: a\n",
        'targets.yaml:7: the target on line 2 is called "food-2030" too\n    fix: give one of both another id',
    ),
    "key": (
        f"{HEAD}{BASE}  assumption: a\n  bse: '2023'\n",
        'targets.yaml:7: unknown key "bse"; did you mean "base"?\n'
        "    fix: delete it, or write one of: id, name, milestones, scope, boundary, unit, base, counts_as, source, "
        "assumption, note, budget, consumption_total",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_said_with_its_line(fault: str) -> None:
    text, said = FAULTS[fault]
    assert refusal(text) == [said]


def test_all_faults_of_a_file_are_said_at_once() -> None:
    text = f"{HEAD}  milestones: {{'2020': half, '30': -50 %}}\n  unit: x\n"
    assert [one.splitlines()[0].rpartition(": ")[0] for one in refusal(text)] == [
        'targets.yaml:6',
        'targets.yaml:2',
        'targets.yaml:5',
        'targets.yaml:5',
        'targets.yaml:5',
    ]  # fmt: skip


@pytest.mark.parametrize(
    "shape",
    [
        written.WrittenFile, written.WrittenTarget, written.WrittenSource, written.WrittenCounts, written.WrittenBudget,
        written.WrittenTotal,
    ],
)  # fmt: skip
def test_every_key_of_the_file_is_described_in_the_manual(shape: type[msgspec.Struct]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "manual" / "targets.md").read_text(encoding="utf-8")
    assert [key for key in shape.__struct_encode_fields__ if f"`{key}`" not in page] == []


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"targets\.yaml: there are no targets here"):
        file.load(tmp_path / "targets.yaml")


@pytest.mark.parametrize("name", sorted(file.examples()))
def test_every_shipped_example_can_be_read_in_both_languages(name: str) -> None:
    held = file.load(file.examples()[name])
    for one in held.targets:
        assert {"sv", "en"} <= one.name.keys()
        assert one.source or one.assumption
        assert all({"sv", "en"} <= texts.keys() for texts in (one.assumption, one.note, one.counts_as) if texts)


def test_what_umea_has_decided_is_not_about_purchases() -> None:
    held = file.load(file.examples()["umea"])
    assert {one.boundary for one in held.targets} == {"all_consumption", "operations", "territory"}
    consumption = held.targets[0]
    assert [(one.year, one.value and one.value.amount) for one in consumption.milestones] == [
        (2040, 2000),
        (2050, 1000),
    ]
    assert consumption.total is not None
    assert consumption.total.value.amount == 11_500
    assert {one.source.checked for one in held.targets if one.source} == {"2026-11-29"}


def asked(municipality: str | None, **inhabitants: str) -> People:
    wanted = Targets((), municipality, "targets.yaml:1")
    settings = Settings(inhabitants={name.removeprefix("y"): count for name, count in inhabitants.items()})
    return people.people(Project(None, settings), wanted)


def test_the_projects_own_inhabitants_go_before_those_of_the_municipality() -> None:
    shipped = population.load().people
    known = asked("2480", y2024="99")
    assert known.by_year == {2022: shipped["2480", 2022], 2023: shipped["2480", 2023], 2024: 99}
    assert (known.source([2024]), known.source([2023, 2024])) == (None, known.citation)
    assert asked(None, y2024="99") == People({2024: 99})


def test_inhabitants_of_the_projects_file_are_its_own(tmp_path: Path) -> None:
    text = "municipality_code;year;population;source\n2480;2023;7;counted\n"
    (tmp_path / "population.csv").write_text(text, encoding="utf-8")
    known = people.people(Project(tmp_path), Targets((), "Umeå"))
    assert known.by_year[2023] == 7
    assert (known.source([2023]), known.source([2024])) == (None, known.citation)


def test_a_municipality_that_nobody_knows_is_said_where_it_stands() -> None:
    with pytest.raises(Refused) as refused:
        asked("Umeo")
    assert str(refused.value) == (
        'targets.yaml:1: there is no municipality or area "Umeo"\n    fix: did you mean Umeå (2480)?'
    )


def test_inhabitants_that_are_no_number_are_said(tmp_path: Path) -> None:
    (tmp_path / "procurement.yaml").write_text('inhabitants: {"2024": "30 112"}\n', encoding="utf-8")
    with pytest.raises(Refused) as refused:
        people.people(Project(tmp_path, Settings(inhabitants={"2024": "30 112"})), Targets(()))
    assert str(refused.value) == (
        "procurement.yaml:1: this is not a number of inhabitants\n    2024: 30 112\n"
        "    fix: write a whole number above 0 without spaces, for example 134249"
    )
