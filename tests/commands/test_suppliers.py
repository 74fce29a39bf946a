"""`suppliers`: what is doubtful is found, decided once, and holds from the next run on."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import ROOT, Command
from people import numbers

from procurement_footprint.ledger import alias_file, pseudonym_key, pseudonyms

LEDGERS = ROOT.parent / "shared" / "data" / "ledgers"
real = pytest.mark.skipif(not LEDGERS.is_dir(), reason="the real ledgers are not beside this checkout")
LEDGER = """Datum;Orgnr;Leverantör;Konto;Kontotext;Belopp
2024-01-31;556012-5790;Norrsele Frukt AB;64110;Livsmedel;100,00
2024-02-29;4711;Norrsele Frukt;64110;Livsmedel;200,50
2024-03-31;;Norrsele frukt;64110;Livsmedel;50,00
2024-03-31;556448-0282;Annat AB;64110;Livsmedel;1,00
"""
MERGE = ("suppliers", "merge", "--into", "5560125790", "--name", "Norrsele Frukt AB", "--number", "4711")
DECIDED = ("--who", "Anna Lind", "--why", "4711 is its number in the old system", "--when", "2026-11-24")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A project with one small ledger."""
    (tmp_path / "procurement.yaml").write_text(
        "project: Norrsele\nchart: kbas\nlanguage: en\nledgers: [a.csv]\n", encoding="utf-8"
    )
    (tmp_path / "a.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def test_a_supplier_is_checked_decided_and_stands_under_one_number(town: Path, procurement_footprint: Command) -> None:
    before = procurement_footprint("suppliers", "check", "2024", "--out", "found.csv", cwd=town)
    assert before.returncode == 1, before.stderr
    assert "200.50 SEK, 1 rows: 4711 Norrsele Frukt ~ 556012-5790 Norrsele Frukt AB\n" in before.stdout
    with (town / "found.csv").open(encoding="utf-8", newline="") as file:
        assert {line["kind"] for line in csv.DictReader(file)} == {
            "several_numbers",
            "number_missing",
            "number_invalid",
        }
    done = procurement_footprint(*MERGE, "--called", "Norrsele Frukt", *DECIDED, cwd=town)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("s-20261124-001 is written in ")
    after = procurement_footprint("suppliers", "check", "a.csv", cwd=town)
    assert (after.returncode, after.stdout) == (0, "0 findings\n"), after.stdout
    assert (
        "supplier-aliases.yaml: 1 decision; 2 rows stand under the supplier decided for them (250.50 SEK)\n"
        in after.stderr
    )


def test_the_manifest_verify_and_why_know_what_was_decided(town: Path, procurement_footprint: Command) -> None:
    procurement_footprint(*MERGE, *DECIDED, cwd=town)
    done = procurement_footprint("run", "--out", "out", cwd=town)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((town / "out" / "manifest.json").read_bytes())
    digest = sha256((town / "supplier-aliases.yaml").read_bytes()).hexdigest()
    assert manifest["made_with"]["supplier_aliases"] == [
        {"name": "supplier-aliases.yaml", "version": "", "sha256": digest}
    ]
    assert procurement_footprint("verify", "out", cwd=town).returncode == 0
    why = procurement_footprint("why", "a.csv:3", "--in", "out", cwd=town)
    assert (
        "   supplier: Norrsele Frukt AB 556012-5790\n"
        "     the same supplier by s-20261124-001: 4711; Anna Lind, 2026-11-24: 4711 is its number in the old system "
        "(supplier-aliases.yaml:1)\n"
    ) in why.stdout
    gone = procurement_footprint("suppliers", "withdraw", "s-20261124-001", *DECIDED, cwd=town)
    assert gone.returncode == 0, gone.stderr
    assert procurement_footprint("suppliers", "list", cwd=town).stdout == "0 decisions hold\n"
    assert procurement_footprint("verify", "out", cwd=town).returncode == 1
    (town / "supplier-aliases.yaml").unlink()
    changed = procurement_footprint("why", "a.csv:3", "--in", "out", cwd=town)
    assert changed.stdout.startswith("Changed since this footprint was made: supplier_aliases.")


def test_what_would_contradict_is_refused_and_not_written(town: Path, procurement_footprint: Command) -> None:
    procurement_footprint(*MERGE, *DECIDED, cwd=town)
    again = ("suppliers", "merge", "--name", "Annat AB", "--number", "4711", *DECIDED)
    done = procurement_footprint(*again, cwd=town)
    assert done.returncode == 3
    assert "is given to two suppliers (also at supplier-aliases.yaml:1)\n    4711\n" in done.stderr
    assert procurement_footprint("suppliers", "list", cwd=town).stdout.endswith("1 decision holds\n")


def test_wrong_usage_is_said(
    town: Path, tmp_path_factory: pytest.TempPathFactory, procurement_footprint: Command
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for arguments, cwd, said in (
        (("suppliers", "check", "2024"), elsewhere, "which ledger? Name one or more files"),
        (("suppliers", "check", "no.csv"), town, "File 'no.csv' does not exist"),
        (("suppliers", "check", "2024", "--out", "a.csv"), town, "a.csv is already there; choose another file"),
        (("suppliers", "list"), elsewhere, "there is no project here; name its folder with --project"),
    ):
        done = procurement_footprint(*arguments, cwd=cwd)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def found(run: Command, folder: Path, *ledgers: Path) -> list[dict[str, str]]:
    done = run("suppliers", "check", *ledgers, "--out", "found.csv", cwd=folder)
    assert done.returncode == 1, done.stderr
    with (folder / "found.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@real
def test_digg_has_cards_factoring_and_numbers_that_are_none(tmp_path: Path, procurement_footprint: Command) -> None:
    lines = found(procurement_footprint, tmp_path, *(LEDGERS / "se-digg-2024q3").glob("*.csv"))
    card, *_ = lines
    assert (card["kind"], card["supplier"]) == ("purchase_card", "556574-6624 SEB Kort Bank AB")
    assert Decimal(card["amount"]) == Decimal("195818.34")
    invalid = [line["supplier"][:6] for line in lines if line["kind"] == "number_invalid"]
    assert invalid == ["999000"] * 4
    assert any("Ropo Capital" in line["supplier"] and line["kind"] == "factoring" for line in lines)


@real
def test_devon_numbers_its_suppliers_itself_and_some_twice(tmp_path: Path, procurement_footprint: Command) -> None:
    lines = found(procurement_footprint, tmp_path, *sorted((LEDGERS / "uk-devon-county-council").glob("*.csv")))
    kinds = [line["kind"] for line in lines]
    assert kinds.count("no_organisation_numbers") == 1
    pairs = {(line["supplier"], line["other"]) for line in lines if line["kind"] in ("several_numbers", "names_alike")}
    assert ("42294 LIFEWORKS CHARITY LTD", "257301 Lifeworks Charity Ltd") in pairs
    assert ("399616 N. NOTARO HOMES LTD", "88692 NOTARO HOMES N LTD") in pairs
    assert not any("PARISH COUNCIL" in one for one, _ in pairs)


def test_the_number_of_a_person_is_written_as_her_pseudonym(town: Path, procurement_footprint: Command) -> None:
    number, other = numbers(2)
    options = ("--into", number, "--name", "Anna Ek", "--number", other, "--number", "556012-5790", *DECIDED)
    done = procurement_footprint("suppliers", "merge", *options, cwd=town)
    assert done.returncode == 0, done.stderr
    key = pseudonym_key.key(town)
    assert key
    text = (town / "supplier-aliases.yaml").read_text(encoding="utf-8")
    assert number not in text
    assert other not in text
    assert "Anna Ek" not in text
    (alias,) = alias_file.load(town).held
    assert (alias.number, alias.name) == (pseudonyms.pseudonym(number, key), "Enskild näringsidkare")
    assert alias.numbers == (pseudonyms.pseudonym(other, key), "556012-5790")
