"""How long `run` takes and how much memory it needs, against polars reading the same file.

    python benchmarks/compare.py [--rows 100000 1000000 10000000] [--times 3]

For each size a ledger is made; then three commands are started in turn, each in a process of its own:

- polars scan + sum: `polars.scan_csv` of all columns as texts, held in memory, and the exact sum of the amounts. The
  promise is held against this one.
- polars streaming: the types inferred, the sums of numbers and the counts of texts of all columns, by the streaming
  engine, which holds nothing: the least that any reader of the whole file can do.
- `procurement-footprint run`, with rules, row-level Parquet, all tables, page and workbook.

Machines are noisy: quote the ratios.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measuring import PROGRAM, Measure, in_turn, ledger_of, median, ratio
from scores import Score, leave, score

SCAN, STREAMING, RUN = "polars scan + sum", "polars streaming", "run"
BASELINES = {
    SCAN: """
import sys
import polars as pl
ledger = pl.scan_csv(sys.argv[1], separator=";", infer_schema=False).collect()
amounts = ledger["belopp"].str.replace(",", ".", literal=True).cast(pl.Decimal(18, 2))
print(ledger.shape, amounts.sum())
""",
    STREAMING: """
import sys
import polars as pl
from polars import selectors as cs
ledger = pl.scan_csv(sys.argv[1], separator=";", decimal_comma=True)
print(ledger.select(cs.numeric().sum(), (~cs.numeric()).count()).collect(engine="streaming"))
""",
}
MILLION = 1_000_000
MOST_HELD = 10 * MILLION  # rows; polars scan + sum of more would need more memory than there is
LIMIT_RATIO = {MILLION: 3.0}  # to polars scan + sum
LIMIT_MB = {MILLION: 500, 10 * MILLION: 1_000, 50 * MILLION: 2_000}
LIMIT_GROWTH = {10 * MILLION: 11.0}  # times as long as a million rows


def compare(rows: int, times: int, folder: Path, at_a_million: float | None = None) -> list[Score]:
    """Return the scores of a ledger of `rows` rows. at_a_million: seconds of `run` there, for the promise of growth."""
    ledger, out = ledger_of(rows, folder), folder / "out"
    baselines = [name for name in BASELINES if rows <= MOST_HELD or name != SCAN]
    commands = {name: [sys.executable, "-c", BASELINES[name], str(ledger)] for name in baselines}
    commands[RUN] = [*PROGRAM, "run", str(ledger), "--out", str(out)]
    took = in_turn(commands, times, out)
    shutil.rmtree(out)
    run, ratios = median(took[RUN]), {name: ratio(took[RUN], took[name]) for name in baselines}
    found = [score(name, rows, median(took[name])) for name in baselines]
    for place, (name, held) in enumerate(ratios.items()):
        found.append(score(RUN, rows, run, (name, held), None if place else promise(rows, held, run)))
    if rows in LIMIT_GROWTH and at_a_million:
        growth, limit = run.seconds / at_a_million, LIMIT_GROWTH[rows]
        found.append(score(RUN, rows, run, ("1,000,000 rows", growth), (f"at most {limit:g} x", growth <= limit)))
    return found


def promise(rows: int, held: float, run: Measure) -> tuple[str, bool] | None:
    """Return what is promised at this size, and whether it is kept."""
    limits = {"x": (held, LIMIT_RATIO.get(rows)), "MB": (run.megabytes, LIMIT_MB.get(rows))}
    promised = {unit: (value, limit) for unit, (value, limit) in limits.items() if limit}
    if not promised:
        return None
    text = "at most " + " and ".join(f"{limit:,g} {unit}" for unit, (_, limit) in promised.items())
    return text, all(value <= limit for value, limit in promised.values())


def sizes(rows: Sequence[int], times: int, folder: Path) -> list[Score]:
    """Return the scores of several sizes, the smallest first; ledgers over a million rows are removed."""
    found: list[Score] = []
    for size in sorted(rows):
        million = next((one.seconds for one in found if one.key == (RUN, MILLION, SCAN)), None)
        found += compare(size, times if size <= MILLION else 1, folder, million)
        if size > MILLION:
            ledger_of(size, folder).unlink()
    return found


def main() -> None:
    """Compare for each size that is asked for; end with 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, MILLION, 10 * MILLION])
    parser.add_argument("--times", type=int, default=3, help="over a million rows: once")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        leave(sizes(chosen.rows, chosen.times, Path(folder)))


if __name__ == "__main__":
    main()
