"""A Spark cluster for tests: what it says of itself, and how one of its machines is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import pytest
from conftest import ROOT

T = TypeVar("T")
QUICK = {"JAVA_TOOL_OPTIONS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"}  # most of a short job is Java's compiler
PATIENCE = 240.0  # seconds, where many tests run side by side


@dataclass(frozen=True, slots=True)
class Cluster:
    """A standalone cluster. url: of its master. ui: address of the page of the master. workers: their processes."""

    url: str
    ui: str
    workers: tuple[int, ...]

    @property
    def alive(self) -> int:
        """How many workers the master knows to live."""
        return int(asked(f"{self.ui}/json/")["aliveworkers"])


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Give a cluster of a master and two workers, all of whose files are in `folder`; it is gone afterwards."""
    if not shutil.which("java"):
        pytest.skip("there is no Java (Debian: apt-get install openjdk-17-jre-headless)")
    if find_spec("pyspark") is None:
        pytest.skip('there is no pyspark (pip install "procurement-footprint[spark]")')
    with (folder / "keeper.txt").open("wb") as said:
        keeper = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("cluster_keeper.py"), folder],
            env={**os.environ, **QUICK, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            start_new_session=True,
        )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        with keeper.stdin, keeper.stdout:
            told = keeper.stdout.readline()
            assert told, (folder / "keeper.txt").read_text(encoding="utf-8")
            found = json.loads(told)
            yield Cluster(found["url"], found["ui"], tuple(found["workers"]))
    finally:
        keeper.wait(30)


def asked(url: str) -> Any:
    """Return what is said in JSON at an address on this machine."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def until(look: Callable[[], T | None], gone: Callable[[], object] = lambda: None) -> T:
    """Return what `look` finds as soon as it finds something. gone: says why nothing can come any more, else None."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if found := look():
                return found
        except (OSError, json.JSONDecodeError):
            pass  # nobody answers yet, or says in words that it is starting
        if why := gone():
            raise AssertionError(why)
        time.sleep(0.05)
    raise TimeoutError("waited too long")


def children(process: int) -> list[int]:
    """Return the processes that a process has started, with all that they have started."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        parents[int(path.parent.name)] = int(fields[1])
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def lose(worker: int) -> list[int]:
    """Kill a worker, its executors and their Python at once, as when a machine loses its power; return them."""
    lost = [worker, *children(worker)]
    for process in lost:
        os.kill(process, signal.SIGKILL)
    return lost
