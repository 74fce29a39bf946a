"""Which columns a file has, held against those of earlier imports: a change is shown, never guessed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from procurement_footprint.ledger import header
from procurement_footprint.ledger.archive.imports import Archive, Import
from procurement_footprint.ledger.book import LedgerFile
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.read import opened_by_guess
from procurement_footprint.ledger.synonyms import fold
from procurement_footprint.problems import Problem, Refused, problem

Header = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How the columns of a sheet differ from those of an earlier import.

    moved: our column, the name of its column before and now. lost: our column and the name before.
    """

    gone: tuple[str, ...]
    new: tuple[str, ...]
    moved: tuple[tuple[str, str, str], ...]
    lost: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        said = [f"gone: {', '.join(self.gone)}"] if self.gone else []
        said += [f"new: {', '.join(self.new)}"] if self.new else []
        said += [f"{ours}: read from {now}, before from {before}" for ours, before, now in self.moved]
        said += [f"{ours}: read from no column, before from {before}" for ours, before in self.lost]
        return "\n".join(said)


def remembered(path: Path, held: Archive, entity: str) -> Profile | None:
    """Return the profile of the last import of the entity that has the columns of this file; None where none has."""
    heads = _heads(path)
    for one in reversed(held.of(entity).imports):
        if len(one.profiles) == 1 and _fits(heads, one):
            return one.profiles[0]
    return None


def changed(file: LedgerFile, held: Archive, entity: str) -> Problem | None:
    """Return the Problem that a file's sheets have other columns than every import of the entity; else None."""
    earlier = held.of(entity).imports
    known = {_folded(one) for other in earlier for one in other.headers}
    others = [one for one in file.headers if _folded(one) not in known]
    if not earlier or not others:
        return None
    last = earlier[-1]
    changes = [_change(one, file.profiles, last) for one in others]
    said = {"entity": entity, "label": last.label}
    shown = "\n".join(str(change) for change in changes)
    if lost := sorted({ours for change in changes for ours, _ in change.lost}):
        return problem("archive-columns-lost", file.name, shown, lost=", ".join(lost), **said)
    return problem("archive-columns-changed", file.name, shown, **said)


def unread(path: Path, held: Archive, entity: str) -> list[Problem]:
    """Return in what the columns of a file that cannot be read differ from the entity's last import, where they do."""
    earlier = held.of(entity).imports
    known = {_folded(one) for other in earlier for one in other.headers}
    lines = [cells for head in _heads(path) for _, cells in head]
    if not earlier or any(_folded(cells) in known for cells in lines):
        return []
    last = earlier[-1]
    before = {name for one in last.headers for name in _folded(one)}
    closest = max(lines, key=lambda cells: len(before & _folded(cells)), default=[])
    if not before & _folded(closest):
        return []
    change = _change(tuple(cell.strip() for cell in closest if cell), (), last)
    told = "\n".join(line for line in str(change).splitlines() if line.startswith(("gone:", "new:")))
    return [problem("archive-columns-unread", name_of(path), told, entity=entity, label=last.label)]


def _fits(heads: Sequence[Sequence[header.Line]], one: Import) -> bool:
    """Whether a line among the first ones of a sheet is a header of the import."""
    known = {_folded(names) for names in one.headers}
    return any(_folded(cells) in known for head in heads for _, cells in head)


def _heads(path: Path) -> list[list[header.Line]]:
    try:
        return [sheet.head() for sheet in opened_by_guess(path)[0].sheets]
    except Refused:
        return []


def _change(now: Header, profiles: Sequence[Profile], last: Import) -> Change:
    """Return how the columns of a sheet differ from those of the sheet of the last import that is most like it."""
    before = max(last.headers, key=lambda one: len(_folded(one) & _folded(now)))
    then, today = _read_from(before, last.profiles), _read_from(now, profiles)
    pairs = [(ours, name, today.get(ours)) for ours, name in then.items()]
    return Change(
        gone=tuple(name for name in before if fold(name) not in _folded(now)),
        new=tuple(name for name in now if fold(name) not in _folded(before)),
        moved=tuple((ours, old, new) for ours, old, new in pairs if new and fold(new) != fold(old)),
        lost=tuple((ours, old) for ours, old, new in pairs if not new),
    )


def _read_from(names: Header, profiles: Sequence[Profile]) -> dict[str, str]:
    """Return our columns and the names of those that they are read from, by the profile that finds most."""
    found = [header.placed(names, profile) for profile in profiles]
    return {ours: column.header for ours, column in max(found, key=len, default={}).items()}


def _folded(names: Collection[str | None]) -> frozenset[str]:
    return frozenset(fold(name) for name in names if name and name.strip())
