"""A ledger with standard codes instead of accounts: what they say, what the register says, how it is shown."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from conftest import Command

LEDGER = """\
Datum;Leverantör;Orgnr;Kontotext;CPV-kod;UNSPSC;S-kod;Belopp
2023-01-31;Kaffe AB;556448-0282;Kaffe;15860000-4;;;1000,00
2023-01-31;Olja AB;5564480282;Diesel;9134100-8;44121706;;1000,00
2023-02-01;Kontor AB;556448-0282;Pennor;;44 12 17 06;;1000,00
2023-02-01;Data AB;556448-0282;Faktura 1;;;S5721;1000,00
2023-02-01;Staten;556448-0282;Faktura 2;;;5911;1000,00
2023-02-02;Städ AB;556448-0282;Faktura 3;;;;1000,00
2023-02-02;Städ AB;556448-0282;Livsmedel;;;;1000,00
2023-02-03;Okänd AB;559233-2703;Faktura 4;;;;1000,00
"""
REGISTER = "Organisationsnummer;SNI 2007;Företagsnamn\n556448-0282;81.210;Städ i Norr AB\n"
DECIDED = [
    ("15860000", "beverages", None, "cpv-2008-1586", "cpv", "C"),
    ("09134100", "diesel", None, "cpv-2008-09134", "cpv", "C"),
    ("44121706", "office_supplies", None, "unspsc-44", "unspsc", "C"),
    ("5721", "it_operations", None, "state-572", "account", "E"),
    ("5911", None, "financial", "state-59", "account", None),
    (None, "cleaning_services", None, "sni-2007-812", "supplier_industry", "E"),
    (None, "food", None, "text-food", "text", "E"),
    (None, None, "no_rule", None, None, None),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command) -> Path:
    """A project with such a ledger and a register, and its footprint in `footprint`."""
    folder = tmp_path_factory.mktemp("register")
    (folder / "procurement.yaml").write_text("ledgers: [ledger.csv]\nlanguage: en\n", encoding="utf-8")
    (folder / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (folder / "suppliers.csv").write_text(REGISTER, encoding="utf-8")
    done = procurement_footprint("run", "--out", "footprint", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_strongest_code_decides_and_the_industry_only_where_nothing_else_speaks(project: Path) -> None:
    rows = pl.read_parquet(project / "footprint" / "footprint.parquet").sort("row_id")
    code = pl.coalesce(pl.col("cpv", "unspsc", "state_account").cast(pl.String))
    found = rows.select(
        code, *(pl.col(n).cast(pl.String) for n in ("category", "reason", "rule_id", "evidence", "quality"))
    )
    assert found.rows() == DECIDED


def test_why_shows_what_the_register_says(project: Path, procurement_footprint: Command) -> None:
    said = procurement_footprint("why", "ledger.csv:7", "--in", "footprint", cwd=project).stdout
    assert "evidence: supplier_industry (SNI = 81.210, Städ i Norr AB in suppliers.csv)" in said
    assert "it asks for sni: 812" in said
    assert "codes/sni-2007.csv:" in said


def test_the_register_stands_in_the_manifest_and_verify_finds_it(project: Path, procurement_footprint: Command) -> None:
    made_with = json.loads((project / "footprint" / "manifest.json").read_bytes())["made_with"]
    assert [one["name"] for one in made_with["supplier_register"]] == ["suppliers.csv"]
    assert len(made_with["supplier_register"][0]["sha256"]) == 64
    done = procurement_footprint("verify", "footprint", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_changed_register_is_noticed(project: Path, procurement_footprint: Command) -> None:
    register = project / "suppliers.csv"
    register.write_text(REGISTER.replace("81.210", "56.100"), encoding="utf-8")
    done = procurement_footprint("verify", "footprint", cwd=project)
    register.write_text(REGISTER, encoding="utf-8")
    assert done.returncode == 1
    assert "footprint.parquet: differs" in done.stdout


def test_a_register_that_is_not_there_is_said(tmp_path: Path, procurement_footprint: Command) -> None:
    (tmp_path / "procurement.yaml").write_text("supplier_register: register.xlsx\n", encoding="utf-8")
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    done = procurement_footprint("check", "ledger.csv", cwd=tmp_path)
    assert done.returncode == 3
    assert (
        'procurement.yaml:1: the register of suppliers "register.xlsx" is not there\n'
        "    fix: correct its name, or delete the line"
    ) in done.stderr
