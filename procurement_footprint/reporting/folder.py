"""Where a run works: a result folder that appears whole or not at all, and what is thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from procurement_footprint import atomic
from procurement_footprint.ledger.names import in_utf8


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

    Whatever goes wrong inside, `target` does not appear and the place is cleaned up. Errors: Refused when its name is
    not in UTF-8.
    """
    with atomic.folder(in_utf8(target)) as result:
        room = Workroom(result, result.with_name("spool"))
        room.spool.mkdir()
        yield room


@contextmanager
def passing_workroom() -> Iterator[Workroom]:
    """Give a place to work in of which nothing stays."""
    with TemporaryDirectory() as place:
        room = Workroom(Path(place) / "result", Path(place) / "spool")
        room.result.mkdir()
        room.spool.mkdir()
        yield room


def free_name(wanted: Path) -> Path:
    """Return `wanted`, or the first of `wanted-2`, `wanted-3`, … that does not exist yet."""
    path, number = wanted, 1
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.name}-{number}")
    return path
