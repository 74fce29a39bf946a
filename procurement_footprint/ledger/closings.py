"""The closed periods of a project: `closed/2024/1/` holds a result folder and `closing.json`, which pins it.

A version never changes. Another result of the same period is a further version beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from procurement_footprint import period as periods
from procurement_footprint.ledger.seal import unbroken
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, FILE, FORMAT = "closed", "closing.json", "1"


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


def read(folder: Path) -> Closing:
    """Return the version of a closed period in a folder, wherever that is now.

    Errors: Refused when its `closing.json` is missing, changed or cannot be read.
    """
    found = _written(folder, folder.as_posix())
    if isinstance(found, Problem):
        raise Refused([found])
    return found


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


def _number(place: Path) -> int:
    return int(place.name) if place.name.isdecimal() else 0


def _read(place: Path, project: Path) -> Closing | Problem:
    shown = place.relative_to(project).as_posix()
    found = _written(place, shown)
    if isinstance(found, Closing) and (found.period, str(found.version)) != (place.parent.name, place.name):
        return problem("closing-changed", f"{shown}/{FILE}")
    return found


def _written(place: Path, shown: str) -> Closing | Problem:
    """Return what pins the version in a folder; shown: how messages call the folder."""
    try:
        raw = (place / FILE).read_bytes()
        read = json.loads(raw)
        written = msgspec.convert(read, _Written)
    except FileNotFoundError:
        return problem("closing-missing", shown, file=FILE)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        return problem("closing-unreadable", f"{shown}/{FILE}", why=str(error).replace("`", '"'))
    if written.format != FORMAT:
        why = "it is not of a format that this version knows"
        return problem("closing-unreadable", f"{shown}/{FILE}", why=why)
    if not unbroken(raw, read):
        return problem("closing-changed", f"{shown}/{FILE}")
    said = (written.by, written.when, written.reason, written.as_of, written.program)
    return Closing(written.period, written.version, *said, place, written.manifest, written.outputs, written.pins)
