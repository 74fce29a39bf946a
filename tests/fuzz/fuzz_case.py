"""What is fuzzed: subjects, each with files to begin with, a way to mutate them, and a reader that must not break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

from procurement_footprint.problems import Refused

Place = tuple[str, int]  # the sheet, empty where a file has only one, and the line
Lines = Mapping[Place, Hashable]  # where a row stands → what stands there, or what was read of it


class MoneyChanged(AssertionError):  # noqa: N818 - it says what happened
    """A row that nobody touched was read otherwise than before, and no Problem says so."""


@dataclass(frozen=True, slots=True)
class Case:
    """One mutated file. name: of the file that it began as. room: an empty folder to work in."""

    name: str
    raw: bytes
    base: bytes
    room: Path

    @property
    def path(self) -> Path:
        """The file, written under its name."""
        path = self.room / self.name
        path.write_bytes(self.raw)
        return path


@dataclass(frozen=True)
class Subject:
    """A kind of file. look: reads a case; it may refuse it, and nothing else.

    bases: by name. made: those that take time to make, made when they are asked for.
    """

    name: str
    look: Callable[[Case], None]
    mutate: Callable[[bytes, Random], bytes]
    made: Callable[[], Mapping[str, bytes]]

    @cached_property
    def bases(self) -> Mapping[str, bytes]:
        """The files that are mutated, by name."""
        return self.made()

    def case(self, number: int, room: Path) -> Case:
        """Return the case of that number: always the same one."""
        chance = Random(f"{self.name}:{number}")
        name = chance.choice(sorted(self.bases))
        base = self.bases[name]
        return Case(name, self.mutate(base, chance), base, room)


@dataclass(frozen=True, slots=True)
class Untouched:
    """The law that what stands on a line which nobody touched is read as before, as long as the head is as before.

    lines: of the bytes of a file, what stands on each of its lines, and its head. first: the line where rows begin.
    """

    lines: Callable[[bytes, Place], tuple[Hashable, Lines]]
    before: Callable[[Case], Lines]
    _known: dict[tuple[str, bytes], Lines | None]

    def hold(self, case: Case, read: Lines) -> None:
        """See that rows of untouched lines are among those that were read. Errors: MoneyChanged."""
        was = self._was(case)
        if not was:
            return
        first = min(was)
        head, stood = self.lines(case.base, first)
        now_head, stands = self.lines(case.raw, first)
        if head != now_head:
            return
        meant: dict[Hashable, set[Hashable]] = {}
        for line, value in was.items():
            meant.setdefault(stood.get(line), set()).add(value)
        wanted = Counter(next(iter(meant[one])) for one in stands.values() if len(meant.get(one, ())) == 1)
        if missing := wanted - Counter(read.values()):
            raise MoneyChanged(f"rows on untouched lines are not read as before: {dict(missing)}")

    def _was(self, case: Case) -> Lines | None:
        key = (case.name, case.base)
        if key not in self._known:
            room = case.room / "before"
            room.mkdir()
            try:
                self._known[key] = self.before(Case(case.name, case.base, case.base, room))
            except Refused:
                self._known[key] = None
        return self._known[key]
