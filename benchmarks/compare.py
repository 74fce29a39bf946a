"""How long `run` takes and how much memory it needs, against polars reading the same file.

    python benchmarks/compare.py [--rows 100000 1000000 10000000] [--times 3]

For each size a ledger is made; then `polars.scan_csv` of all columns with the sum of the amounts, and
`procurement-footprint run`, are started in turn, each in a process of its own. Printed are the medians of
wall-clock seconds and peak memory (the largest single process, as the operating system counts it) and their
ratios. Machines are noisy: quote the ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from make_ledger import large_ledger

BASELINE = """
import sys
import polars as pl
ledger = pl.scan_csv(sys.argv[1], separator=";", infer_schema=False).collect()
amounts = ledger["belopp"].str.replace(",", ".", literal=True).cast(pl.Decimal(18, 2))
print(ledger.shape, amounts.sum())
"""
LIMIT_RATIO, LIMIT_MB, LIMIT_AT = 5.0, 900, 1_000_000


def measured(command: list[str]) -> tuple[float, float]:
    """Return wall-clock seconds and peak megabytes of a command run in a process of its own."""
    started = time.perf_counter()
    process = os.fork()
    if process == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.execv(command[0], command)
    _, status, usage = os.wait4(process, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def compare(rows: int, times: int, folder: Path) -> tuple[float, float]:
    """Print one line for a ledger of `rows` rows; return the ratio of the times and the peak of `run` in MB."""
    ledger = folder / f"ledger-{rows}.csv"
    large_ledger(ledger, rows)
    baseline, runs = [], []
    for number in range(times):
        baseline.append(measured([sys.executable, "-c", BASELINE, str(ledger)]))
        out = folder / f"out-{rows}-{number}"
        command = [sys.executable, "-m", "procurement_footprint", "run", str(ledger), "--out", str(out)]
        runs.append(measured(command))
        shutil.rmtree(out)
    (base_s, base_mb), (run_s, run_mb) = (
        tuple(statistics.median(column) for column in zip(*figures, strict=True)) for figures in (baseline, runs)
    )
    ratio = statistics.median(run[0] / base[0] for run, base in zip(runs, baseline, strict=True))
    size = ledger.stat().st_size / 1e6
    print(
        f"{rows:>11,} rows {size:>6.0f} MB | polars scan + sum {base_s:6.2f} s {base_mb:6.0f} MB"
        f" | run {run_s:6.2f} s {run_mb:6.0f} MB | {ratio:5.2f} x time {run_mb / base_mb:5.2f} x memory",
        flush=True,
    )
    ledger.unlink()
    return ratio, run_mb


def main() -> None:
    """Compare for each size that is asked for; end with 1 when the promise at a million rows is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    kept = None
    with tempfile.TemporaryDirectory() as folder:
        for rows in chosen.rows:
            ratio, peak = compare(rows, chosen.times, Path(folder))
            if rows == LIMIT_AT:
                kept = ratio <= LIMIT_RATIO and peak < LIMIT_MB
    verdict = {None: "not measured", True: "kept", False: "NOT KEPT"}[kept]
    print(f"promise at {LIMIT_AT:,} rows (at most {LIMIT_RATIO:g} x, under {LIMIT_MB} MB): {verdict}")
    sys.exit(1 if kept is False else 0)


if __name__ == "__main__":
    main()
