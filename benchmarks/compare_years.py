"""How long `compare` of two years takes and how much memory it needs, by one method and by two.

    python benchmarks/compare_years.py [--rows 1000000] [--times 3]

A ledger with that many rows in each of two years is made, and a footprint of each year; `compare` of the two folders is
then started in a process of its own. The second time the earlier year was made by other rules and another vintage
policy, so that all its rows are restated. Printed are the medians of wall-clock seconds and peak memory.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from make_ledger import YEARS, large_ledger
from measuring import PROGRAM, measured, median

LIMIT_SECONDS, LIMIT_MB = 20.0, 900
RULES = """\
rule_book: own
version: "1"
title: {sv: "Egna regler", en: "Own rules"}
source: invented
reviewed: {by: Anna Lind, date: 2026-11-28}
rules:
  - id: own-food
    account: ["6411"]
    account_text: ["livsmedel"]
    category: meals
    why: Our kitchens buy meals on this account
    examples: [{account: "64110", account_text: Livsmedel}]
"""


def footprints(folder: Path, rows: int) -> None:
    """Make a project with the footprint of each year, and of the earlier one by other rules and factors."""
    large_ledger(folder / "ledger.csv", rows * len(YEARS))
    settings = "project: benchmark\nchart: kbas\nledgers: [ledger.csv]\n"
    (folder / "rules").mkdir()
    (folder / "procurement.yaml").write_text(f"{settings}factor_policy: none\n", encoding="utf-8")
    made(folder, YEARS[0], "otherwise")
    (folder / "procurement.yaml").write_text(settings, encoding="utf-8")
    (folder / "rules" / "own.yaml").write_text(RULES, encoding="utf-8")
    for year in YEARS:
        made(folder, year, str(year))


def made(folder: Path, year: int, out: str) -> None:
    """Run one year of the project."""
    command = [*PROGRAM, "run", "--project", str(folder), "--period", str(year), "--out", str(folder / out)]
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Measure; end with 1 when a comparison takes longer or more memory than is promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="in each year")
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        footprints(folder, chosen.rows)
        for what, before in (("one method", str(YEARS[0])), ("restated", "otherwise")):
            pair = [str(folder / name) for name in (before, str(YEARS[1]))]
            command = [*PROGRAM, "compare", *pair, "--project", str(folder)]
            took = median([measured(command) for _ in range(chosen.times)])
            figures = f"{took.seconds:6.2f} s {took.megabytes:6.0f} MB"
            print(f"{chosen.rows:>11,} rows a year, {what:10} {figures}", flush=True)
            kept &= took.seconds <= LIMIT_SECONDS and took.megabytes <= LIMIT_MB
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
