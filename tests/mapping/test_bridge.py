"""Every EXIOBASE product and every NAICS code lies in one A64 group, and crosswalks use what there is."""

import csv
from pathlib import Path

import pytest

from procurement_footprint import shelf
from procurement_footprint.factors import factor_set
from procurement_footprint.mapping import bridge, crosswalk, mappings
from procurement_footprint.problems import Refused

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
REAL = pytest.mark.skipif(not SHARED.is_dir(), reason="the publishers' files are not beside this checkout")
BRIDGES = shelf.folder("mappings") / "bridges"
CROSSWALKS = shelf.folder("mappings") / "crosswalks"
A64 = set(factor_set.load().products)
FOOD = {"meat", "beef", "pork", "poultry", "fish", "dairy", "grain", "fruit_vegetables", "food", "beverages"}


def column(path: Path, name: str) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[name] for row in csv.DictReader(file)}


def lines(name: str) -> dict[str, set[tuple[str, float]]]:
    held: dict[str, set[tuple[str, float]]] = {}
    for category, product, share in crosswalk.load(CROSSWALKS / f"{name}.csv").table.iter_rows():
        held.setdefault(category, set()).add((product, share))
    return held


@pytest.mark.parametrize("name", ["exiobase200-a64", "naics2017-a64"])
def test_a_bridge_leads_to_groups_that_there_are_and_has_each_product_once(name: str) -> None:
    loaded = bridge.load(name)
    assert set(loaded.groups.values()) <= A64 | {"T", "U"}
    assert len(loaded.groups) == len((BRIDGES / f"{name}.csv").read_text(encoding="utf-8").splitlines()) - 1


def test_the_longest_beginning_of_a_code_holds() -> None:
    naics = bridge.load("naics2017-a64")
    codes = {"325998": "C20", "325412": "C21", "332913": "C28", "332999": "C25", "112512": "A03", "921110": None}
    assert {code: naics.group(code) for code in codes} == codes


@REAL
def test_all_200_products_of_exiobase_have_a_group() -> None:
    published = column(SHARED / "exiobase3-2011-bloom/scope.csv", "sector")
    assert len(published) == 200
    assert set(bridge.load("exiobase200-a64").groups) == published


@REAL
def test_all_1016_commodities_of_the_epa_have_a_group_and_no_entry_is_idle() -> None:
    published = column(next((SHARED / "us-epa-supply-chain-v1.3").glob("*.csv")), "2017 NAICS Code")
    naics = bridge.load("naics2017-a64")
    assert len(published) == 1016
    assert [code for code in published if naics.group(code) is None] == []
    for entry, group in naics.groups.items():
        others = bridge.Bridge("", naics.between, {code: held for code, held in naics.groups.items() if code != entry})
        assert any(code.startswith(entry) and others.group(code) != group for code in published), entry


def test_the_exiobase_crosswalk_names_products_of_exiobase() -> None:
    groups = bridge.load("exiobase200-a64").groups
    assert set(crosswalk.load(CROSSWALKS / "exiobase-200.csv").table["product"]) <= set(groups)


def test_the_naics_crosswalk_is_the_a64_one_over_the_bridge() -> None:
    a64, naics = lines("figaro-a64"), lines("naics-2017")
    reached = set(bridge.load("naics2017-a64").groups.values())
    assert {product for held in naics.values() for product, _ in held} <= reached
    other = {category for category in a64 if a64[category] != naics[category]}
    assert other == {category for category, held in a64.items() if not {product for product, _ in held} <= reached}
    assert other == {"authority_fees", "authority_services"}


def test_the_food_crosswalk_differs_from_the_a64_one_in_food_only() -> None:
    a64, food = lines("figaro-a64"), lines("figaro-a64-food")
    assert {category for category in a64 if a64[category] != food[category]} <= FOOD
    assert food["food"] == {("C10T12", 1.0)}
    assert food["beef"] == {("C10T12_beef", 1.0)}


@pytest.mark.parametrize("path", sorted(CROSSWALKS.glob("*.csv")), ids=lambda path: path.stem)
def test_a_share_that_is_judgement_says_so(path: Path) -> None:
    table = crosswalk.load(path)
    divided = [(category, product) for category, product, share in table.table.iter_rows() if share < 1]
    assert [pair for pair in divided if not table.why[pair].startswith("assumption: ")] == []


def specimen(folder: Path, text: str, digest: str | None = None) -> Path:
    (folder / "own.csv").write_text(text, encoding="utf-8")
    shipped = (BRIDGES / "naics2017-a64.yaml").read_text(encoding="utf-8").rpartition("sha256:")[0]
    held = digest or shelf.digest(folder / "own.csv")
    (folder / "own.yaml").write_text(f"{shipped}sha256: {held}\n", encoding="utf-8")
    return folder


def test_a_changed_bridge_or_one_of_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        bridge.load("own", specimen(tmp_path, "product,group,why\n1,A01,\n", "0" * 64))
    assert str(refused.value).startswith("own.csv: the file was changed: its SHA-256 is not the one in own.yaml")
    with pytest.raises(Refused) as refused:
        bridge.load("own", specimen(tmp_path, "naics,a64\n1,A01\n"))
    assert str(refused.value) == (
        "own.csv:1: these are not the columns of a crosswalk\n"
        "    naics,a64\n    fix: write the header product,group,why"
    )


def test_mappings_check_reads_every_crosswalk_and_bridge(tmp_path: Path) -> None:
    (tmp_path / "crosswalks").mkdir()
    (tmp_path / "bridges").mkdir()
    specimen(tmp_path / "bridges", "product,group,why\n1,A01,\n", "0" * 64)
    with pytest.raises(Refused, match=r"own\.csv: the file was changed"):
        mappings.check_tables(mappings.load(), tmp_path)
