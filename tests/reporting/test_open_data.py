"""Open data: tables that add up to the footprints, valid as a data package, the same bytes again."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pytest
from closed_project import here
from conftest import ROOT
from open_data_town import Town, lines, published, total

from procurement_footprint import shelf
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.open_data import frames, method, part
from procurement_footprint.reporting.open_data.schema import BY_NAME, TABLES

YEARS = ("2023", "2024")
COUNTED_TABLES = ("departments", "suppliers", "categories", "departments_by_category", "quarters")
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def town(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return published(small_town, tmp_path_factory.mktemp("open-data"), YEARS)


@pytest.fixture(scope="module")
def manifests(town: Town) -> dict[str, dict[str, Any]]:
    return {year: json.loads((town.folder / f"y{year}" / "manifest.json").read_bytes()) for year in YEARS}


def of(town: Town, name: str, period: str) -> list[dict[str, str]]:
    return [line for line in lines(town.out / f"{name}.csv") if line["period"] == period]


def test_the_terminal_says_what_was_published_and_what_is_left_unsaid(town: Town) -> None:
    version = lines(town.out / "periods.csv")[0]["method_version"]
    names = len((town.folder / ".pseudonym-names").read_text(encoding="ascii").split())
    assert town.said == (
        "in out: 13 files about 2023+2024\n"
        "suppliers below 500,000 SEK are pooled\n"
        f"looked through: no number of a natural person, and none of {names} known names\n"
        "terms: CC-BY-SA-4.0; what must be credited stands in README.md\n"
        f"method version: {version}\n"
    )
    assert {path.name for path in town.out.iterdir()} == {
        *(table.file for table in TABLES), "datapackage.json", "dcat.rdf", "README.md"
    }  # fmt: skip


def test_the_data_package_is_valid(town: Town) -> None:
    report = frictionless.validate(str(town.out / "datapackage.json"))
    assert report.stats["errors"] == 0, report.flatten(["type", "message"])
    assert report.stats["warnings"] == 0
    assert report.stats["tasks"] == len(TABLES)


def test_the_data_package_notices_a_line_that_is_there_twice_or_leads_nowhere(town: Town, tmp_path: Path) -> None:
    for path in town.out.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name == "departments.csv":
            text += text.splitlines(keepends=True)[-1]
        if path.name == "quarters.csv":
            text = text.replace("2024,2024,2024-Q1", "2024,2022,2024-Q1")
        if path.name == "datapackage.json":
            held = json.loads(text)
            for resource in held["resources"]:
                del resource["hash"], resource["bytes"]
            text = json.dumps(held)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    found = frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type"])
    assert Counter(kind for (kind,) in found) == {"primary-key": 1, "foreign-key": 1}


def test_the_package_names_every_file_column_and_digest_and_speaks_both_languages(town: Town) -> None:
    held = json.loads((town.out / "datapackage.json").read_bytes())
    assert held["title"] == "Climate footprint of purchases: Norrsele kommun, 2023–2024"
    assert held["title_sv"] == "Klimatavtryck från inköp: Norrsele kommun, 2023–2024"
    assert [one["name"] for one in held["licenses"]] == ["CC-BY-SA-4.0"]
    assert any("zenodo.23157020" in one["attribution"] and one["path"] for one in held["sources"])
    for resource in held["resources"]:
        raw = (town.out / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256(raw).hexdigest()}"
        assert b"\r" not in raw
        fields = resource["schema"]["fields"]
        assert raw.decode().splitlines()[0].split(",") == [field["name"] for field in fields]
        assert all(field["description"] and field["description_sv"] != field["description"] for field in fields)
    units = {field["name"]: field.get("unit") for field in held["resources"][1]["schema"]["fields"]}
    assert (units["kg_co2e"], units["reporting_amount"], units["rows"]) == ("kg CO2e", "currency", None)


@pytest.mark.parametrize("year", YEARS)
def test_every_table_adds_up_to_the_manifest(town: Town, manifests: dict[str, dict[str, Any]], year: str) -> None:
    whole = manifests[year]["totals"]
    for name in COUNTED_TABLES:
        found = of(town, name, year)
        assert total(found, "rows") == whole["rows"]["counted"], name
        assert total(found, "reporting_amount") == Decimal(whole["amount"]["counted"]), name
        assert total(found, "kg_co2e") == Decimal(whole["kg_co2e"]), name
    bridge = of(town, "bridge", year)
    for step in ("ledger", "counted", "left_out", "unmapped"):
        held = [line for line in bridge if line["step"] == step]
        assert total(held, "reporting_amount") == Decimal(whole["amount"][step])
        assert total(held, "rows") == whole["rows"][step]
    (period,) = of(town, "periods", year)
    amounts = {step: period[f"amount_{step}"] for step in whole["amount"]}
    assert amounts == whole["amount"]
    assert [period[f"kg_co2e{end}"] for end in ("", "_low", "_high")] == [
        whole[f"kg_co2e{end}"] for end in ("", "_low", "_high")
    ]
    assert period["manifest_sha256"] == shelf.digest(town.folder / f"y{year}" / "manifest.json")


@pytest.mark.parametrize("year", YEARS)
def test_what_is_said_to_add_up_does_and_the_whole_is_the_manifests(
    town: Town, manifests: dict[str, dict[str, Any]], year: str
) -> None:
    tidy, totals = of(town, "indicators", year), manifests[year]["totals"]
    figures = {line["indicator"]: line for line in tidy if line["level"] == "whole"}
    adding = [one["indicator"] for one in lines(town.out / "indicator_definitions.csv") if one["adds_up"] == "true"]
    assert adding == ["kg_co2e", "spend"]
    for indicator in adding:
        for level in ("entity", "department", "category", "department_category"):
            held = [line for line in tidy if (line["level"], line["indicator"]) == (level, indicator)]
            assert held
            assert total(held, "value") == Decimal(figures[indicator]["value"]), (level, indicator)
    assert figures["kg_co2e"]["value"] == totals["kg_co2e"]
    assert (figures["kg_co2e"]["low"], figures["kg_co2e"]["high"]) == (totals["kg_co2e_low"], totals["kg_co2e_high"])
    assert figures["spend"]["value"] == totals["amount"]["counted"]
    parts = ("spend", "spend_left_out", "spend_unmapped")
    assert sum(Decimal(figures[one]["value"]) for one in parts) == Decimal(figures["spend_ledger"]["value"])
    scopes = sum(Decimal(figures[f"kg_co2e_scope_{one}"]["value"]) for one in (1, 2, 3))
    assert scopes == Decimal(totals["kg_co2e"])


def test_quotients_are_those_of_their_parts(town: Town) -> None:
    figures = {
        line["indicator"]: Decimal(line["value"]) for line in of(town, "indicators", "2024") if line["level"] == "whole"
    }
    assert figures["inhabitants"] == 30054  # as procurement.yaml says
    closely = pytest.approx
    assert float(figures["kg_co2e_per_inhabitant"]) == closely(float(figures["kg_co2e"] / 30054), abs=1e-6)
    assert float(figures["intensity"]) == closely(float(figures["kg_co2e"] * 1000 / figures["spend"]), abs=1e-6)
    assert float(figures["counted_share"]) == closely(float(figures["spend"] / figures["spend_ledger"]), abs=1e-6)


def test_the_tidy_table_has_one_line_a_figure_with_a_range_around_it(town: Town) -> None:
    tidy = lines(town.out / "indicators.csv")
    assert list(tidy[0]) == [
        "year", "period", "level", "entity", "department", "category", "indicator", "value", "low", "high", "unit",
        "method_version",
    ]  # fmt: skip
    keys = [tuple(line[column] for column in BY_NAME["indicators"].key) for line in tidy]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)
    ranged = {one["indicator"] for one in lines(town.out / "indicator_definitions.csv") if one["has_range"] == "true"}
    for line in tidy:
        assert bool(line["low"]) == (line["indicator"] in ranged)
        if line["low"] and Decimal(line["value"]) > 0:
            assert Decimal(line["low"]) <= Decimal(line["value"]) <= Decimal(line["high"]), line


def test_the_range_of_the_one_entity_is_that_of_the_whole(town: Town) -> None:
    tidy = [line for line in of(town, "indicators", "2024") if line["indicator"] == "kg_co2e"]
    (entity,), (whole,) = ([one for one in tidy if one["level"] == level] for level in ("entity", "whole"))
    assert entity["entity"] == "Norrsele kommun"
    assert [entity[name] for name in ("value", "low", "high")] == [whole[name] for name in ("value", "low", "high")]


def test_persons_and_small_suppliers_are_pooled_and_no_text_is_there(town: Town) -> None:
    rows = pl.read_parquet(town.folder / "y2024" / "footprint.parquet")
    hidden = {*rows.filter("sole_trader")["supplier_id"].drop_nulls(), *rows["voucher"].drop_nulls()}
    bought = rows.filter(~pl.col("sole_trader")).group_by(pl.coalesce("supplier_id", "supplier").alias("who"))
    small = set(bought.agg(pl.sum("reporting_amount").abs()).filter(pl.col("reporting_amount") < 500_000)["who"])
    found = of(town, "suppliers", "2024")
    assert small
    assert not small & {line["supplier_key"] for line in found}
    assert {line["pooled"] for line in found} - {"", "no_supplier"} == {"sole_traders", "small_suppliers"}
    texts = "".join(path.read_text(encoding="utf-8") for path in town.out.iterdir())
    key = (town.folder / ".pseudonym-key").read_text(encoding="ascii").strip()
    assert key not in texts
    assert not [one for one in hidden if len(one) > 6 and one in texts]


def test_the_same_footprints_give_the_same_bytes_in_any_order(town: Town) -> None:
    done = here("publish", "again", "y2023", "y2024", "--threshold", "500000", cwd=town.folder)
    assert done.returncode == 0, done.stderr
    for path in town.out.iterdir():
        assert (town.folder / "again" / path.name).read_bytes() == path.read_bytes(), path.name
        assert str(town.folder).encode() not in path.read_bytes()


def test_what_the_readme_shows_in_python_runs(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (town.out / "README.md").read_text(encoding="utf-8")
    snippets = FENCE.findall(readme)
    assert len(snippets) == 2
    monkeypatch.chdir(town.out)
    for snippet in snippets:
        names: dict[str, Any] = {}
        exec(snippet, names)
        assert len(names["departments"]) == sum(len(of(town, "departments", year)) for year in YEARS)
        assert "Tekniska förvaltningen" in capsys.readouterr().out


def test_the_readme_names_every_file_and_column_in_both_languages(town: Town) -> None:
    swedish, _, english = (town.out / "README.md").read_text(encoding="utf-8").partition('<a id="en"></a>')
    for text, words in ((swedish, Words("sv")), (english, Words("en"))):
        for table in TABLES:
            assert f"| `{table.file}` | **{words(f'open_table.{table.name}')}**" in text
            for column in table.columns:
                assert f"| `{column.name}` | {words(f'open_column.{column.name}')} |" in text
        assert "licence CC BY-SA 4.0. Computed from Eurostat data." in text
        assert "http://creativecommons.org/licenses/by-sa/4.0/" in text
    assert "readr" in english
    assert "Csv.Document" in english


def test_the_manual_shows_the_four_ways_and_its_python_runs(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "manual" / "open-data.md").read_text(encoding="utf-8")
    snippets = FENCE.findall(page)
    assert len(snippets) >= 2
    monkeypatch.chdir(town.out.parent)
    (town.out.parent / "open-data").symlink_to(town.out)
    for snippet in snippets:
        exec(snippet, {})
    for word in ("polars", "pandas", "Csv.Document", "readr"):
        assert word in page
    for key in ("base_url", "contact", "email", "homepage", "publisher_type", "spatial", "issued", "availability"):
        assert f"`{key}`" in page


def test_a_method_version_changes_with_rules_factors_and_program_alone() -> None:
    file = {"name": "a", "version": "1", "sha256": "0" * 64}
    factors = {"name": "figaro-se", "version": "2026.5", "sha256": "1" * 64}
    made = {"factor_set": [factors], "rule_books": [file], "profiles": [file]}
    manifest = {"program": {"version": "0.1.0"}, "made_with": made}
    first = method.of(manifest).version
    assert re.fullmatch(r"figaro-se@2026\.5\+rules-[0-9a-f]{8}\+program-0\.1\.0", first)
    other = {**file, "sha256": "2" * 64}
    assert method.of({**manifest, "made_with": {**made, "profiles": [other]}}).version == first
    assert method.of({**manifest, "made_with": {**made, "rule_books": [other]}}).rules != method.of(manifest).rules
    assert method.of({**manifest, "program": {"version": "0.2.0"}}).version.endswith("+program-0.2.0")
    named = {**file, "name": "decisions/anna-lind.yaml"}
    table = method.table([method.of({**manifest, "made_with": {**made, "rule_books": [named]}})])
    assert table.filter(role="rule_books")["name"].to_list() == ["decisions/1"]
    assert table.filter(role="program").row(0)[2:] == ("procurement-footprint", "0.1.0", None)


def test_departments_of_one_name_are_told_apart_by_their_numbers() -> None:
    who = [("1", "A kommun", "30", "Skola"), ("1", "A kommun", "31", "Skola"), ("1", "A kommun", "40", "Vård"),
           ("2", "B AB", "9", "Vård"), ("3", "B AB", "9", "Vård")]  # fmt: skip
    (shown,) = part.labelled([pl.DataFrame(who, part.WHO, orient="row")])
    assert shown.select("entity", "department").rows() == [
        ("A kommun", "30 Skola"), ("A kommun", "31 Skola"), ("A kommun", "Vård"), ("B AB (2)", "Vård"),
        ("B AB (3)", "Vård"),
    ]  # fmt: skip


def test_what_looks_like_a_formula_is_made_safe_and_figures_below_zero_stay() -> None:
    frame = pl.DataFrame({"department": ["=1+1"], "value": ["-12.50"], "low": ["-13.00"], "high": ["-12.00"]})
    assert frames.as_csv("indicators", frame).decode() == "department,value,low,high\n'=1+1,-12.50,-13.00,-12.00\n"
