"""The plan for the nation: what 1 to 500 million rows need, from measured stages; and a run of that many rows.

    python benchmarks/scale.py table
    python benchmarks/scale.py run --rows 100000000 [--engine polars|spark] [--master URL]

`table` prints the tables of docs/SCALE.md from scale_measured.csv (made by scale_stages.py --record). `run` makes a
ledger in files of ten million rows, runs, prints wall-clock and CPU seconds, memory and totals, and deletes everything.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from make_ledger import large_ledgers
from watching import watched

MEASURED = Path(__file__).with_name("scale_measured.csv")
FILE_ROWS = 10_000_000
ROWS_PER_TASK = 200_000  # a stretch of 32 MB, see ledger/stretches.py
BUSY = 1.5  # cores that the local engine keeps busy of two; measured, see CONTRIBUTING.md
SLOTS_PER_EXECUTOR = 4  # assumption: four tasks side by side share one JVM, as is usual
MEASURED_EXECUTORS = 2  # of one core each
SPREAD = 0.25  # assumption: of the logarithm of task times; machines of a cluster are not equally fast
EXECUTOR = ("executor JVM", "executor Python")
DRIVER = ("program", "driver JVM")
STAGES = ("start", "read", "decide", "walk", "check", "total", "publish")
PLANS = (
    (1, 0),
    (10, 0),
    (10, 8),
    (100, 0),
    (100, 16),
    (100, 64),
    (500, 0),
    (500, 64),
    (500, 256),
)  # million rows, slots


@dataclass(frozen=True, slots=True)
class Cost:
    """fixed + per_row × rows, in seconds or bytes."""

    fixed: float
    per_row: float

    def of(self, rows: int) -> float:
        """Return the cost of so many rows."""
        return self.fixed + self.per_row * rows


class Measured:
    """The figures of scale_measured.csv."""

    def __init__(self, path: Path = MEASURED) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            self.lines = [
                (line["engine"], int(line["rows"]), line["stage"], line["figure"], float(line["value"]))
                for line in csv.DictReader(file)
            ]

    def sizes(self, engine: str) -> tuple[int, int]:
        """Return the smallest and the largest number of rows measured."""
        rows = {line[1] for line in self.lines if line[0] == engine}
        return min(rows), max(rows)

    def at(self, engine: str, rows: int, stage: str, *figures: str) -> float:
        """Return the sum of some figures of a stage; 0 where they were not met."""
        return sum(value for *key, figure, value in self.lines if key == [engine, rows, stage] and figure in figures)

    def cost(self, engine: str, stage: str, *figures: str) -> Cost:
        """Return the line through the smallest and the largest size; never below zero at no rows."""
        small, large = self.sizes(engine)
        low, high = (self.at(engine, rows, stage, *figures) for rows in (small, large))
        if small == large:
            return Cost(0.0, high / large)
        per_row = max(0.0, (high - low) / (large - small))
        return Cost(max(0.0, low - per_row * small), per_row)


def cpu(*kinds: str) -> list[str]:
    """Return the names of the figures that hold the CPU seconds of kinds of processes."""
    return [f"CPU s of {kind}" for kind in kinds]


def makespan(tasks: Sequence[float], slots: int) -> float:
    """Return when the last task ends, if each goes to the first slot that is free."""
    free = [0.0] * slots
    for task in tasks:
        heapq.heapreplace(free, free[0] + task)
    return max(free)


def simulated(held: Measured, rows: int, slots: int) -> tuple[float, float]:
    """Return the seconds and the core seconds of a run on a cluster: each stage's tasks, and the driver alone.

    What a stage costs at no rows is what each executor needs to start. The driver's Java works beside the tasks of a
    stage, its Python before and after them.
    """
    chance, seconds, work = random.Random(rows + slots), 0.0, 0.0
    count = math.ceil(rows / ROWS_PER_TASK)
    for stage in STAGES:
        spent = held.cost("spark", stage, *cpu(*EXECUTOR))
        beside, alone = (held.cost("spark", stage, *cpu(kind)).of(rows) for kind in ("driver JVM", "program"))
        mean = spent.per_row * rows / count
        tasks = [mean * chance.lognormvariate(-(SPREAD**2) / 2, SPREAD) for _ in range(count)]
        seconds += max(makespan(tasks, slots) + spent.fixed / MEASURED_EXECUTORS, beside) + alone
        work += sum(tasks) + spent.fixed / MEASURED_EXECUTORS * slots + beside + alone
    return seconds, work


def planned(held: Measured) -> list[list[str]]:
    """Return the lines of the plan: rows, cluster, hours, core hours, memory, disk."""
    lines = []
    for millions, slots in PLANS:
        rows = millions * 1_000_000
        engine = "spark" if slots else "polars"
        alone = [f"largest MB of one {kind}" for kind in DRIVER]
        peak = held.cost(engine, "whole", *alone).of(rows) / 1024
        if slots:
            seconds, work = simulated(held, rows, slots)
            executors = math.ceil(slots / SLOTS_PER_EXECUTOR)
            where = f"driver and {executors} executors of {SLOTS_PER_EXECUTOR} cores"
            memory = f"{peak:.1f} + {executors} × {_executor_memory(held):.0f}"
        else:
            work = sum(held.cost(engine, stage, *cpu("program")).of(rows) for stage in STAGES)
            seconds, where, memory = work / BUSY, "this machine, 2 cores", f"{peak:.1f}"
        disk = sum(held.cost(engine, "whole", f"{what} bytes").of(rows) for what in ("csv", "spool", "footprint")) / 1e9
        status = "CPU measured" if rows <= held.sizes(engine)[1] and slots == 0 else "extrapolated"
        lines.append([f"{millions} M", where, _time(seconds), f"{work / 3600:.2f}", memory, f"{disk:.1f}", status])
    return lines


def _executor_memory(held: Measured) -> float:
    """Return the GB of one executor: its JVM once, a Python for each core; a quarter more than was seen."""
    rows = held.sizes("spark")[1]
    java = held.at("spark", rows, "whole", "largest MB of one executor JVM")
    python = held.at("spark", rows, "whole", "peak MB of executor Python") / MEASURED_EXECUTORS
    return math.ceil(1.25 * (java + SLOTS_PER_EXECUTOR * python) / 1024)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3600:.1f} h"


def stages(held: Measured) -> list[list[str]]:
    """Return CPU seconds per 100 million rows of each stage: here, and on a cluster by who spends them."""
    lines = []
    for stage in STAGES:
        here = held.cost("polars", stage, *cpu("program"))
        there = [held.cost("spark", stage, *cpu(kind)) for kind in (*EXECUTOR, *DRIVER)]
        lines.append([stage, *(f"{cost.per_row * 1e8:,.0f}" for cost in (here, *there))])
    totals = [sum(float(line[place].replace(",", "")) for line in lines) for place in range(1, 6)]
    return [*lines, ["all", *(f"{total:,.0f}" for total in totals)]]


def moved(held: Measured) -> list[list[str]]:
    """Return the bytes per row that go from one place to another."""
    named = {
        "CSV read, twice (how it is written; its rows)": ("whole", "csv bytes"),
        "spool: rows as read, Parquet, written once, read three times": ("whole", "spool bytes"),
        "Arrow, Python to JVM": ("walk", "returned from Python bytes"),
        "Arrow, JVM to Python": ("walk", "sent to Python bytes"),
        "footprint, Parquet, written once, read three times": ("whole", "footprint bytes"),
        "to the driver: what was read": ("read", "to the driver bytes"),
        "to the driver: checks": ("check", "to the driver bytes"),
        "to the driver: sums by key (as many as there are keys, not rows)": ("total", "to the driver bytes"),
    }
    rows = held.sizes("spark")[1]
    lines = [[name, f"{held.at('spark', rows, *where) / rows:,.2f}"] for name, where in named.items()]
    shuffled = sum(held.at("spark", rows, stage, "shuffle bytes") for stage in STAGES)
    return [*lines, ["shuffle between executors", f"{shuffled / rows:,.2f}"]]


def table() -> str:
    """Return the tables of docs/SCALE.md."""
    held = Measured()
    tables = (
        (["rows", "where", "time", "core hours", "memory, GB", "disk, GB", ""], planned(held)),
        (["stage", "here", "executors: JVM", "executors: Python", "driver: Python", "driver: JVM"], stages(held)),
        (["what moves", "bytes per row"], moved(held)),
    )
    return "\n\n".join(_markdown(header, lines) for header, lines in tables)


def _markdown(header: list[str], lines: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in (header, ["---"] * len(header), *lines))


def run(rows: int, engine: str, master: str | None) -> None:
    """Make a ledger, run, print what it took, and delete everything."""
    held = Measured()
    needed = sum(held.cost(engine, "whole", f"{what} bytes").of(rows) for what in ("csv", "spool", "footprint"))
    with tempfile.TemporaryDirectory(prefix="scale-", dir=os.environ.get("TMPDIR")) as place:
        folder = Path(place)
        if needed * 1.1 > (free := shutil.disk_usage(folder).free):
            raise SystemExit(
                f"{rows:,} rows need {needed / 1e9:.0f} GB of disk and there are {free / 1e9:.0f}; set TMPDIR"
            )
        sizes = [FILE_ROWS] * (rows // FILE_ROWS) + ([rows % FILE_ROWS] if rows % FILE_ROWS else [])
        made = _timed(lambda: large_ledgers(folder, sizes))
        print(f"{rows:,} rows in {len(sizes)} files, {_size(folder) / 1e9:.1f} GB, made in {made:.0f} s", flush=True)
        out = folder / "out"
        command = [sys.executable, "-m", "procurement_footprint", "run", *sorted(map(str, folder.glob("*.csv")))]
        command += ["--out", str(out), "--engine", engine, *(["--master", master] if master else [])]
        began = time.perf_counter()
        program = subprocess.Popen(command, env={**os.environ, "TMPDIR": place}, cwd=folder, stdout=subprocess.DEVNULL)
        with watched([program.pid]) as seen:
            if code := program.wait():
                raise SystemExit(f"the run ended with {code}")
        wall = time.perf_counter() - began
        spent = sum(seen.cpu[-1][1].values())
        rate = wall / rows * 1e6
        print(f"{engine}: {wall:.1f} s, {spent:.1f} CPU s, {seen.together:,.0f} MB at most, {rate:.2f} s per M rows")
        print("memory, MB:", ", ".join(f"{kind} {size:,}" for kind, size in sorted(seen.peak.items())))
        totals = json.loads((out / "manifest.json").read_bytes())["totals"]
        print(json.dumps(totals["rows"]), json.dumps(totals["amount"]), f"{totals['kg_co2e']} kg CO2e")
        print(f"footprint {_size(out / 'footprint.parquet') / 1e9:.2f} GB, everything deleted", flush=True)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in (path.rglob("*") if path.is_dir() else [path]) if one.is_file())


def main() -> None:
    """Print the tables, or run."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = asked.add_subparsers(dest="what", required=True)
    which.add_parser("table")
    running = which.add_parser("run")
    running.add_argument("--rows", type=int, default=100_000_000)
    running.add_argument("--engine", choices=("polars", "spark"), default="polars")
    running.add_argument("--master")
    given = asked.parse_args()
    if given.what == "table":
        print(table())
    else:
        run(given.rows, given.engine, given.master)


if __name__ == "__main__":
    main()
