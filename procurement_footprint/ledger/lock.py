"""One at a time: who writes in a project holds its lock; a second waits, and then says who holds it.

The system itself frees the lock of a process that has died.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from procurement_footprint import atomic, leftovers
from procurement_footprint.problems import Refused, problem

FILE = ".procurement-footprint.lock"
PRIVATE = ".procurement-footprint.private.lock"
HOLDER = ".procurement-footprint.holder"
PATIENCE = 10.0  # seconds


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of the project in `folder` while the block runs; first, what killed programs left is removed.

    Errors: Refused, naming the process that holds it and since when, after `patience` seconds.
    """
    try:
        lock = FileLock(folder / FILE, timeout=patience).acquire()
    except Timeout:
        raise _locked(folder, patience) from None
    with lock:
        now = datetime.now().isoformat(sep=" ", timespec="seconds")
        said = {"process": os.getpid(), "host": platform.node(), "since": now}
        try:
            leftovers.sweep(folder)
            atomic.file(folder / HOLDER, json.dumps(said).encode())
            yield
        finally:
            with suppress(OSError):  # without the lock it says nothing
                (folder / HOLDER).unlink()


@contextmanager
def private(folder: Path) -> Iterator[None]:
    """Hold what a project keeps about natural persons while the block runs; who has the lock of the project can too.

    Errors: Refused, after PATIENCE.
    """
    try:
        with leftovers.alone(folder / PRIVATE, PATIENCE):
            leftovers.sweep(folder)
            yield
    except TimeoutError:
        raise _locked(folder, PATIENCE) from None


def _locked(folder: Path, patience: float) -> Refused:
    return Refused([problem("project-locked", str(folder), _holder(folder), seconds=f"{patience:g}")])


def _holder(folder: Path) -> str:
    try:
        said = json.loads((folder / HOLDER).read_bytes())
        return f"process {said['process']} on {said['host']}, since {said['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that does not say who it is"
