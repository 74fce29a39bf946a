"""How every benchmark measures: commands in processes of their own, in turn, medians, and ratios of neighbours.

Seconds depend on the machine and on what else it does; ratios of commands that ran one after the other do so much less.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = [sys.executable, "-m", "procurement_footprint"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a command took: wall-clock seconds, seconds of processor, peak megabytes of its largest process."""

    seconds: float
    cpu: float
    megabytes: float


def measured(command: Sequence[str], said: Path | None = None, allowed: Collection[int] = (0,)) -> Measure:
    """Return what a command takes in a process of its own. Errors: SystemExit where it ends otherwise than `allowed`.

    said: a file for what it prints; without one it is thrown away. The system counts memory from the fork on: a peak
    below the memory of the measuring process is not seen, so it should hold little itself.
    """
    started = time.perf_counter()
    process = os.fork()
    if process == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if said else quiet, 1)
        os.dup2(quiet, 2)
        os.execv(command[0], command)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    if (code := os.waitstatus_to_exitcode(status)) not in allowed:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return Measure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turn(
    commands: Mapping[str, Sequence[str]], times: int, out: Path | None = None, allowed: Collection[int] = (0,)
) -> dict[str, list[Measure]]:
    """Run one command after the other, and all again, so many times; return what each took each time.

    out: a folder that the commands make; it is removed before each of them, and stays after the last.
    allowed: the exit codes that are no failure.
    """
    found: dict[str, list[Measure]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            if out:
                shutil.rmtree(out, ignore_errors=True)
            found[name].append(measured(command, allowed=allowed))
    return found


def median(measures: Sequence[Measure]) -> Measure:
    """Return the median of each figure."""
    figures = ((one.seconds, one.cpu, one.megabytes) for one in measures)
    return Measure(*(statistics.median(column) for column in zip(*figures, strict=True)))


def ratio(some: Sequence[Measure], others: Sequence[Measure]) -> float:
    """Return how many times as long the first took: the median over the pairs that ran one after the other."""
    return statistics.median(one.seconds / other.seconds for one, other in zip(some, others, strict=True))


def longer(some: Sequence[Measure], others: Sequence[Measure]) -> float:
    """Return how many seconds longer the first took: the median over the pairs that ran one after the other."""
    return statistics.median(one.seconds - other.seconds for one, other in zip(some, others, strict=True))


def ledger_of(rows: int, folder: Path) -> Path:
    """Return a ledger of so many rows in `folder`, made where it is not there yet."""
    path = folder / f"ledger-{rows}.csv"
    if not path.is_file():
        made(HERE / "make_ledger.py", str(rows), str(path))
    return path


def made(script: Path, *arguments: str) -> None:
    """Run a script that makes files, in a process of its own: what it holds does not count as ours."""
    subprocess.run([sys.executable, str(script), *arguments], check=True)
