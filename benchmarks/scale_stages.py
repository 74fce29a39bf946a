"""What each stage of `run` costs: CPU seconds by kind of process, bytes moved, memory; here and on a cluster.

    python benchmarks/scale_stages.py --engine polars --rows 1000000 [--record]
    python benchmarks/scale_stages.py --engine spark --rows 1000000 [--record]

Spark runs on a standalone cluster of two workers of one core each, started on this machine. --record: put the figures
into scale_measured.csv, from which `scale.py table` computes.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from make_ledger import large_ledgers
from watching import Watched, watched

HERE = Path(__file__).parent
MEASURED = HERE / "scale_measured.csv"
COLUMNS = ["engine", "rows", "stage", "figure", "value"]
KEEPER = HERE.parent / "tests" / "spark" / "cluster_keeper.py"
STAGES = ("start", "read", "decide", "walk", "check", "total", "publish")
Figures = dict[tuple[str, str], float]  # (stage, figure) → value


class Timed:
    """An engine that writes down when each of its stages begins and ends."""

    def __init__(self, engine: Any, notes: Path) -> None:
        self.engine, self.notes = engine, notes

    def note(self, name: str, **more: float) -> None:
        """Write down that a stage begins, and figures of the one before."""
        with self.notes.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": time.time(), "name": name, **more}) + "\n")

    @property
    def booked(self) -> Callable[..., Any]:
        """What reads the bookings."""

        def timed(job: Any, spool: Path, progress: Any) -> Any:
            self.note("read")
            ledger = self.engine.booked(job, spool, progress)
            size = sum(path.stat().st_size for path in spool.rglob("*") if path.is_file())
            self.note("decide", spool=size, blocks=len(ledger.blocks))
            return ledger

        return timed

    def walked(self, *given: Any) -> Any:
        """Let the rows walk; see `engine.Engine`."""
        self.note("walk")
        parts = self.engine.walked(*given)
        path = given[-1]
        files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
        self.note("check", footprint=sum(one.stat().st_size for one in files), files=len(files))
        return parts

    def looked(self, *given: Any) -> Any:
        """Look through rows; see `engine.Engine`."""
        return self.engine.looked(*given)

    def total(self, *given: Any) -> Any:
        """Add the rows up; see `engine.Engine`."""
        self.note("total")
        found = self.engine.total(*given)
        self.note("publish")
        return found


def inside(engine: str, master: str, events: str, notes: str, out: str, *ledgers: str) -> None:
    """Be the program whose stages are measured."""
    from procurement_footprint import workflow
    from procurement_footprint.engine import HERE as THIS_MACHINE
    from procurement_footprint.job import Silent, job
    from procurement_footprint.project import Project

    asked = job(tuple(map(Path, ledgers)), Project(), language="en")
    settings = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": Path(events).as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }
    if engine == "polars":
        workflow.run(asked, Path(out), Silent(), Timed(THIS_MACHINE, Path(notes)))
        return
    from procurement_footprint.distributed.cluster import connected

    with connected(master, settings) as cluster:
        workflow.run(asked, Path(out), Silent(), Timed(cluster, Path(notes)))


@contextmanager
def a_cluster(folder: Path, engine: str) -> Iterator[tuple[str, list[int]]]:
    """Give the master of a cluster and the process that keeps it; nothing for polars."""
    if engine == "polars":
        yield "-", []
        return
    folder.mkdir()
    keeper = subprocess.Popen(
        [sys.executable, KEEPER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert keeper.stdin
    assert keeper.stdout
    with keeper.stdin, keeper.stdout:
        yield json.loads(keeper.stdout.readline())["url"], [keeper.pid]
    keeper.wait()


def measure(engine: str, rows: int, folder: Path) -> Figures:
    """Return what the stages of one run cost."""
    ledgers = large_ledgers(folder, [rows])
    events, notes = folder / "events", folder / "notes.jsonl"
    events.mkdir()
    with a_cluster(folder / "cluster", engine) as (master, kept):
        began = time.time()
        given = [engine, master, events, notes, folder / "out", *ledgers]
        program = subprocess.Popen([sys.executable, __file__, "inside", *map(str, given)])
        with watched([program.pid, *kept]) as seen:
            if program.wait():
                raise SystemExit(f"the program ended with {program.returncode}")
        ended = time.time()
    noted = [json.loads(line) for line in notes.open(encoding="utf-8")]
    found = _of_stages([{"at": began, "name": "start"}, *noted], ended, seen)
    found["whole", "csv bytes"] = sum(path.stat().st_size for path in ledgers)
    for name in ("spool", "blocks", "footprint", "files"):
        found["whole", f"{name} bytes" if name in ("spool", "footprint") else name] = next(
            note[name] for note in noted if name in note
        )
    for path in events.iterdir():
        found |= _of_events(path, noted)
    return found


def _of_stages(notes: Sequence[dict[str, Any]], ended: float, seen: Watched) -> Figures:
    found: Figures = {}
    ends = [note["at"] for note in notes[1:]] + [ended]
    for note, end in zip(notes, ends, strict=True):
        found[note["name"], "wall s"] = end - note["at"]
        for kind, cpu in seen.spent(note["at"], end).items():
            found[note["name"], f"CPU s of {kind}"] = cpu
    for kind, size in seen.peak.items():
        found["whole", f"peak MB of {kind}"] = size
        found["whole", f"largest MB of one {kind}"] = seen.largest[kind]
    found["whole", "peak MB"] = seen.together
    found["whole", "wall s"] = ended - notes[0]["at"]
    found["whole", "CPU s"] = sum(cpu for kind, cpu in seen.cpu[-1][1].items() if kind != "master and workers")
    return found


def _of_events(path: Path, notes: Sequence[dict[str, Any]]) -> Figures:
    """Return what Spark's event log says: tasks, and bytes between its parts, by our stage."""
    moved: Counter[tuple[str, str]] = Counter()
    times: dict[str, list[float]] = {}
    for line in path.open(encoding="utf-8"):
        event = json.loads(line)
        if event["Event"] != "SparkListenerTaskEnd" or not event.get("Task Metrics"):
            continue
        told, metrics = event["Task Info"], event["Task Metrics"]
        stage = [note["name"] for note in notes if note["at"] <= told["Launch Time"] / 1000][-1]
        times.setdefault(stage, []).append(metrics["Executor Run Time"] / 1000)
        moved[stage, "tasks"] += 1
        moved[stage, "to the driver bytes"] += metrics["Result Size"]
        moved[stage, "shuffle bytes"] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
        moved[stage, "written bytes"] += metrics["Output Metrics"]["Bytes Written"]
        for one in told["Accumulables"]:
            if one.get("Name") in ("data sent to Python workers", "data returned from Python workers"):
                moved[stage, one["Name"].replace("data ", "").replace(" workers", "") + " bytes"] += int(one["Update"])
    found: Figures = {key: float(value) for key, value in moved.items()}
    for stage, own in times.items():
        found[stage, "task s, sum"] = sum(own)
        found[stage, "task s, median"] = statistics.median(own)
        found[stage, "task s, longest"] = max(own)
    return found


def record(engine: str, rows: int, found: Figures) -> None:
    """Put figures into scale_measured.csv, in place of those of the same engine and rows."""
    kept = []
    if MEASURED.exists():
        with MEASURED.open(encoding="utf-8", newline="") as file:
            kept = [line for line in csv.DictReader(file) if (line["engine"], line["rows"]) != (engine, str(rows))]
    own = [
        dict(zip(COLUMNS, (engine, str(rows), stage, figure, f"{value:.3f}".rstrip("0").rstrip(".")), strict=True))
        for (stage, figure), value in found.items()
    ]
    with MEASURED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            sorted(kept + own, key=lambda line: (line["engine"], int(line["rows"]), *list(line.values())[2:4]))
        )


def main() -> None:
    """Measure, print, and record if asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--engine", choices=("polars", "spark"), required=True)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--record", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="scale-", dir=os.environ.get("TMPDIR")) as place:
        found = measure(given.engine, given.rows, Path(place))
    for stage in (*STAGES, "whole"):
        for figure in sorted(figure for name, figure in found if name == stage):
            print(f"{stage:8} {figure:40} {found[stage, figure]:>16,.2f}")
    print("load average", os.getloadavg())
    if given.record:
        record(given.engine, given.rows, found)


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(*sys.argv[2:])
    else:
        main()
