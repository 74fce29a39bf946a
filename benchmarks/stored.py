"""How long questions to a finished footprint take: `check`, `compare` of two years, `hotspots` and `why`.

    python benchmarks/stored.py [--rows 1000000] [--times 3]

A ledger with that many rows in each of two years is made, and a footprint of each year; no question reads the ledger.
The promise is for 10 million rows, with which this needs 6 GB of disk. `compare_years.py` has a harder comparison:
there the earlier year was made by other rules.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from measuring import PROGRAM, in_turn, ledger_of, median
from scores import Score, leave, score

MILLION = 1_000_000
YEARS, LINE = ("2023", "2024"), 30_000  # the line is one of the later year
PROMISED_ROWS = 10 * MILLION
LIMIT_SECONDS = {"check": 5.0, "compare": 5.0, "hotspots": 5.0, "why": 2.0}


def stored(rows: int, times: int, folder: Path) -> list[Score]:
    """Return the scores of all questions; rows: in each year."""
    ledger = ledger_of(rows * len(YEARS), folder)
    settings = f"project: benchmark\nchart: kbas\nledgers: [{ledger.name}]\n"
    (folder / "procurement.yaml").write_text(settings, encoding="utf-8")
    earlier, later = (str(folder / year) for year in YEARS)
    for year in YEARS:
        command = [*PROGRAM, "run", "--project", str(folder), "--period", year, "--out", str(folder / year)]
        subprocess.run(command, check=True, capture_output=True)
    asked = {
        "check": ["check", later],
        "compare": ["compare", earlier, later, "--project", str(folder)],
        "hotspots": ["hotspots", later, "--project", str(folder)],
        "why": ["why", f"{ledger.name}:{LINE}", "--in", later],
    }
    took = in_turn({name: [*PROGRAM, *words] for name, words in asked.items()}, times)
    found = []
    for name, limit in LIMIT_SECONDS.items():
        middle = median(took[name])
        promise = (f"at most {limit:g} s", middle.seconds <= limit) if rows >= PROMISED_ROWS else None
        found.append(score(f"{name}, stored footprint", rows, middle, promise=promise))
    return found


def main() -> None:
    """Measure; end with 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=MILLION, help="in each year")
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        leave(stored(chosen.rows, chosen.times, Path(folder)))


if __name__ == "__main__":
    main()
