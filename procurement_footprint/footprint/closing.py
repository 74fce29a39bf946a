"""A period is closed: what stands in the way, what is said before, and what pins the result for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from procurement_footprint import __version__, leftovers, period, shelf
from procurement_footprint.entities import Entity
from procurement_footprint.footprint import manifest, repeated
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.job import Job
from procurement_footprint.ledger import closings
from procurement_footprint.ledger.closings import FILE, FOLDER, FORMAT, Closing
from procurement_footprint.ledger.seal import sealed
from procurement_footprint.period import Period
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import FILE as SETTINGS
from procurement_footprint.project import Project


class Unchanged(Exception):  # noqa: N818 - it says what was found
    """A restatement would say what the version before it says: nothing was made."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a closed period that is to be made. before: the one that it restates; None for the first.

    when: ISO 8601. incomplete: months without rows are no reason to refuse.
    """

    number: int
    by: str
    when: str
    reason: str = ""
    incomplete: bool = False
    before: Closing | None = None

    def folder(self, project: Path, span: Period) -> Path:
        """Return where the version is kept."""
        return project / FOLDER / span.name / str(self.number)


def first(project: Path, span: Period, by: str, reason: str, incomplete: bool) -> Version:
    """Return the first version of a period.

    Errors: Refused when the period is closed already, or lies inside one that is.
    """
    held = closings.load(project)
    closed = closings.newest(held, span.name)
    if closed:
        shown = closed.folder.relative_to(project).as_posix()
        raise Refused([problem("closing-closed", shown, period=span, by=closed.by, when=closed.when[:10])])
    longer = next((one for one in held if _covers(period.parse(one.period), span)), None)
    if longer:
        shown = longer.folder.relative_to(project).as_posix()
        raise Refused([problem("closing-inside", shown, period=span, around=longer.period)])
    return Version(1, by, _now(), reason, incomplete)


def further(project: Path, span: Period, by: str, reason: str) -> Version:
    """Return the next version of a closed period.

    Errors: Refused when the period is not closed, or its last version was damaged.
    """
    before = closings.newest(closings.load(project), span.name)
    if before is None:
        raise Refused([problem("closing-open", f"{FOLDER}/{span}", period=span)])
    if found := damage(before):
        shown = before.folder.relative_to(project).as_posix()
        raise Refused([problem("closing-damaged", shown, "\n".join(found))])
    return Version(before.version + 1, by, _now(), reason, True, before)


def again(closing: Closing) -> Version:
    """Return the version that a closed period is, to be made once more; the one that it restates is beside it.

    Errors: Refused when that one is missing or was changed.
    """
    earlier = closing.folder.parent / str(closing.version - 1)
    before = closings.read(earlier) if closing.version > 1 else None
    return Version(closing.version, closing.by, closing.when, closing.reason, True, before)


def gaps(footprint: Footprint) -> tuple[str, ...]:
    """Return a line for each organisation of the project or its rows that lacks months of the period."""
    span, project = footprint.job.period, footprint.job.project
    if span is None:
        return ()
    month = pl.col("booked_on").dt.strftime("%Y-%m").alias("month")
    found = footprint.rows.select("organisation_id", "organisation", month).unique().collect(engine="streaming")
    held = {
        _digits(number): (name or number or "", set[str]()) for number, name, _ in found.sort(found.columns).iter_rows()
    }
    held |= {_digits(one.id): (one.name, set[str]()) for one in project.entities}
    for number, _, when in found.iter_rows():
        held[_digits(number)][1].add(when)
    owned = {_digits(one.id): one for one in project.entities}
    lacking = {
        key: [one for one in closings.months(span) if one not in months and _belongs(owned.get(key), one)]
        for key, (_, months) in held.items()
    }
    return tuple(f"{held[key][0]}: {', '.join(months)}".removeprefix(": ") for key, months in lacking.items() if months)


def refuse_gaps(footprint: Footprint, version: Version) -> tuple[str, ...]:
    """See that no month is missing, or that this was said to be right; return what is missing. Errors: Refused."""
    span, lines = footprint.job.period, gaps(footprint)
    if lines and not version.incomplete:
        raise Refused([problem("closing-incomplete", str(span), "\n".join(lines), period=span)])
    return lines


def beside(footprint: Footprint, project: Path) -> tuple[str, ...]:
    """Return a line for each closed period inside the one of this footprint: what it says, and what is said here."""
    span = footprint.job.period
    held = closings.load(project)
    inside = {
        one.period: one for one in held if span and span.name != one.period and _covers(span, period.parse(one.period))
    }
    return tuple(_beside(footprint, one) for one in inside.values())


def pins(written: Mapping[str, Any], project: Path | None) -> dict[str, Sequence[Mapping[str, str]]]:
    """Return what decides a footprint, from its manifest: role → files; the program and the settings among them."""
    settings = project / SETTINGS if project else None
    held = settings and settings.is_file()
    said = [{"name": SETTINGS, "version": "", "sha256": shelf.digest(settings)}] if settings and held else []
    return {**repeated.decided(written), "settings": said}


def around(project: Path, span: Period) -> tuple[str, ...]:
    """Return the names of the longer closed periods that hold a period."""
    names = dict.fromkeys(one.period for one in closings.load(project))
    return tuple(name for name in names if name != span.name and _covers(period.parse(name), span))


def pin(folder: Path, version: Version, job: Job, written: Mapping[str, Any], missing: tuple[str, ...]) -> None:
    """Write `closing.json` into the result folder of a version: who, when, why, and the SHA-256 of every file."""
    names = sorted(path.name for path in folder.iterdir() if path.name not in (FILE, manifest.FILE))
    before = version.before
    said = {
        "format": FORMAT,
        "period": job.period and job.period.name,
        "version": version.number,
        "by": version.by,
        "when": version.when,
        "reason": version.reason,
        "restates": before and {"version": before.version, "manifest": before.manifest},
        "incomplete": list(missing),
        "as_of": written["run"].get("as_of"),
        "program": __version__,
        "inputs": [{"name": one["name"], "sha256": one["sha256"]} for one in written["inputs"]],
        "pins": pins(written, project_folder(job.project)),
        "manifest": shelf.digest(folder / manifest.FILE),
        "outputs": {name: shelf.digest(folder / name) for name in names},
    }
    (folder / FILE).write_bytes(sealed(said))


def damage(closing: Closing) -> tuple[str, ...]:
    """Return a line for each file of a closed period that is not as it was when it was closed."""
    expected = {**closing.outputs, manifest.FILE: closing.manifest}
    there = {path.name for path in closing.folder.iterdir()} - {FILE}
    return tuple(line for name in sorted(there | expected.keys()) if (line := _damage(closing.folder, name, expected)))


def sweep(project: Path) -> None:
    """Remove what closing a period has left behind when it was killed, and the empty folders that it made."""
    for place in [*(project / FOLDER).glob("*"), project / FOLDER]:
        if place.is_dir():
            leftovers.sweep(place)
            with suppress(OSError):
                place.rmdir()  # only where it is empty


def project_folder(project: Project) -> Path:
    """Return the folder of a project. Errors: Refused when there is none."""
    if project.folder is None:
        raise Refused([problem("project-missing", ".", file=SETTINGS)])
    return project.folder


def _digits(number: str | None) -> str:
    """Return an organisation number without its hyphen."""
    return (number or "").replace("-", "")


def _belongs(entity: Entity | None, month: str) -> bool:
    """Whether an entity belongs to the group in a month, or nobody says since when and until when."""
    spans = entity.ownership if entity else ()
    return not spans or any((one.since or "")[:7] <= month <= (one.until or "9")[:7] for one in spans)


def _damage(folder: Path, name: str, expected: Mapping[str, str]) -> str | None:
    if name not in expected:
        return f"{name}: not there when the period was closed"
    if not (folder / name).is_file():
        return f"{name}: missing"
    return None if shelf.digest(folder / name) == expected[name] else f"{name}: changed since the period was closed"


def _beside(footprint: Footprint, closing: Closing) -> str:
    span = period.parse(closing.period)
    inside = footprint.rows.filter(pl.col("booked_on").is_between(span.first, span.end, closed="left"))
    sums = inside.select(pl.col("reporting_amount", "kg_co2e").sum()).collect(engine="streaming").row(0)
    totals = manifest.read(closing.folder)["totals"]
    there = f"{totals['amount']['ledger']} {totals['currency']}, {totals['kg_co2e']} kg"
    return f"{closing.name} stays as it is ({there}); its months here: {sums[0]} {footprint.currency}, {sums[1]} kg"


def _covers(outer: Period, inner: Period) -> bool:
    return outer.first <= inner.first and inner.end <= outer.end


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
