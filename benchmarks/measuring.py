"""How every benchmark measures: commands in processes of their own, in turn, medians, and ratios of neighbours.

Seconds depend on the machine and on what else it does; ratios of commands that ran one after the other do so much less.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

PROGRAM = [sys.executable, "-m", "procurement_footprint"]
PACKAGES = ("polars", "duckdb", "pandas", "pymrio", "pyspark", "fastexcel")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a command took: wall-clock seconds, seconds of processor, peak megabytes of its largest process."""

    seconds: float
    cpu: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:7.2f} s {self.cpu:7.2f} CPU-s {self.megabytes:6.0f} MB"


def measured(command: Sequence[str]) -> Measure:
    """Return what a command takes in a process of its own. Errors: SystemExit where it fails.

    The system counts memory from the fork on: peaks below that of the measuring process are not seen.
    """
    started = time.perf_counter()
    process = os.fork()
    if process == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.execv(command[0], command)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Measure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turn(
    commands: Mapping[str, Sequence[str]], times: int, before: Callable[[], None] = lambda: None
) -> dict[str, list[Measure]]:
    """Run each command, and all of them again, so many times; return what each took. before: is called before each."""
    found: dict[str, list[Measure]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            before()
            found[name].append(measured(command))
    return found


def median(measures: Sequence[Measure]) -> Measure:
    """Return the median of each figure."""
    figures = ((one.seconds, one.cpu, one.megabytes) for one in measures)
    return Measure(*(statistics.median(column) for column in zip(*figures, strict=True)))


def ratio(ours: Sequence[Measure], theirs: Sequence[Measure]) -> float:
    """Return how many times as long ours took: the median over the pairs that ran one after the other."""
    return statistics.median(one.seconds / other.seconds for one, other in zip(ours, theirs, strict=True))


def versions() -> dict[str, str]:
    """Return the versions of Python and of the PACKAGES that are installed."""
    found = {"python": python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def promised(text: str, kept: bool | None) -> bool:
    """Print a promise and whether it is kept (None: not measured); return False only where it is not."""
    print(f"promise: {text}: { {None: 'not measured', True: 'kept', False: 'NOT KEPT'}[kept] }", flush=True)
    return kept is not False
