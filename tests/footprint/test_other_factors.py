"""What another factor set would make of a footprint is what a run with that set makes of it, to the gram."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import activity_project as made
import polars as pl
import pytest
from conftest import Command
from own_set import write

from procurement_footprint import project
from procurement_footprint.factors import chosen, factor_set, figures, spreads
from procurement_footprint.footprint import basis, other_factors, rows
from procurement_footprint.ledger.columns import MEASURED
from procurement_footprint.problems import Refused

SAME = "identical: every file in footprint comes out again byte for byte\n"


def settings(town: Path, *lines: str) -> None:
    path = town / "procurement.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def kilograms(folder: Path) -> Decimal:
    return Decimal(json.loads((folder / "manifest.json").read_bytes())["totals"]["kg_co2e"])


@pytest.fixture
def town(small_town: Path, tmp_path: Path) -> Path:
    """A copy of the small town with its footprint, which may be changed."""
    shutil.copytree(small_town, tmp_path / "town")
    return tmp_path / "town"


def every_product(kg: str) -> dict[str, dict[int, str]]:
    return {product: {2022: kg, 2023: kg} for product in factor_set.load().products}


def test_the_total_with_another_set_is_that_of_a_run_with_it(town: Path, procurement_footprint: Command) -> None:
    write(town / "factors", every_product("0.25"))
    asked = ("factors", "diff", "figaro-se", "own@1", "--on", "footprint")
    said = procurement_footprint(*asked, cwd=town)
    assert said.returncode == 0, said.stderr
    settings(town, "factors: own@1")
    done = procurement_footprint("run", "--out", "by-own", cwd=town)
    assert done.returncode == 0, done.stderr
    before, after = kilograms(town / "footprint"), kilograms(town / "by-own")
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert f"as it stands {before:,}" in lines
    assert f"with A {before:,} +0.00 %" in lines
    assert f"with B {after:,} {float(after / before) * 100 - 100:+.2f} %" in lines
    assert before != after
    assert set(pl.read_parquet(town / "by-own" / "footprint.parquet")["factor_set"].drop_nulls()) == {"own@1"}


def test_every_category_adds_up(small_town: Path) -> None:
    known = basis.load(project.load(small_town))
    published = known.with_factors(chosen.load("figaro-se", "none"))
    table = rows.scan(small_town / "footprint" / rows.FILE)
    found = other_factors.on_footprint(table, known, published)
    assert found["stored"].to_list() == found["before"].to_list()
    assert found["stored"].sum() == kilograms(small_town / "footprint")
    counted = table.filter(pl.col("kg_co2e").is_not_null()).select(pl.sum("reporting_amount")).collect().item()
    assert found["reporting_amount"].sum() == counted
    changed = {name for name, old, new in found.select("category", "before", "after").iter_rows() if old != new}
    assert changed <= {"fish", "stone_concrete_asphalt", "plants", "printing"}


def test_rows_without_a_factor_are_counted_by_a_set_that_has_one(town: Path) -> None:
    known = basis.load(project.load(town))
    few = factor_set.load_folder(write(town / "factors", {"C10T12": {2022: "0.5"}}, crosswalk="own"))
    food_only = b'category,product,share,why\nfood,C10T12,1,"All food."\n'
    (few.folder / "own.csv").write_bytes(food_only)
    (few.folder / "own.yaml").write_text(
        'crosswalk: own\nversion: "1"\ntaxonomy: procurement categories\nproducts: a64\norigin: own\nlicence: CC0-1.0\n'
        f"reviewed: {{by: us, date: 2026-01-01}}\nsha256: {sha256(food_only).hexdigest()}\n",
        encoding="utf-8",
    )
    table = rows.scan(town / "footprint" / rows.FILE)
    found = other_factors.on_footprint(table, known.with_factors(few), known)
    assert [name for name, kg in found.select("category", "before").iter_rows() if kg is not None] == ["food"]
    assert found["after"].null_count() == 0


def test_rows_that_activity_data_reach_are_left_as_they_stand(tmp_path: Path) -> None:
    lines = made.ENERGY + (
        "2024,electricity,70000,kWh,electricity-se/grid,network company\n"
        "2024,diesel,3000,litre,ipcc-fuels/diesel,fuel cards\n"
    )
    folder = made.write(tmp_path, energy__csv=lines)
    stands = made.run(folder)
    own = factor_set.load_folder(write(folder / "factors", every_product("0.25")))
    known = basis.load(project.load(folder))
    table = rows.scan(stands.folder / rows.FILE)
    found = other_factors.on_footprint(table, known, known.with_factors(own))
    by = {one["category"]: one for one in found.iter_rows(named=True)}
    assert (
        by["electricity"]["stored"] == by["electricity"]["before"] == by["electricity"]["after"] == Decimal("1624.410")
    )
    assert (
        by["diesel"]["stored"]
        == by["diesel"]["before"]
        == by["diesel"]["after"]
        == stands.of("diesel")["kg_co2e"].sum()
    )
    assert by["food"]["stored"] == by["food"]["before"] != by["food"]["after"]
    settings(folder, "factors: own@1")
    by_own = made.run(folder, "by-own")
    for category in ("electricity", "food"):
        assert by[category]["after"] == by_own.of(category)["kg_co2e"].sum()


def test_a_footprint_from_before_there_were_activity_data(town: Path) -> None:
    known = basis.load(project.load(town))
    path = town / "footprint" / rows.FILE
    now = other_factors.on_footprint(rows.scan(path), known, known)
    pl.read_parquet(path).drop("contract", *MEASURED).write_parquet(path)
    assert other_factors.on_footprint(rows.scan(path), known, known).equals(now)


def test_diff_says_what_changes_by_product_and_by_category(town: Path, procurement_footprint: Command) -> None:
    said = procurement_footprint("factors", "diff", "figaro-se@2026.5:none", "figaro-se@2026.5", cwd=town)
    assert said.returncode == 0, said.stderr
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    digest = factor_set.load().citation.sha256
    assert lines[:2] == [
        f"A: figaro-se@2026.5, vintage policy none, SHA-256 {digest}",
        f"B: figaro-se@2026.5, vintage policy median-3, SHA-256 {digest}",
    ]
    assert "products, kg CO2e per 1000 EUR: 61 factors differ" in lines
    assert "C18 2020 376.14 217.26 -42.24 % Printing and reproduction of recorded media" in lines
    assert "categories, purchases of 2023, kg CO2e per 1000 EUR: 3 of 154 differ" in lines
    assert "fish 433.12 403.77 -6.78 %" in lines
    older = procurement_footprint("factors", "diff", "figaro-se:none", "figaro-se", "--year", "2020", cwd=town)
    assert "categories, purchases of 2020, kg CO2e per 1000 EUR: 1 of 154 differ" in older.stdout


def test_sets_of_other_products_are_compared_by_category_only(town: Path, procurement_footprint: Command) -> None:
    write(town / "factors", every_product("0.25"), products="other")
    said = procurement_footprint("factors", "diff", "figaro-se", "own", cwd=town)
    assert "products: not comparable (other classification, currency or prices); see the categories" in said.stdout
    assert "154 of 154 differ" in said.stdout or "153 of 154 differ" in said.stdout


def test_a_set_without_its_crosswalk_is_refused(tmp_path: Path) -> None:
    lonely = factor_set.load_folder(write(tmp_path, {"P": {2023: "1"}}, crosswalk="nowhere"))
    with pytest.raises(Refused) as refused:
        basis.load(project.Project()).with_factors(lonely)
    assert str(refused.value) == (
        'own@1: the crosswalk "nowhere" of own@1 is not there\n'
        "    fix: put nowhere.csv and nowhere.yaml into the folder of the factor set"
    )


def test_a_set_in_basic_prices_cannot_be_chosen(town: Path, procurement_footprint: Command) -> None:
    settings(town, "factors: figaro-se-final-demand")
    done = procurement_footprint("run", "--out", "out", cwd=town)
    assert done.returncode == 3
    assert "figaro-se-final-demand@2026.5: these factors are per basic price" in done.stderr
    assert not (town / "out").exists()


def test_a_new_release_never_moves_an_old_report(town: Path, procurement_footprint: Command) -> None:
    write(town / "factors", every_product("9"), name="figaro-se", version="2027.1")
    verified = procurement_footprint("verify", "footprint", cwd=town)
    assert (verified.returncode, verified.stdout) == (0, SAME), verified.stderr
    explained = procurement_footprint("why", "--category", "food", "--in", "footprint", cwd=town)
    assert "products of figaro-se@2026.5, 2023" in explained.stdout
    assert "Changed since" not in explained.stdout
    # what is computed now takes the new release, and keeps it, even when the project goes back
    done = procurement_footprint("run", "--out", "new", cwd=town)
    assert done.returncode == 0, done.stderr
    settings(town, "factors: figaro-se@2026.5")
    again = procurement_footprint("verify", "new", cwd=town)
    assert again.returncode == 0, again.stdout
    made_with = json.loads((town / "new" / "manifest.json").read_bytes())["made_with"]
    assert [(one["name"], one["version"]) for one in made_with["factor_set"]] == [("figaro-se", "2027.1")]


def test_new_spreads_never_move_the_ranges_of_an_old_report(town: Path, procurement_footprint: Command) -> None:
    folder = town / "factors" / spreads.FOLDER / "figaro-ceda" / "2027.1"
    shutil.copytree(figures.SHIPPED[0] / spreads.FOLDER / "figaro-ceda" / "2026.11", folder)
    path = folder / spreads.DESCRIPTION
    text = path.read_text(encoding="utf-8").replace('version: "2026.11"', 'version: "2027.1"')
    path.write_text(text.replace('gsd: "1.111"', 'gsd: "3"'), encoding="utf-8")
    verified = procurement_footprint("verify", "footprint", cwd=town)
    assert (verified.returncode, verified.stdout) == (0, SAME), verified.stderr
    done = procurement_footprint("run", "--out", "new", cwd=town)
    assert done.returncode == 0, done.stderr
    old, new = (json.loads((town / one / "manifest.json").read_bytes())["totals"] for one in ("footprint", "new"))
    assert Decimal(new["kg_co2e_high"]) > 2 * Decimal(old["kg_co2e_high"])
    assert new["kg_co2e"] == old["kg_co2e"]


def test_the_project_chooses_the_policy_and_the_footprint_keeps_it(town: Path, procurement_footprint: Command) -> None:
    settings(town, "factor_policy: none")
    done = procurement_footprint("run", "--out", "published", cwd=town)
    assert done.returncode == 0, done.stderr
    for folder, name in (("footprint", "median-3"), ("published", "none")):
        policy = json.loads((town / folder / "manifest.json").read_bytes())["made_with"]["factor_policy"]
        assert [one["name"] for one in policy] == [name]
    # the old footprint was made with the other policy, and is verified with it
    verified = procurement_footprint("verify", "footprint", cwd=town)
    assert (verified.returncode, verified.stdout) == (0, SAME), verified.stderr


def test_an_unknown_policy_of_a_project_is_refused_at_its_line(town: Path, procurement_footprint: Command) -> None:
    settings(town, "factor_policy: mean")
    line = (town / "procurement.yaml").read_text(encoding="utf-8").splitlines().index("factor_policy: mean") + 1
    done = procurement_footprint("check", cwd=town)
    assert done.returncode == 3
    assert done.stderr.startswith(
        f"procurement.yaml:{line}: there is no vintage policy of this name\n    mean\n"
        "    fix: write one of: median-3, none\n"
    )
