"""What was noticed while reading reaches those who only see the result, in their language."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Command

HEADER = "Datum;Leverantör;Konto;Kontotext;Belopp\n"
ROW = "2024-01-31;A AB;64110;Livsmedel;100,00\n"


def test_rows_that_stand_twice_are_told_in_the_page_and_the_manifest(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    (tmp_path / "a.csv").write_text(HEADER + ROW + ROW, encoding="utf-8")
    (tmp_path / "b.csv").write_text(HEADER + ROW + ROW.replace("100", "200"), encoding="utf-8")
    done = procurement_footprint("run", "a.csv", "b.csv", "--chart", "kbas", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "a.csv: 1 rader är lika en annan rad i filen." in page
    assert "b.csv: 1 rader finns också i a.csv." in page
    notes = json.loads((tmp_path / "out" / "manifest.json").read_bytes())["notes"]
    assert "a.csv: rows that repeat another row: 1; all are kept" in notes
    assert "b.csv: rows that also stand in a.csv: 1; is a period delivered twice?" in notes


def test_rounded_amounts_and_accepted_problems_are_told(tmp_path: Path, procurement_footprint: Command) -> None:
    rows = [
        {"datum": "2024-01-31", "leverantör": "A AB", "konto": "64110", "kontotext": "Livsmedel", "belopp": amount}
        for amount in (448.19999999999993, 100.5, 20.25)
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    total = ";;;Summa;999,00\n"
    (tmp_path / "b.csv").write_text(HEADER + ROW + ROW.replace("100", "250") + total, encoding="utf-8")
    arguments = ("--chart", "kbas", "--accept-problems", "--lang", "en", "--out", "out")
    done = procurement_footprint("run", "a.json", "b.csv", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "a.json: 1 amounts are rounded to two decimals" in page
    assert "control total: this total row says 999.00, the rows above it add up to 350.00" in page
