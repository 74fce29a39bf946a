"""How much longer `run` takes than `check`, which computes the same and publishes nothing, in a large municipality.

    python benchmarks/page_and_workbook.py [--rows 400000] [--times 3]

60 departments and 20,000 suppliers (`large_town.py`). What `run` does more is the page with its charts, the workbook
and the tables. How long a whole `report` takes is measured by `report.py`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from measuring import HERE, PROGRAM, in_turn, longer, made, median, ratio
from scores import Score, leave, score

ROWS, YEAR, LIMIT_SECONDS = 400_000, "2024", 3.0
ALLOWED = (0, 1)  # `check` says by 1 that something is left to decide
CHECK, RUN = "check, 20,000 suppliers", "run, 20,000 suppliers"


def page_and_workbook(rows: int, times: int, folder: Path) -> list[Score]:
    """Return the scores of `check` and of `run`."""
    town, out = folder / "town", folder / "out"
    town.mkdir()
    made(HERE / "large_town.py", str(rows), str(town), YEAR)
    common = [YEAR, "--project", str(town)]
    commands = {CHECK: [*PROGRAM, "check", *common], RUN: [*PROGRAM, "run", *common, "--out", str(out)]}
    took = in_turn(commands, times, out, ALLOWED)
    more = longer(took[RUN], took[CHECK])
    promise = (f"at most {LIMIT_SECONDS:g} s more ({more:.2f})", more <= LIMIT_SECONDS)
    return [
        score(CHECK, rows, median(took[CHECK])),
        score(RUN, rows, median(took[RUN]), (CHECK, ratio(took[RUN], took[CHECK])), promise),
    ]


def main() -> None:
    """Measure; end with 1 when the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        leave(page_and_workbook(chosen.rows, chosen.times, Path(folder)))


if __name__ == "__main__":
    main()
