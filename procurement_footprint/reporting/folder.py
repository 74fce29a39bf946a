"""A result folder that appears whole or not at all.

Everything is made in a hidden folder beside the result (same volume), flushed to disk and renamed in one step.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PART = ".part"


@dataclass(frozen=True, slots=True)
class Workroom:
    """Where a run works: `result` becomes the result folder, `spool` and `copies` are thrown away."""

    result: Path
    spool: Path

    @property
    def copies(self) -> Path:
        """Where files are copied that have to be read under another name; not there until it is needed."""
        return self.spool.with_name("copies")


@contextmanager
def workroom(target: Path) -> Iterator[Workroom]:
    """Give a place to work in; when the block ends well its `result` becomes the folder `target`.

    Whatever goes wrong inside, `target` does not appear and the place is cleaned up.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    place = target.parent / f".{target.name}.{os.getpid()}{PART}"
    room = Workroom(place / "result", place / "spool")
    try:
        room.result.mkdir(parents=True)
        room.spool.mkdir()
        yield room
        _flush(room.result)
        room.result.rename(target)
        _flush_folder(target.parent)
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def passing_workroom() -> Iterator[Workroom]:
    """Give a place to work in of which nothing stays."""
    with TemporaryDirectory() as place:
        room = Workroom(Path(place) / "result", Path(place) / "spool")
        room.result.mkdir()
        room.spool.mkdir()
        yield room


def sweep(parent: Path) -> None:
    """Remove what runs that were killed have left behind in `parent`."""
    for place in parent.glob(f".*{PART}"):
        owner = place.name.removesuffix(PART).rpartition(".")[2]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(place, ignore_errors=True)


def free_name(wanted: Path) -> Path:
    """Return `wanted`, or the first of `wanted-2`, `wanted-3`, … that does not exist yet."""
    path, number = wanted, 1
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.name}-{number}")
    return path


def _alive(process: int) -> bool:
    if os.name == "nt":  # asking with signal 0 would end the process there
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _flush(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder to flush it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
