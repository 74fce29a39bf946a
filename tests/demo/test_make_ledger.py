"""The benchmark's ledger maker: as many rows as asked for, each with a voucher of its own."""

import csv
import runpy
from pathlib import Path

MAKER = Path(__file__).parents[2] / "benchmarks" / "make_ledger.py"


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
