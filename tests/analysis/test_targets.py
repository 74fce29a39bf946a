"""Targets by hand, as METHOD.md tells it, and the laws of paths, distances and budgets."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path as File

import polars as pl
import pytest
import uncertain
from hypothesis import given, settings
from hypothesis import strategies as st
from target_cells import HALVED, TOWN, A, B, cells, material, target

from procurement_footprint.analysis.targets import pace, projection
from procurement_footprint.analysis.targets.beside import beside
from procurement_footprint.analysis.targets.follow import follow
from procurement_footprint.analysis.targets.parts import shared_out
from procurement_footprint.analysis.targets.path import Path, base_weight, path
from procurement_footprint.analysis.targets.series import series, whole_grams
from procurement_footprint.analysis.targets.spread import spread
from procurement_footprint.problems import Refused

Piece = tuple[str, str, int, float]  # category, evidence, years carried over, kg
METHOD = (File(__file__).parents[2] / "METHOD.md").read_text(encoding="utf-8")
FOUND = follow(target(f"{HALVED}, budget: {{value: 5 kt, from: '2024', until: '2030', assumption: b}}"), material(TOWN))


def by_department(column: str) -> dict[str, Decimal]:
    return dict(FOUND.departments.select("department", column).iter_rows())


def said(number: float, digits: int) -> str:
    return f"{number:,.{digits}f}"


def test_the_path_and_the_distance_are_those_of_a_hand() -> None:
    away = FOUND.distance
    assert away is not None
    assert away.path == Decimal("928571.429")  # 1,000,000 − 500,000 ÷ 7
    assert away.kilograms == Decimal("31428.571")
    assert away.share == pytest.approx(0.033846, abs=1e-6)
    assert (away.verdict, FOUND.years["path"].to_list()) == ("above", [Decimal("1000000.000"), Decimal("928571.429")])
    assert f"| {said(928.571, 1)} t |" in METHOD
    assert f"**{said(31.429, 1)} t**, {said(3.3846, 1)} % of the path" in METHOD


def test_the_range_of_a_distance_is_that_of_a_sum_over_the_years() -> None:
    """One product on one evidence in both years: the distance is 31.4 t of it, and has its relative range."""
    away, latest = FOUND.distance, FOUND.years.row(-1, named=True)
    assert away is not None
    for bound, whole in ((away.low, "kg_co2e_low"), (away.high, "kg_co2e_high")):
        assert float(bound / away.kilograms) == pytest.approx(float(latest[whole] / latest["kg_co2e"]), rel=1e-4)


def test_a_factor_that_is_carried_over_makes_a_distance_less_sure() -> None:
    """The variance of the year's walk is on all kilograms of the later year, not on the difference."""
    later = pl.concat([cells((2023, A, "1000000")), cells((2024, A, "960000"), carried=1)])
    away = follow(target(HALVED), material(later)).distance
    assert away is not None
    walked = 960_000 * math.sqrt(0.0123 * math.exp(0.2441 + 0.11 + 0.0111))
    assert float(away.high - away.kilograms) == pytest.approx(1.96 * walked, rel=0.05)
    assert float(away.kilograms - away.low) == pytest.approx(1.96 * walked, rel=0.05)
    assert away.verdict == "unsure"


@pytest.mark.parametrize(
    ("now", "base"),
    [
        ([("narrow", "account", 0, 960)], [("narrow", "account", 0, 1000)]),
        ([("narrow", "account", 1, 960)], [("narrow", "account", 0, 1000)]),
        ([("narrow", "account", 1, 960)], [("narrow", "account", 0, 500)]),
        ([("narrow", "account_text", 0, 960)], [("narrow", "account", 0, 1000)]),
        (
            [("narrow", "account", 1, 500), ("wide", "text", 1, 460)],
            [("narrow", "account", 0, 600), ("wide", "text", 0, 400)],
        ),
    ],
)
def test_the_range_of_a_distance_is_that_of_200_000_draws(now: list[Piece], base: list[Piece]) -> None:
    left = Fraction(13, 14)  # −50 % in seven years, after one
    rows = [(year, *piece) for year, pieces in ((2024, now), (2023, base)) for piece in pieces]
    held = pl.concat(
        cells((year, A, str(kg)), category=name, carried=carried).with_columns(
            factor_year=pl.lit(2023, pl.Int32), evidence=pl.lit(evidence)
        )
        for year, name, evidence, carried, kg in rows
    )
    made = spread(held.with_columns(part=pl.lit(0, pl.Int64)), uncertain.widths())
    ((low, high),) = made.bounds([{2024: Fraction(1), 2023: -left}])
    draws = uncertain.thrown([*now, *((*piece[:3], -float(left) * piece[3]) for piece in base)])
    width = draws.quantile(0.975) - draws.quantile(0.025)  # type: ignore[operator]
    for bound, share in ((low, 0.025), (high, 0.975)):
        assert float(bound) == pytest.approx(draws.quantile(share), abs=0.1 * width)


def test_the_pace_is_that_of_a_hand() -> None:
    line = FOUND.milestones.row(0, named=True)
    assert line["yearly_rate"] == pytest.approx(1 - (500 / 960) ** (1 / 6), abs=1e-6)
    assert line["yearly_amount"] == Decimal("76666.667")
    assert "**10.3 %**, or 76.7 t a year" in METHOD
    assert FOUND.milestones["yearly_rate"][1] == pytest.approx(1 - (100 / 960) ** (1 / 16), abs=1e-6)


def test_no_steady_rate_leads_to_zero() -> None:
    assert pace.needed(Fraction(100), Fraction(0), 10) == pace.Pace(None, Fraction(10))
    assert pace.needed(Fraction(100), Fraction(90), 0) is None


def test_two_years_are_projected_by_the_line_through_both() -> None:
    first, last = FOUND.milestones.rows(named=True)
    assert (first["projected"], first["reached"]) == (Decimal("720000.000"), 2036)
    assert (last["projected"], last["reached"]) == (Decimal("320000.000"), 2046)
    assert FOUND.slope == Decimal("-40000.000")
    # 2030 is −6 × 2023 + 7 × 2024, of one product: 720 t of it, and as wide
    latest = FOUND.years.row(-1, named=True)
    assert float(first["projected_low"]) == pytest.approx(0.75 * float(latest["kg_co2e_low"]), rel=1e-4)
    assert float(first["projected_high"]) == pytest.approx(0.75 * float(latest["kg_co2e_high"]), rel=1e-4)


def test_three_years_are_projected_by_least_squares_with_their_scatter() -> None:
    line = projection.line({2023: Fraction(1000), 2024: Fraction(960), 2025: Fraction(950)})
    assert line is not None
    assert (line.slope, line.at(2030)) == (-25, 820)
    assert line.scatter(2030) == pytest.approx(12.706 * math.sqrt(150) * math.sqrt(1 + 1 / 3 + 36 / 2), rel=1e-6)
    assert "**820** t in 2030" in METHOD
    assert "± 684 t" in METHOD
    assert line.reaches(Fraction(500), 2025) == 2043
    assert line.reaches(Fraction(945), 2025) == 2025


def test_one_year_has_no_projection_and_its_base_no_distance() -> None:
    found = follow(target(HALVED), material(cells((2023, A, "1000"))))
    assert (found.slope, found.distance, found.departments["path_kg"].null_count()) == (None, None, 1)
    assert found.milestones["projected"].null_count() == 2
    assert found.milestones["reached"].null_count() == 2


def test_the_budget_is_spent_to_the_gram() -> None:
    held = FOUND.budget
    assert held is not None
    assert (held.spent, held.left, held.missing) == (Decimal("960000.000"), Decimal("4040000.000"), ())
    assert held.path == Decimal("4071428.571")
    assert held.years_left == pytest.approx(4.208333, abs=1e-6)
    assert f"| {said(4_071.4, 1)} t: 31.4 t more than is left |" in METHOD


def test_a_budget_without_all_of_its_years_says_which_are_missing() -> None:
    more = f"{HALVED}, budget: {{value: 5 kt, from: '2021', until: '2030', assumption: b}}"
    held = follow(target(more), material(TOWN)).budget
    assert held is not None
    assert (held.missing, held.years, held.years_left) == ((2021, 2022), (2023, 2024), None)
    assert held.spent == Decimal("1960000.000")


def test_departments_follow_the_path_of_the_whole() -> None:
    """The path's last gram goes to the larger remainder: 571428.5714 of B before 557142.8571 of A."""
    assert by_department("path_kg") == {A: Decimal("557142.857"), B: Decimal("371428.572")}
    assert by_department("distance_kg") == {A: Decimal("42857.143"), B: Decimal("-11428.572")}
    assert by_department("share_of_kg") == {A: 0.625, B: 0.375}
    assert FOUND.entities is None


def test_without_a_base_departments_have_their_share_of_the_path() -> None:
    found = follow(target('milestones: {"2024": 480 t}', base=""), material(TOWN))
    assert found.distance is not None
    assert (found.distance.kilograms, found.distance.path) == (Decimal("480000.000"), Decimal("480000.000"))
    assert dict(found.departments.select("department", "path_kg").iter_rows()) == {
        A: Decimal("300000.000"),
        B: Decimal("180000.000"),
    }


def test_a_target_per_inhabitant_divides_each_year_by_its_own() -> None:
    found = follow(target(HALVED, unit="per_inhabitant"), material(TOWN, {2023: 1000, 2024: 1200}))
    assert found.years["value"].to_list() == [Decimal("1000.000"), Decimal("800.000")]
    assert found.distance is not None
    assert found.distance.path == Decimal("1114285.714")  # 928.571… kg × 1,200
    assert found.distance.kilograms == Decimal("-154285.714")
    assert found.distance.verdict == "below"


def test_a_target_per_krona_is_in_grams() -> None:
    found = follow(target('milestones: {"2030": 200 g}', unit="per_amount"), material(TOWN))
    assert found.years["value"].to_list() == [Decimal("500000.000"), Decimal("480000.000")]
    assert found.milestones["value"].to_list() == [Decimal("200.000")]


def test_a_year_without_inhabitants_takes_no_part_and_the_latest_must_have_them() -> None:
    three = pl.concat([TOWN, cells((2025, A, "950000"))])
    found = follow(target(HALVED, unit="per_inhabitant"), material(three, {2023: 1000, 2025: 1000}))
    assert (found.skipped, found.years["year"].to_list()) == ((2024,), [2023, 2025])
    with pytest.raises(Refused) as refused:
        follow(target(HALVED, unit="per_inhabitant"), material(three, {2023: 1000, 2024: 1000}))
    assert str(refused.value) == (
        "targets.yaml:2: the target is per inhabitant, and nobody says how many there were in 2025\n"
        '    fix: write them into procurement.yaml: inhabitants: {"2025": "30112"}; or name a municipality in the file'
    )


def test_a_target_per_krona_of_what_nobody_bought_is_refused() -> None:
    nothing = cells((2023, A, "0"), (2024, A, "0"), amount="0.00")
    with pytest.raises(Refused) as refused:
        follow(target(HALVED, unit="per_amount"), material(nothing))
    assert str(refused.value) == (
        "targets.yaml:2: the target is per unit of money, and no money was spent on this in 2023, 2024\n"
        "    fix: correct the scope or the unit"
    )


def test_a_base_that_is_not_read_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        follow(target(HALVED, base="2019"), material(TOWN))
    assert str(refused.value) == (
        "targets.yaml:2: the base is 2019, and the whole years that are read are: 2023, 2024\n"
        "    fix: name it with the others: targets 2019 2023 2024"
    )


def test_a_target_about_all_consumption_only_stands_beside() -> None:
    more = (
        'boundary: all_consumption, milestones: {"2040": 2 t}, consumption_total: {value: 10 t, year: "2018", '
        "source: {title: S, url: https://example.org/, checked: 2026-11-29}}"
    )
    one = target(more, base="", unit="per_inhabitant")
    found = beside(one, material(TOWN, {2024: 1200}))
    assert (found.value, found.share) == (Decimal("800.000"), 0.08)
    assert found.goals["yearly_rate"].to_list() == [pytest.approx(1 - 0.2 ** (1 / 22), abs=1e-6)]
    unknown = beside(replace(one, total=None), material(TOWN))
    assert (unknown.value, unknown.share, unknown.latest.kilograms) == (None, None, Decimal("960000.000"))


YEARS = st.lists(st.integers(2024, 2060), min_size=1, max_size=4, unique=True).map(sorted)
AMOUNTS = st.fractions(0, 10**6, max_denominator=1000)


@given(YEARS, st.data())
def test_a_path_is_exact_at_its_points_and_monotone_between_them(years: list[int], data: st.DataObject) -> None:
    points = tuple((year, data.draw(AMOUNTS)) for year in [2023, *years])
    way = Path(points)
    assert [way.at(year) for year, _ in points] == [value for _, value in points]
    assert way.at(2022) is None
    assert way.at(years[-1] + 5) == points[-1][1]
    for (first, before), (last, after) in pairwise(points):
        stretch = [way.at(year) for year in range(first, last + 1)]
        assert stretch == sorted(stretch, reverse=after < before)
        assert stretch[0] == before
        assert stretch[-1] == after


@given(AMOUNTS, st.integers(2023, 2050))
def test_the_path_depends_on_the_base_by_its_weight(base: Fraction, year: int) -> None:
    one = target('milestones: {"2030": -50 %, "2040": 100 t}')
    there, without = path(one, base).at(year), path(one, Fraction(0)).at(year)
    assert there is not None
    assert without is not None
    assert there == base_weight(one, year) * base + without


@given(st.lists(st.fractions(-1000, 10**6, max_denominator=10**6), min_size=1, max_size=12))
def test_what_is_shared_out_adds_up(wanted: list[Fraction]) -> None:
    whole = whole_grams(sum(wanted, Fraction(0)))
    found = shared_out(whole, wanted)
    assert sum(found, Decimal(0)) == whole
    assert all(abs(Fraction(one) - other) < Fraction(1, 1000) for one, other in zip(found, wanted, strict=True))


KG = st.decimals(0, 10**7, places=3)


@settings(max_examples=20)
@given(st.lists(st.tuples(KG, KG, KG), min_size=1, max_size=5), st.integers(1, 99))
def test_departments_and_budgets_add_up(lines: list[tuple[Decimal, Decimal, Decimal]], percent: int) -> None:
    rows = [(year, f"D{number}", str(kg)) for number, three in enumerate(lines) for year, kg in enumerate(three, 2023)]
    one = target(
        f'milestones: {{"2030": -{percent} %}}, budget: {{value: 9 kt, from: "2023", until: "2030", assumption: b}}'
    )
    found = follow(one, material(cells(*rows)))
    whole = [sum((line[place] for line in lines), Decimal(0)) for place in range(3)]
    assert found.budget is not None
    assert (found.budget.spent, found.budget.left) == (sum(whole), Decimal(9_000_000) - sum(whole))
    assert found.departments["kg_co2e"].sum() == whole[2]
    if whole[0]:
        assert found.distance is not None
        assert found.departments["path_kg"].sum() == found.distance.path
        assert found.departments["distance_kg"].sum() == found.distance.kilograms


@given(st.lists(st.fractions(0, 1000, max_denominator=100), min_size=2, max_size=8), st.integers(2024, 2060))
def test_the_weights_of_a_projection_add_up_to_one(values: list[Fraction], year: int) -> None:
    line = projection.line(dict(enumerate(values, 2016)))
    assert line is not None
    assert sum(line.weights(year).values()) == 1
    assert line.at(year + 1) - line.at(year) == line.slope
    reached = line.reaches(Fraction(1, 2), 2024)
    if reached is not None:
        assert line.at(reached) <= Fraction(1, 2)
        assert reached == 2024 or line.at(reached - 1) > Fraction(1, 2)


def test_the_scope_of_a_target_takes_its_part() -> None:
    found = series(target(f"{HALVED}, scope: {{departments: [{B}]}}"), material(TOWN))
    assert [one.kilograms for one in found.years] == [Decimal("400000.000"), Decimal("360000.000")]
