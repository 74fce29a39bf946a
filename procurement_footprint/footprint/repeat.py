"""A footprint made again from its manifest: which job it was, where its ledgers are, what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from procurement_footprint import period, shelf
from procurement_footprint.footprint.manifest import FILE
from procurement_footprint.job import Job
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import Project

LEDGERS = "ledgers"


def job_of(manifest: Mapping[str, Any], folder: Path, around: Project, ledgers: Sequence[Path]) -> Job:
    """Return the Job by which the footprint in `folder` was made.

    around: the project that the footprint is of. ledgers: where the inputs may be; beside them the footprint's folder,
    the folders around it and the current one are searched, by name and SHA-256. Errors: Refused for every input that
    is not found.
    """
    run = manifest["run"]
    places = [*ledgers, *_near(folder, around)]
    found = [_find(one, places) for one in manifest["inputs"]]
    if missing := [
        problem("verify-ledger-missing", str(folder / FILE), name=one["name"], sha256=one["sha256"])
        for one, path in zip(manifest["inputs"], found, strict=True)
        if path is None
    ]:
        raise Refused(missing)
    return Job(
        ledgers=tuple(path for path in found if path),
        project=around,
        language=run["language"],
        profile=_profile(run["profile"], around),
        period=period.parse(run["period"]) if run["period"] else None,
        chart=run["chart"],
        accept_problems=run["accept_problems"],
    )


def differences(before: Path, after: Path) -> tuple[str, ...]:
    """Return one line for each file of a footprint that is not the same in both folders, sorted by name."""
    names = {path.name for place in (before, after) for path in place.iterdir()}
    return tuple(line for name in sorted(names) if (line := _difference(name, before / name, after / name)))


def _difference(name: str, before: Path, after: Path) -> str | None:
    if not before.exists():
        return f"{name}: missing, though the run makes it"
    if not after.exists():
        return f"{name}: not made by the run"
    return None if shelf.digest(before) == shelf.digest(after) else f"{name}: differs"


def _near(folder: Path, around: Project) -> list[Path]:
    start = folder.resolve()
    places = [*around.ledgers]
    for place in (start, *start.parents[:2], Path.cwd()):
        places += [path for path in (*place.glob("*"), *(place / LEDGERS).glob("*")) if path.is_file()]
    return places


def _find(one: Mapping[str, Any], places: Iterable[Path]) -> Path | None:
    named = (path for path in places if path.name == one["name"])
    return next((path for path in named if shelf.digest(path) == one["sha256"]), None)


def _profile(name: str | None, around: Project) -> str | None:
    return around.profile if name and around.profile and Path(around.profile).name == name else name
