"""Multipliers, tiers, emitters and paths: the published example, pymrio, Belgium, and what always holds."""

from __future__ import annotations

import shutil
from itertools import pairwise
from itertools import product as sequences
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from input_output_tables import database, table, write

from procurement_footprint.factors.input_output import emitters, mix, paths, read, solving
from procurement_footprint.factors.input_output.description import Described
from procurement_footprint.factors.input_output.multipliers import attributed, emissions, multipliers
from procurement_footprint.factors.input_output.table import Numbers, Table
from procurement_footprint.problems import Refused

BELGIUM = ROOT.parent / "shared" / "data" / "iot-belgium-2020"
SPECIMEN = ROOT / "tests" / "specimens" / "belgium-2020"
REGIONS = ("SE", "DE")
belgium_is_here = pytest.mark.skipif(not BELGIUM.is_dir(), reason="the Belgian table is not beside this checkout")


def solver_of(known: Table) -> solving.Solver:
    return solving.solver(known)


# --- Miller and Blair


def test_the_published_example_is_reproduced(tmp_path: Path) -> None:
    _, known = read.read(write(tmp_path))
    assert known.coefficients.tolist() == [[0.15, 0.25], [0.20, 0.05]]
    inverse = pytest.approx(np.array([[1.2541, 0.3300], [0.2640, 1.1221]]), abs=5e-5)
    by_rows = np.array([solver_of(known).multipliers(row) for row in np.eye(2)])
    by_columns = np.array([solver_of(known).outputs(column) for column in np.eye(2)]).T
    assert by_rows == inverse
    assert by_columns == inverse


def test_multipliers_of_the_example_are_direct_first_tier_and_beyond(tmp_path: Path) -> None:
    _, known = read.read(write(tmp_path))
    found = multipliers(known, solver_of(known))
    # 400 kt / 1000 million EUR is 0.4 kg per EUR; 100 / 2000 is 0.05
    assert found.direct == pytest.approx([0.4, 0.05])
    assert found.first_tier == pytest.approx([0.4 * 0.15 + 0.05 * 0.20, 0.4 * 0.25 + 0.05 * 0.05])
    assert found.total == pytest.approx([0.4 * 1.25412541 + 0.05 * 0.26402640, 0.4 * 0.33003300 + 0.05 * 1.12211221])
    assert found.direct + found.first_tier + found.beyond == pytest.approx(found.total)
    assert (emissions(known), attributed(known, found)) == pytest.approx((500, 500))


def test_several_rows_of_emissions_are_weighed(tmp_path: Path) -> None:
    flows = ",a,b\na,0,0\nb,0,0\nout,10,20\nCO2,5,0\nCH4,1,2\n"
    path = write(tmp_path, flows)
    text = path.read_text(encoding="utf-8").replace("output: output", "output: out")
    text = text.replace("  final_use: [final demand]\n", "").replace("{emissions: 1}", "{CO2: 1, CH4: 28}")
    path.write_text(text, encoding="utf-8")
    assert read.read(path)[1].direct.tolist() == [3.3, 2.8]


# --- pymrio


@pytest.mark.parametrize("row", ["emission_type1", "emission_type2"])
def test_pymrio_computes_the_same_multipliers(row: str, tmp_path: Path) -> None:
    import pymrio

    theirs = pymrio.load_test().calc_all()
    _, known = read.read(write(tmp_path, description=database(f"{{{row}: 1}}")))
    assert known.codes[:2] == ("reg1:food", "reg1:mining")
    expected = theirs.emissions.M.loc[row].to_numpy()[0]
    assert multipliers(known, solver_of(known)).total * 1e6 == pytest.approx(expected, rel=1e-9)


def test_pymrio_places_the_emissions_in_the_same_regions(tmp_path: Path) -> None:
    import pymrio

    theirs = pymrio.load_test().calc_all()
    _, known = read.read(write(tmp_path, description=database("{emission_type1: 1}")))
    solver = solver_of(known)
    emitted = theirs.emissions.S.loc["emission_type1"].iloc[0] * theirs.L[("reg2", "food")]
    expected = emitted.groupby(level="region", observed=True).sum()
    found = emitters.by_region(known, emitters.by_industry(known, solver, "reg2:food"))
    assert {one.code: one.kilograms * 1e6 for one in found} == pytest.approx(expected.to_dict(), rel=1e-9)


def test_a_database_that_pymrio_has_saved_is_read(tmp_path: Path) -> None:
    import pymrio

    pymrio.load_test().calc_system().save_all(str(tmp_path / "saved"))
    described = database("{emission_type1: 1}", parser="saved", extension="emissions\n  path: saved")
    _, known = read.read(write(tmp_path, description=described))
    _, same = read.read(write(tmp_path, description=database("{emission_type1: 1}")))
    assert known.codes == same.codes
    assert known.coefficients == pytest.approx(same.coefficients, rel=1e-12)


# --- Belgium 2020


@pytest.fixture(scope="module")
def belgium(tmp_path_factory: pytest.TempPathFactory) -> tuple[Described, Table]:
    folder = tmp_path_factory.mktemp("belgium")
    for path in (*BELGIUM.glob("*.csv"), *SPECIMEN.iterdir()):
        shutil.copy(path, folder)
    return read.read(folder / "table.yaml")


@belgium_is_here
def test_belgian_totals_are_reproduced(belgium: tuple[Described, Table]) -> None:
    _, known = belgium
    found = multipliers(known, solver_of(known))
    assert len(known.codes) == 65
    assert known.output.sum() == pytest.approx(940_992.2)  # P1, TOTAL
    assert emissions(known) == pytest.approx(83_256.87646)  # GHG_emission, TOTAL
    # flows are rounded to 10,000 EUR, so the two sides differ by some tonnes
    assert attributed(known, found) == pytest.approx(emissions(known), rel=1e-6)


@belgium_is_here
@pytest.mark.parametrize(("product", "kilograms"), [("C10T12", 745), ("F", 321), ("Q86", 113)])
def test_belgian_multipliers_are_the_known_ones(product: str, kilograms: int, belgium: tuple[Described, Table]) -> None:
    _, known = belgium
    assert round(1000 * multipliers(known, solver_of(known)).total[known.at(product)]) == kilograms


@belgium_is_here
def test_belgian_food_is_mostly_what_farms_emit(belgium: tuple[Described, Table]) -> None:
    _, known = belgium
    solver = solver_of(known)
    total = multipliers(known, solver).total
    largest = paths.paths(known, total, "C10T12").found[0]
    assert largest.codes == ("C10T12", "A01")
    # emissions and output of A01, its deliveries to C10-12 and the output of that, as they stand in the two files
    assert largest.kilograms == pytest.approx(12070.01825 / 10682.4 * 9590.6 / 40814.4)
    top = emitters.largest(known, emitters.by_industry(known, solver, "C10T12"), 3)
    assert [one.code for one in top] == ["A01", "C10T12", "D35"]


# --- what always holds


@st.composite
def productive(draw: st.DrawFn, most: int = 6, inputs: float = 0.9) -> Table:
    """Any table whose inputs are worth at most `inputs` of the output, with some zeros."""
    size = draw(st.integers(1, most))
    cells = st.lists(st.integers(0, 9), min_size=size * size, max_size=size * size)
    weights = np.array(draw(cells), dtype=float).reshape(size, size)
    parts = st.floats(0, inputs).map(lambda part: round(part, 6))  # a table has a few decimals, not 10^-324
    shares = np.array(draw(st.lists(parts, min_size=size, max_size=size)))
    direct = np.array(draw(st.lists(st.integers(0, 1000), min_size=size, max_size=size)), dtype=float)
    coefficients = weights * shares / np.maximum(weights.sum(axis=0), 1)
    regions = tuple(draw(st.lists(st.sampled_from(REGIONS), min_size=size, max_size=size)))
    return table(coefficients, direct, regions)


def close(left: Numbers, right: Numbers) -> bool:
    return bool(np.allclose(left, right, rtol=1e-8, atol=1e-9))


@given(productive())
def test_emissions_are_conserved_and_tiers_add_up(known: Table) -> None:
    found = multipliers(known, solver_of(known))
    assert emissions(known) == pytest.approx(attributed(known, found), abs=1e-9)
    assert close(found.direct + found.first_tier + found.beyond, found.total)
    assert (found.beyond >= -1e-9).all()


@given(productive())
def test_dense_and_step_by_step_give_the_same(known: Table) -> None:
    dense, steps = solving.solver(known), solving.solver(known, dense_up_to=0)
    assert isinstance(dense, solving.Dense)
    assert isinstance(steps, solving.Iterative)
    assert close(dense.multipliers(known.direct), steps.multipliers(known.direct))
    assert close(dense.outputs(known.direct), steps.outputs(known.direct))


@given(productive())
def test_emitters_and_regions_add_up_to_the_multiplier(known: Table) -> None:
    solver = solver_of(known)
    total = multipliers(known, solver).total
    for at, code in enumerate(known.codes):
        emitted = emitters.by_industry(known, solver, code)
        assert emitted.sum() == pytest.approx(total[at], abs=1e-9)
        assert (emitted >= -1e-9).all()
        by_region = emitters.by_region(known, emitted)
        assert sum(one.kilograms for one in by_region) == pytest.approx(total[at], abs=1e-9)
        if total[at]:
            assert sum(one.share for one in by_region) == pytest.approx(1)


@given(productive(most=3), st.sampled_from([0.3, 0.05, 0.01]))
def test_every_path_that_is_large_enough_is_found_and_no_other(known: Table, tolerance: float) -> None:
    total = multipliers(known, solver_of(known)).total
    found = {path.codes: path.kilograms for path in paths.paths(known, total, "P0", tolerance).found}
    expected = {}
    for length in range(6):
        for chain in sequences(range(len(known.codes)), repeat=length):
            whole = (0, *chain)
            weight = np.prod([known.coefficients[i, j] for j, i in pairwise(whole)])
            if (kilograms := weight * known.direct[whole[-1]]) > 0:
                expected[tuple(known.codes[i] for i in whole)] = kilograms
    least = tolerance * total[0]
    for codes, kilograms in expected.items():
        assert codes in found or kilograms < least * (1 + 1e-9)
        assert codes not in found or found[codes] == pytest.approx(kilograms)
    assert all(codes in expected or len(codes) > 6 for codes in found)
    assert list(found.values()) == sorted(found.values(), reverse=True)


@given(productive(most=3, inputs=0.4))
def test_paths_never_explain_more_than_all_and_all_in_the_limit(known: Table) -> None:
    total = multipliers(known, solver_of(known)).total
    explained = [paths.paths(known, total, "P0", tolerance).explained for tolerance in (0.1, 1e-3, 1e-5)]
    assert explained == sorted(explained)
    assert explained[-1] <= 1 + 1e-9
    assert explained[-1] > 0.95 or total[0] == 0


def test_equal_paths_come_in_the_order_of_their_codes() -> None:
    known = table(np.array([[0.0, 0.0, 0.0], [0.2, 0.0, 0.0], [0.2, 0.0, 0.0]]), np.ones(3))
    found = paths.paths(known, multipliers(known, solver_of(known)).total, "P0").found
    assert [path.codes for path in found] == [("P0",), ("P0", "P1"), ("P0", "P2")]


def test_large_tables_are_solved_step_by_step_and_small_ones_at_once() -> None:
    assert isinstance(solving.solver(table(np.zeros((2, 2)), np.ones(2))), solving.Dense)
    assert solving.DENSE < 9_800


def test_supply_chains_with_hardly_any_emissions_are_solved_step_by_step_too() -> None:
    # a few industries that emit, and beside them a long ring of others that emit next to nothing
    coefficients = np.zeros((40, 40))
    coefficients[:10, :10] = np.random.default_rng(1).random((10, 10)) * 0.18
    coefficients[10:, 10:] = 0.98 * np.roll(np.eye(30), 1, axis=0)
    known = table(coefficients, np.concatenate([np.arange(1.0, 11.0), 1e-15 * np.arange(1.0, 31.0)]))
    found = solving.solver(known, dense_up_to=0).multipliers(known.direct)
    assert found == pytest.approx(solving.solver(known).multipliers(known.direct), rel=1e-8, abs=1e-12)


def test_what_bicgstab_leaves_over_the_neumann_series_solves(monkeypatch: pytest.MonkeyPatch) -> None:
    known = table(np.array([[0.15, 0.25], [0.20, 0.05]]), np.array([0.4, 0.05]))
    expected = solving.solver(known).multipliers(known.direct)
    monkeypatch.setattr(solving, "bicgstab", lambda *_, **__: (np.full(2, np.nan), 1))
    assert solving.solver(known, dense_up_to=0).multipliers(known.direct) == pytest.approx(expected, rel=1e-9)


# --- the mix that a region buys


def test_a_product_bought_in_a_region_is_the_mix_that_its_industries_buy(tmp_path: Path) -> None:
    text = (
        ",SE:food,SE:care,DE:food,DE:care,final demand\n"
        "SE:food,0,30,0,0,70\nSE:care,0,0,0,0,100\nDE:food,0,10,0,50,40\nDE:care,0,0,0,0,100\n"
        "output,100,100,100,100,\nemissions,100,0,300,0,\n"
    )
    path = write(tmp_path, text)
    said = path.read_text(encoding="utf-8").replace("gases:", 'regions: ":"\nbought_in: SE\ngases:')
    path.write_text(said, encoding="utf-8")
    described, known = read.read(path)
    found = mix.factors(described, known, multipliers(known, solver_of(known)))
    assert (found.codes, found.names) == (("care", "food"), ("care", "food"))
    # Swedish industries buy food for 30 at home (1 kg per EUR) and for 10 in Germany (3 kg); nobody there buys care
    assert found.multipliers.total.tolist() == [0.0, (30 * 1 + 10 * 3) / 40]


def test_a_region_that_is_not_there_cannot_buy(tmp_path: Path) -> None:
    path = write(tmp_path, description=database("{emission_type1: 1}").replace("gases:", "bought_in: SE\ngases:"))
    described, known = read.read(path)
    with pytest.raises(Refused) as error:
        mix.factors(described, known, multipliers(known, solver_of(known)))
    assert str(error.value) == (
        "table.yaml: the table has no region of this name\n    SE\n"
        "    fix: write under bought_in one of: reg1, reg2, reg3, reg4, reg5, reg6"
    )


def test_the_mix_of_a_region_is_between_those_of_all_regions(tmp_path: Path) -> None:
    path = write(tmp_path, description=database("{emission_type1: 1}").replace("gases:", "bought_in: reg2\ngases:"))
    described, known = read.read(path)
    found = multipliers(known, solver_of(known))
    mixed = mix.factors(described, known, found)
    assert len(mixed.codes) == 8
    for code, total in zip(mixed.codes, mixed.multipliers.total, strict=True):
        of_all = [found.total[at] for at, whole in enumerate(known.codes) if whole.endswith(f":{code}")]
        assert min(of_all) <= total <= max(of_all)
