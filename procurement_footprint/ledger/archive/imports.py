"""What an archive holds: its imports, in order, and which of their months count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import msgspec

from procurement_footprint.ledger.book import NOTHING, Tally
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import ARCHIVE

FILE, ROWS, REJECTED = "import.json", "rows.parquet", "rejected.parquet"
_NUMBERED = re.compile(r"(\d{4,})-.+")
_Month = Annotated[str, msgspec.Meta(pattern=r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])\Z")]


class Import(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file that was taken in.

    number: 1, 2, … in the archive. together: the first and the last number of the imports of the same command.
    name: what its row_ids begin with, unique in the archive. source: the file's own name; sha256: of that file.
    headers: the names of the columns of each sheet. months: 2024-03 → its rows and their money, as stored.
    period: the rows that were asked for. replaced: the months of earlier imports that this one takes the place of.
    held_already: rows of the file that were in the archive before, and are not stored again.
    """

    number: int
    together: tuple[int, int]
    entity: str
    name: str
    source: str
    sha256: str
    rows_sha256: str
    rejected_sha256: str | None = None  # of the cells that could not be read, where there are any
    kind: str
    imported: str  # the day
    program: str  # its version
    profiles: tuple[Profile, ...]
    headers: tuple[tuple[str, ...], ...]
    months: dict[_Month, Tally]
    outside_period: Tally = NOTHING
    rejected: Tally = NOTHING
    excluded: dict[str, Tally] = {}
    held_already: Tally = NOTHING
    period: str | None = None
    control_total: Decimal | None = None
    replaced: tuple[str, ...] = ()
    reason: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> Tally:
        """All its rows and their money, as stored."""
        return sum(self.months.values(), NOTHING)

    @property
    def label(self) -> str:
        """What its folder is called: 0007-energi-2024-Q1."""
        return f"{self.number:04d}-{self.entity}-{span(sorted(self.months))}"


@dataclass(frozen=True, slots=True)
class Archive:
    """The imports of a project, in order of number. folder: where their folders are.

    elsewhere: where those of a command that has not ended yet are, by number.
    """

    folder: Path
    imports: tuple[Import, ...] = ()
    elsewhere: Mapping[int, Path] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The number of the last import, 0 where there is none."""
        return max((one.number for one in self.imports), default=0)

    def until(self, number: int) -> Archive:
        """Return the archive as it was after import `number`."""
        return replace(self, imports=tuple(one for one in self.imports if one.number <= number))

    def of(self, entity: str) -> Archive:
        """Return the imports of one entity."""
        return replace(self, imports=tuple(one for one in self.imports if one.entity == entity))

    def counting(self, one: Import) -> dict[str, Tally]:
        """Return the months of an import that count, with their rows and money."""
        gone = {month for other in self.imports if other.entity == one.entity and other.number > one.number
                for month in other.replaced}  # fmt: skip
        return {month: tally for month, tally in sorted(one.months.items()) if month not in gone}

    def at(self, one: Import, file: str) -> Path:
        """Return the path of a file of an import."""
        return self.elsewhere.get(one.number, self.folder / one.label) / file

    def free_name(self, source: str) -> str:
        """Return what the rows of the next import are called by: the file's name, or `name#2` where it is taken."""
        taken, name, number = {one.name for one in self.imports}, source, 1
        while name in taken:
            number += 1
            name = f"{source}#{number}"
        return name


def load(project: Path) -> Archive:
    """Return the archive of the project in a folder; one without imports where there is none.

    What an import that was interrupted has left is not in it. Errors: Refused when something else is missing.
    """
    folder = project / ARCHIVE
    imports = tuple(_imports(folder))
    for place, one in enumerate(imports, start=1):
        if one.number != place:
            raise _damaged(folder, f"import {place} is missing")
    while imports and imports[-1].number < imports[-1].together[1]:
        imports = imports[: imports[-1].together[0] - 1]
    return Archive(folder, imports)


def interrupted(project: Path) -> tuple[Path, ...]:
    """Return the folders that an interrupted import has left in the archive of the project, the last first."""
    held = load(project)
    folders = (held.folder / one.label for one in _imports(held.folder) if one.number > held.last)
    return tuple(sorted(folders, reverse=True))


def span(months: list[str]) -> str:
    """Return sorted months in short: 2024, 2024-Q1, 2024-03, or 2023-11--2024-02; `none` where there is none."""
    if not months:
        return "none"
    first, last = months[0], months[-1]
    year, start, end = first[:4], int(first[5:]), int(last[5:])
    if first == last:
        return first
    if last[:4] == year and (start, end) == (1, 12):
        return year
    if last[:4] == year and end == start + 2 and end % 3 == 0:
        return f"{year}-Q{end // 3}"
    return f"{first}--{last}"


def _imports(folder: Path) -> Iterator[Import]:
    for path in sorted(folder.glob("*"), key=lambda one: (len(one.name.partition("-")[0]), one.name)):
        if _NUMBERED.fullmatch(path.name) and path.is_dir():
            one = _read(path / FILE)
            if one.label != path.name:
                raise _damaged(path, f"the folder of import {one.number} was called {one.label}")
            yield one


def _read(path: Path) -> Import:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Import)
    except (OSError, msgspec.MsgspecError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise _damaged(path, f"{said}") from None


def _damaged(place: Path, why: str) -> Refused:
    return Refused([problem("archive-damaged", str(place), why=why)])
