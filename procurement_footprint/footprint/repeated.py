"""What came of making a footprint again: which files differ, and which of those that decide it are not as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from procurement_footprint import shelf
from procurement_footprint.footprint import manifest, rows
from procurement_footprint.footprint.manifest import Files
from procurement_footprint.ledger.pseudonyms import PSEUDONYM
from procurement_footprint.ledger.seal import KEY
from procurement_footprint.project import Project

_OWN = ("rules", "decisions", "factors", "crosswalks", "activities")  # folders of a project
# roles that manifests did not name at first
_LATER = frozenset(("descriptions", "ledger_profiles", "levers", "bridges", "supply_chains", "imports"))


@dataclass(frozen=True, slots=True)
class Repeated:
    """What came of it. differences: one line for each file that differs, sorted by name.

    since: one line for each file that decides the footprint and is not as it was then. only_pseudonyms: nothing differs
    but the pseudonyms of natural persons, whose key is another one.
    """

    differences: tuple[str, ...]
    since: tuple[str, ...]
    only_pseudonyms: bool


def compared(before: Path, after: Path, since: tuple[str, ...], left_aside: str = "") -> Repeated:
    """Return what came of making the footprint in `before` again in `after`.

    left_aside: the name of a file in `before` that making it again does not make.
    """
    found = dict(_differences(before, after))
    found.pop(left_aside, None)
    only = found.keys() == {rows.FILE, manifest.FILE} and _same_but_for_pseudonyms(before, after)
    return Repeated(tuple(f"{name}: {what}" for name, what in found.items()), since, only)


def decided(written: Mapping[str, Any]) -> Files:
    """Return every file that decided a footprint, and the program, from its manifest: role → files."""
    program = {"name": written["program"]["name"], "version": written["program"]["version"], "sha256": ""}
    return {**written["made_with"], **written.get("read", {}), "program": [program]}


def since(before: Files, after: Files, project: Project) -> tuple[str, ...]:
    """Return a line for each file that decides a footprint and is not now as it was then, with where it is.

    What manifests did not name then is left aside.
    """
    now = {role: files for role, files in after.items() if role in before or role not in _LATER}
    shas = {(role, file["name"]): file["sha256"] for role, files in now.items() for file in files}
    lines = manifest.differing(before, now)
    places = _places(project) if lines else {}
    return tuple(
        f"{role} {name}: {old} then, {new} now{_at(places.get(shas.get((role, name), '')))}"
        for role, name, old, new in lines
    )


def _at(place: str | None) -> str:
    return f" ({place})" if place else ""


def _places(project: Project) -> dict[str, str]:
    """Return where each file stands that may decide a footprint: its SHA-256 → its path."""
    shipped = (shelf.folder("mappings"), shelf.folder("emission_factors"))
    files = [(path, home.parent) for home in shipped for path in _files(home)]
    if place := project.folder:
        files += [(path, place) for path in sorted(place.glob("*")) if path.is_file()]
        files += [(path, place) for name in _OWN for path in _files(place / name)]
    return {shelf.digest(path): path.relative_to(home).as_posix() for path, home in files}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _differences(before: Path, after: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each file that is not the same in both folders, and how it differs, sorted by name."""
    for name in sorted({path.name for place in (before, after) for path in place.iterdir()}):
        if not (before / name).exists():
            yield name, "missing, though the run makes it"
        elif not (after / name).exists():
            yield name, "not made by the run"
        elif shelf.digest(before / name) != shelf.digest(after / name):
            yield name, "differs"


def _same_but_for_pseudonyms(before: Path, after: Path) -> bool:
    """Return whether two footprints have the same manifest and rows, whatever pseudonym each person has."""
    return _but_for_rows(before) == _but_for_rows(after) and _same_rows(before, after)


def _but_for_rows(folder: Path) -> dict[str, Any]:
    held = {key: value for key, value in manifest.read(folder).items() if key != KEY}
    return {**held, "outputs": {name: sha256 for name, sha256 in held["outputs"].items() if name != rows.FILE}}


def _same_rows(before: Path, after: Path) -> bool:
    tables = [rows.scan(folder / rows.FILE) for folder in (before, after)]
    schemas = [table.collect_schema() for table in tables]
    return schemas[0] == schemas[1] and all(
        _same_texts(*(table.select(name).collect().to_series() for table in tables)) for name in schemas[0]
    )


def _same_texts(one: pl.Series, other: pl.Series) -> bool:
    """Return whether two columns are the same where pseudonyms are numbered in the order of their rows."""
    if one.equals(other):
        return True
    return one.dtype == pl.String and _in_order(one).equals(_in_order(other))


def _in_order(texts: pl.Series) -> pl.Series:
    persons = texts.filter(texts.str.contains(f"^{PSEUDONYM.pattern}$").fill_null(False)).unique(maintain_order=True)
    return texts.replace(persons, pl.Series([f"person {number}" for number in range(len(persons))], dtype=pl.String))
