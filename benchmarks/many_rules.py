"""How much longer the mapping takes with 5,000 rules than with 500: what `rules.py` prints, as scores.

    python benchmarks/many_rules.py [--rows 1000000] [--times 3]

`rules.py` measures its own stages, in one process: seconds are CPU seconds of the mapping alone.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from measuring import HERE, Measure, measured
from scores import Score, leave, score

ROWS, LIMIT_RATIO = 1_000_000, 1.5
SCRIPT = HERE / "rules.py"
SAID = re.compile(r"^ *([\d,]+) rules, mapping +([\d.]+) CPU-s, .*? ([\d.]+) x$", re.MULTILINE)
ALLOWED = (0, 1)  # 1: it does not keep its promise, which stands in its score


def many_rules(rows: int, times: int, folder: Path) -> list[Score]:
    """Return the scores of the mapping with few and with many rules."""
    said = folder / "said.txt"
    command = [sys.executable, str(SCRIPT), "--rows", str(rows), "--times", str(times)]
    took = measured(command, said, ALLOWED)
    return told(said.read_text(encoding="utf-8"), rows, took.megabytes)


def told(said: str, rows: int, megabytes: float) -> list[Score]:
    """Return the scores that the lines of `rules.py` stand for. Errors: SystemExit where it says something else."""
    lines = [(number, float(seconds), float(held)) for number, seconds, held in SAID.findall(said)]
    if len(lines) < 2:
        raise SystemExit(f"{SCRIPT.name} says nothing about two numbers of rules:\n{said}")
    names = [f"mapping, {number} rules" for number, _, _ in lines]
    found = [score(names[0], rows, Measure(lines[0][1], lines[0][1], megabytes))]
    for name, (_, seconds, held) in zip(names[1:], lines[1:], strict=True):
        promise = (f"at most {LIMIT_RATIO:g} x", held <= LIMIT_RATIO)
        found.append(score(name, rows, Measure(seconds, seconds, megabytes), (names[0], held), promise))
    return found


def main() -> None:
    """Measure; end with 1 when the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        leave(many_rules(chosen.rows, chosen.times, Path(folder)))


if __name__ == "__main__":
    main()
