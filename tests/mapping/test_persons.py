"""Rules that name a natural person reach her by her pseudonym, and say so."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from conftest import Command
from people import numbers

from procurement_footprint.ledger import pseudonym_key, pseudonyms
from procurement_footprint.mapping import mappings, persons

NUMBER = numbers(1)[0]
DASHED = f"{NUMBER[:6]}-{NUMBER[6:]}"
RULES = """\
rule_book: own
version: "1"
title: {{sv: Egna, en: Own}}
source: our own judgement
reviewed: {{by: Anna Lind, date: 2026-11-24}}
rules:
  - id: own.person
    supplier: ["{number}"]
    category: meals
    why: She cooks for the school
    examples: [{{supplier: "{number}"}}]
"""


def town(folder: Path, number: str) -> Path:
    (folder / "rules").mkdir()
    (folder / "rules" / "own.yaml").write_text(RULES.format(number=number), encoding="utf-8")
    (folder / "procurement.yaml").write_text("project: Norrsele\nledgers: [a.csv]\nchart: kbas\n", encoding="utf-8")
    (folder / "a.csv").write_text(
        "Datum;Leverantör;Orgnr;Konto;Kontotext;Belopp\n"
        f"2024-01-31;Anna Ek;19{NUMBER};99999;Xyzzy;100,50\n"
        "2024-01-31;A AB;556448-0282;99999;Xyzzy;200,50\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("by", ["number", "pseudonym"])
def test_a_rule_reaches_a_person_by_her_number_and_by_her_pseudonym(
    by: str, tmp_path: Path, procurement_footprint: Command
) -> None:
    one = pseudonyms.pseudonym(NUMBER, pseudonym_key.made(tmp_path))
    place = town(tmp_path, DASHED if by == "number" else one)
    done = procurement_footprint("run", "--out", "out", cwd=place)
    assert done.returncode == 0, done.stderr
    rows = pl.read_parquet(place / "out" / "footprint.parquet")
    assert rows.select("supplier_id", "rule_id").rows() == [(one, "own.person"), ("556448-0282", None)]
    said = f"rules/own.yaml:7: own.person names the number of a natural person; write {one} instead\n"
    assert (said in done.stderr) == (by == "number")
    assert NUMBER not in done.stderr
    assert DASHED not in done.stderr
    why = procurement_footprint("why", "a.csv:2", "--in", "out", cwd=place)
    assert why.returncode == 0, why.stderr
    assert DASHED not in why.stdout
    assert "own.person says category meals" in why.stdout
    why = procurement_footprint("why", "--supplier", DASHED, "--in", "out", cwd=place)
    assert why.returncode == 0, why.stderr
    assert f"Supplier {one}: " in why.stdout


def test_rules_about_legal_entities_and_shipped_rules_stay(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(RULES.format(number="556448-0282"), encoding="utf-8")
    before = mappings.load([tmp_path / "own.yaml"])
    assert persons.by_pseudonym(before, b"k" * 32) == before
    assert list(persons.named(before, b"k" * 32)) == []


def test_without_a_project_nothing_is_promised() -> None:
    assert list(persons.named(mappings.load(), None)) == []
