"""Where a run works: a result folder that appears whole or not at all, and what is thrown away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from procurement_footprint import atomic, leftovers
from procurement_footprint.ledger.names import in_utf8
from procurement_footprint.leftovers import PASSING

_LONGEST: Final = 150  # bytes; a name has room for 255, and hidden folders beside it add to theirs
_NOT_EVERYWHERE: Final = re.compile(r'[<>:"/\\|?*]')  # what Windows takes for something else


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
    """Give a place to work in of which nothing stays; what killed programs left of theirs goes too."""
    with atomic.folders(Path(gettempdir()), PASSING) as result:
        room = Workroom(result, result.with_name("spool"))
        room.result.mkdir()
        room.spool.mkdir()
        yield room


def free_name(wanted: Path) -> Path:
    """Return `wanted`, or the first of `wanted-2`, `wanted-3`, … that is not there and that nobody makes now."""
    path, number = wanted, 1
    while path.exists() or leftovers.at_work(path):
        number += 1
        path = wanted.with_name(f"{wanted.name}-{number}")
    return path


def usual_name(text: str) -> str:
    """Return a text as it may be the name of a folder on every system: ` 2024?.. ` as `2024-`."""
    seen = "".join(sign if sign.isprintable() else "-" for sign in _NOT_EVERYWHERE.sub("-", text))
    short = seen.encode()[:_LONGEST].decode(errors="ignore")
    return short.strip().rstrip(". ") or "x"
