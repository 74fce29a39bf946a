"""`suggest` as its users start it: what it prints and writes, and how it refuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conftest import Command

LEDGER = """Datum;Leverantör;Orgnr;Konto;Kontotext;Belopp
2024-01-31;Bageriet AB;556012-5790;64110;Livsmedel;1 234,50
2024-02-15;Elbolaget AB;556036-0793;62110;Elavgifter;9 876,00
2024-02-20;Okänd AB;556016-0680;99990;Diff;100,00
2024-02-21;Städbolaget AB;556074-7569;99991;=Qvastar;200,00
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "jan-feb.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def test_undecided_lines_come_with_three_suggestions_and_nothing_is_decided(
    ledger: Path, procurement_footprint: Command
) -> None:
    before = set(ledger.parent.iterdir())
    done = procurement_footprint(
        "suggest", ledger, "--chart", "kbas", "--out", "s.csv", "--top", "1", cwd=ledger.parent
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 undecided lines (2 rows); learnt from 2 decided lines\n")
    assert "200.00 SEK (1 rows)  Städbolaget AB 99991 =Qvastar\n    1. " in done.stdout
    assert "Okänd AB" not in done.stdout
    assert "1 more: --top 2, or all in a file: --out FILE.csv" in done.stdout
    assert {path.name for path in set(ledger.parent.iterdir()) - before} == {"s.csv"}
    with (ledger.parent / "s.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["reporting_amount"], first["currency"], first["account_text"]) == ("200.00", "SEK", "'=Qvastar")
    assert second["supplier"] == "Okänd AB"
    assert sum(float(first[f"probability_{number}"]) for number in (1, 2, 3)) <= 1
    again = procurement_footprint("suggest", ledger, "--chart", "kbas", "--out", "s.csv", cwd=ledger.parent)
    assert again.returncode == 2
    assert "s.csv is already there; choose another file with --out" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--hide", "0.3"], "--hide and --seed go with --evaluate"),
        (["--seed", "2"], "--hide and --seed go with --evaluate"),
        (["--evaluate", "--hide", "1"], "1.0 is not in the range 0<=x<1"),
        (["--evaluate", "--out", "x.csv"], "--out goes with suggestions, not with --evaluate"),
        (["--top", "0"], "0 is not in the range x>=1"),
    ],
)
def test_wrong_usage_is_said(ledger: Path, procurement_footprint: Command, arguments: list[str], said: str) -> None:
    done = procurement_footprint("suggest", ledger, *arguments, cwd=ledger.parent)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_ledger_that_cannot_be_read_is_refused(tmp_path: Path, procurement_footprint: Command) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(LEDGER.replace("100,00", "hundra"), encoding="utf-8")
    done = procurement_footprint("suggest", path, "--chart", "kbas", cwd=tmp_path)
    assert done.returncode == 3
    assert "hundra" in done.stderr
    assert "Traceback" not in done.stderr
