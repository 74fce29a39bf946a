"""The benchmark's ledger maker: as many rows as asked for, each with a voucher of its own."""

import csv
import runpy
from pathlib import Path

import pytest

from procurement_footprint.demo.numbers import check_digit

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MAKER = BENCHMARKS / "make_ledger.py"


def test_a_long_ledger_has_its_rows_and_a_voucher_for_each(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    runpy.run_path(str(MAKER))["large_ledger"](path, 45_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0][:3] == ["kopare_id", "kopare", "verifikationsnummer"]
    assert {len(row) for row in rows} == {10}
    assert len(rows) == 45_001
    assert len({row[2] for row in rows}) == 45_001
    again = rows[40_001]
    assert again[3:7] == rows[1][3:7]
    assert again[7] != rows[1][7]


def test_a_large_town_has_sixty_departments_and_many_suppliers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    runpy.run_path(str(BENCHMARKS / "large_town.py"))["large_town"](tmp_path, 25_000)
    for year in ("2023", "2024"):
        with (tmp_path / f"{year}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))[1:]
        assert len(rows) == len({row[2] for row in rows}) == 25_000
        assert len({row[9] for row in rows} - {""}) == 60
        assert {row[8][:4] for row in rows} == {year}
        sellers = {row[4]: row[3] for row in rows if row[4].startswith("599")}
        assert len(sellers) > 6_000
        for number in sellers:
            assert check_digit(number.replace("-", "")[:9]) == number[-1], number
