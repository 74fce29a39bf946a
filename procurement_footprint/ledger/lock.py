"""One at a time: who writes in a project holds its lock; a second waits, and then says who holds it.

The system itself frees the lock of a process that has died.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from procurement_footprint import atomic
from procurement_footprint.problems import Refused, problem

FILE = ".procurement-footprint.lock"
HOLDER = ".procurement-footprint.holder"
PATIENCE = 10.0  # seconds


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of the project in `folder` while the block runs.

    Errors: Refused, naming the process that holds it and since when, after `patience` seconds.
    """
    try:
        lock = FileLock(folder / FILE, timeout=patience).acquire()
    except Timeout:
        raise Refused([problem("project-locked", str(folder), f"{_holder(folder)}", seconds=f"{patience:g}")]) from None
    with lock:
        now = datetime.now().isoformat(sep=" ", timespec="seconds")
        said = {"process": os.getpid(), "host": platform.node(), "since": now}
        atomic.file(folder / HOLDER, json.dumps(said).encode())
        try:
            yield
        finally:
            (folder / HOLDER).unlink(missing_ok=True)


def _holder(folder: Path) -> str:
    try:
        said = json.loads((folder / HOLDER).read_bytes())
        return f"process {said['process']} on {said['host']}, since {said['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that does not say who it is"
