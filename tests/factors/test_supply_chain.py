"""Supply chains: the shipped shares are the publisher's, they add up, and wrong files are refused."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec
import polars as pl
import pytest

from procurement_footprint.factors import factor_set, figures, supply_chain
from procurement_footprint.factors.supply_chain import PLACES, STAGES
from procurement_footprint.mapping import crosswalk
from procurement_footprint.problems import Refused

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "figaro-ecodex"
SHIPPED = supply_chain.load("figaro-se")
FACTORS = factor_set.load()
FOLDER = figures.SHIPPED[0] / "supply-chains" / "figaro-se" / "2026.5"
PUBLISHED = {
    "industry": "figaro_demand_emission_factors_26ed_SE_2023.csv",
    "final": "figaro_final_demand_emission_factors_26ed_SE_2023.csv",
}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def copied(folder: Path, change: tuple[str, str], again: bool = True) -> Path:
    """The shipped supply chain on a shelf of its own, with one text changed; again: with its new SHA-256."""
    place = folder / "supply-chains" / "figaro-se" / "2026.5"
    shutil.copytree(FOLDER, place)
    path = place / "chains.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    if again:
        said = (place / "chains.yaml").read_text(encoding="utf-8")
        digest = sha256(path.read_bytes()).hexdigest()
        (place / "chains.yaml").write_text(said.replace(SHIPPED.description.sha256, digest), encoding="utf-8")
    return folder


def refused(folder: Path, change: tuple[str, str], again: bool = True) -> str:
    with pytest.raises(Refused) as problems:
        supply_chain.load("figaro-se", shelves=[copied(folder, change, again)])
    return str(problems.value)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the publisher's tables are not beside this checkout")
def test_every_value_is_the_publishers() -> None:
    tiers = {row["nace_code"]: row for row in table(SHARED / "figaro_supply_chain_details_26ed_SE_2023.csv")}
    views = {view: {row["nace_code"]: row for row in table(SHARED / name)} for view, name in PUBLISHED.items()}
    ours = table(FOLDER / "chains.csv")
    assert {(row["product"], row["view"]) for row in ours} == {(code, view) for view in views for code in views[view]}
    for row in ours:
        of_tiers, of_view = tiers[row["product"]], views[row["view"]][row["product"]]
        assert [row[name] for name in ("own_operations", "tier_1", "tier_2", "tier_3_plus")] == [
            of_tiers[f"share_{name}"] for name in ("own_operations", "tier_1", "tier_2", "tier_3_plus")
        ]
        theirs = ("total_scopes_1_2_3_upstream", "scope_2", *(f"total_share_{one}" for one in ABROAD))
        assert [row[name] for name in ("total", "scope_2", *PLACES)] == [of_view[name] for name in theirs]


ABROAD = ("domestic", "other_eu27", "rest_of_world")


def test_the_stages_and_the_places_of_every_product_add_up_to_one() -> None:
    sums = SHIPPED.table.select(pl.sum_horizontal(STAGES).alias("stages"), pl.sum_horizontal(PLACES).alias("places"))
    for name in ("stages", "places"):
        assert sums[name].to_list() == pytest.approx([1.0] * sums.height, abs=1e-12)
    assert SHIPPED.table.select(pl.min_horizontal(STAGES + PLACES).min()).item() >= 0
    assert set(SHIPPED.table["product"]) == set(FACTORS.products)


def test_the_energy_of_a_maker_is_a_part_of_its_first_tier_without_being_cut() -> None:
    """Only retail trade, which no category uses, has more energy in one view than its first tier in the other."""
    rows = table(FOLDER / "chains.csv")
    cut = {row["product"] for row in rows if float(row["scope_2"]) / float(row["total"]) > float(row["tier_1"])}
    assert cut <= {"G47"}
    assert cut.isdisjoint(crosswalk.load().table["product"].unique())


def test_a_kind_of_food_has_the_shares_of_food_and_a_capital_good_those_of_final_buyers() -> None:
    assert SHIPPED.of("C10T12_beef") == SHIPPED.of("C10T12")
    assert SHIPPED.of("F", capital_good=True) == (
        pytest.approx((0.122, 0.008717, 0.263683, 0.6056, 0.37, 0.23, 0.4), abs=1e-6)
    )
    assert SHIPPED.of("E36", capital_good=True) == SHIPPED.of("E36")
    assert SHIPPED.of("no-such") is None


def test_it_fits_sets_of_the_same_source_and_products_only() -> None:
    said = FACTORS.description
    food = replace(FACTORS, description=msgspec.structs.replace(said, products="a64-food"))
    other = replace(FACTORS, description=msgspec.structs.replace(said, products="exiobase-200"))
    origin = msgspec.structs.replace(said.origin, url_main="https://example.org/")
    abroad = replace(FACTORS, description=msgspec.structs.replace(said, origin=origin))
    assert [SHIPPED.fits(one) for one in (FACTORS, food, other, abroad)] == [True, True, False, False]
    assert supply_chain.of(abroad) is None
    found = supply_chain.of(FACTORS)
    assert found is not None
    assert found.identity == "figaro-se@2026.5"
    assert "licence CC BY-SA 4.0" in found.citation.attribution


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    text = refused(tmp_path, ("A01,", "A01 ,"), again=False)
    assert text.startswith(
        "figaro-se/2026.5/chains.csv: the file was changed: its SHA-256 is not the one in chains.yaml"
    )


def test_what_is_no_share_no_view_or_no_part_is_refused_at_its_line(tmp_path: Path) -> None:
    first = "final,2023,0.7002,0.1426,0.0687,0.0885,1171.46,7.68,0.53,0.22,0.26"
    changed = {
        "bought,2023,0.7002,0.1426,0.0687,0.0885,1171.46,7.68,0.53,0.22,0.26": (
            'figaro-se/2026.5/chains.csv:2, column "view": there is no such view\n    bought\n'
            "    fix: write industry or final"
        ),
        "final,2023,1.7002,0.1426,0.0687,0.0885,1171.46,7.68,0.53,0.22,0.26": (
            'figaro-se/2026.5/chains.csv:2, column "own_operations": this is not a share\n    1.7002\n'
            "    fix: write a number from 0 to 1 as the publisher gives it"
        ),
        "final,2023,0.7002,0.1426,0.0687,0.0885,1171.46,7.68,0.53,0.22,0.2": (
            "figaro-se/2026.5/chains.csv:2: the shares by place add up to 0.95, not to 1\n    0.53, 0.22, 0.2\n"
            "    fix: write the shares as the publisher gives them"
        ),
        "final,2023,0.7002,0.1426,0.0687,0.0885,1171.46,1200,0.53,0.22,0.26": (
            "figaro-se/2026.5/chains.csv:2: the part from electricity and heat is not between 0 and the total\n"
            "    1200 of 1171.46\n    fix: write both as the publisher gives them"
        ),
    }
    for number, (text, expected) in enumerate(changed.items()):
        assert refused(tmp_path / str(number), (first, text)) == expected
