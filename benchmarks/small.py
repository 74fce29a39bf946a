"""Whether `run` has become much slower: the small benchmark that `.ci/run` runs.

    python benchmarks/small.py [--times 5]

100,000 rows: `run` and polars scan + sum of the same file in turn, the median of the ratios held against the recorded
one (`recorded.csv`, made by `scoreboard.py`). Ends with 1 only where it is twice as much or more: machines are noisy.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from compare import BASELINES, RUN, SCAN
from measuring import PROGRAM, in_turn, ledger_of, ratio
from scores import RECORDED, TOLERATED, much_worse, read, recorded_ratio

ROWS = 100_000


def small(times: int, folder: Path) -> float:
    """Return how many times as long as polars scan + sum `run` takes."""
    ledger, out = ledger_of(ROWS, folder), folder / "out"
    commands = {
        SCAN: [sys.executable, "-c", BASELINES[SCAN], str(ledger)],
        RUN: [*PROGRAM, "run", str(ledger), "--out", str(out)],
    }
    took = in_turn(commands, times, out)
    return ratio(took[RUN], took[SCAN])


def verdict(found: float, recorded: float | None) -> tuple[str, int]:
    """Return what to say about a ratio, and the exit code."""
    said = f"run of {ROWS:,} rows: {found:.2f} x {SCAN}"
    if recorded is None:
        return f"{said}; none is recorded: see benchmarks/scoreboard.py", 0
    said = f"{said}, recorded {recorded:.2f} x"
    if much_worse(found, recorded):
        return f"{said}: {TOLERATED:g} times as much or more. What made it slower?", 1
    return f"{said}: fine", 0


def main() -> None:
    """Measure and say it; end with 1 where it is much worse than recorded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    with tempfile.TemporaryDirectory() as folder:
        found = small(parser.parse_args().times, Path(folder))
    said, code = verdict(found, recorded_ratio(read(RECORDED), (RUN, ROWS, SCAN)))
    print(said)
    sys.exit(code)


if __name__ == "__main__":
    main()
