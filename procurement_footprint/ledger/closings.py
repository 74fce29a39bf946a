"""The closed periods of a project: `closed/2024/1/` holds a result folder and `closing.json`, which pins it.

A version never changes. Another result of the same period is a further version beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from procurement_footprint import period as periods
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, FILE, FORMAT = "closed", "closing.json", "1"
SEAL = "sha256"  # the key of closing.json that holds the SHA-256 of everything else in it


class _Written(msgspec.Struct, frozen=True):
    """What is read of `closing.json`."""

    format: str
    period: str
    version: int
    by: str
    when: str
    reason: str
    as_of: int | None
    program: str
    manifest: str
    pins: dict[str, list[dict[str, str]]]
    outputs: dict[str, str]
    sha256: str


@dataclass(frozen=True, slots=True)
class Closing:
    """One version of a closed period.

    by, when, reason: who closed it, at which time (ISO 8601, UTC) and why ("" where nobody said). as_of: the last
    import that its run saw; None where its rows are not from the archive. program: its version. folder: the result.
    manifest: the SHA-256 of its manifest. outputs: name → SHA-256 of every other file in the folder. pins: what decided
    it: role → name, version and SHA-256 of each file.
    """

    period: str
    version: int
    by: str
    when: str
    reason: str
    as_of: int | None
    program: str
    folder: Path
    manifest: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict, hash=False)
    pins: Mapping[str, list[dict[str, str]]] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """How it is called: `2024 version 1`."""
        return f"{self.period} version {self.version}"


def load(folder: Path) -> tuple[Closing, ...]:
    """Return every version of every closed period of the project in `folder`, by period and version.

    Errors: Refused with one Problem for each version whose `closing.json` is missing, changed or cannot be read.
    """
    places = (folder / FOLDER).glob("*/*/")
    found = [_read(place, folder) for place in places if periods.LOOKS.fullmatch(place.parent.name) and _number(place)]
    if problems := [one for one in found if isinstance(one, Problem)]:
        raise Refused(sorted(problems, key=lambda one: one.place))
    held = tuple(sorted((one for one in found if isinstance(one, Closing)), key=lambda one: (one.period, one.version)))
    versions = {(one.period, one.version) for one in held}
    gone = [(one.period, one.version - 1) for one in held if one.version > 1]
    if lost := [f"{FOLDER}/{period}/{version}" for period, version in gone if (period, version) not in versions]:
        raise Refused(problem("closing-missing", place, file=FILE) for place in lost)
    return held


def is_version(folder: Path) -> bool:
    """Whether a folder is a version of a closed period, or stands where they do."""
    place = folder.resolve()
    return (place / FILE).is_file() or place.parent.parent.name == FOLDER


def newest(closings: tuple[Closing, ...], period: str) -> Closing | None:
    """Return the last version of a period; None where it is not closed."""
    return next((one for one in reversed(closings) if one.period == period), None)


def months_closed(folder: Path) -> dict[str, str]:
    """Return each month that is closed (`2024-03`) → the longest closed period that holds it."""
    named = dict.fromkeys(one.period for one in load(folder))
    widest = sorted((periods.parse(name) for name in named), key=lambda one: one.end - one.first)
    return {month: one.name for one in widest for month in months(one)}


def months(period: periods.Period) -> tuple[str, ...]:
    """Return the months of a period: `2024-01`, …"""
    first, end = (12 * day.year + day.month - 1 for day in (period.first, period.end))
    return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in range(first, end))


def sealed(written: Mapping[str, Any]) -> bytes:
    """Return the bytes of a `closing.json`: what is written, with the SHA-256 of it."""
    held = {**written, SEAL: _seal(written)}
    return json.dumps(held, ensure_ascii=False, indent=2).encode() + b"\n"


def _number(place: Path) -> int:
    return int(place.name) if place.name.isdecimal() else 0


def _read(place: Path, project: Path) -> Closing | Problem:
    path = place / FILE
    shown = path.relative_to(project).as_posix()
    try:
        raw = json.loads(path.read_bytes())
        written = msgspec.convert(raw, _Written)
    except FileNotFoundError:
        return problem("closing-missing", place.relative_to(project).as_posix(), file=FILE)
    except (json.JSONDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        return problem("closing-unreadable", shown, why=str(error).replace("`", '"'))
    others = {key: value for key, value in raw.items() if key != SEAL}
    if written.format != FORMAT:
        return problem("closing-unreadable", shown, why="it is not of a format that this version knows")
    named = (written.period, str(written.version)) == (place.parent.name, place.name)
    if written.sha256 != _seal(others) or not named or path.read_bytes() != sealed(others):
        return problem("closing-changed", shown)
    said = (written.by, written.when, written.reason, written.as_of, written.program)
    return Closing(written.period, written.version, *said, place, written.manifest, written.outputs, written.pins)


def _seal(written: Mapping[str, Any]) -> str:
    return sha256(json.dumps(written, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
