"""A footprint is to be made again from its manifest: which job it was, and where its ledgers are."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
from msgspec import structs

from procurement_footprint import period, shelf
from procurement_footprint.entities import Department, Entity
from procurement_footprint.footprint import rows
from procurement_footprint.footprint.manifest import FILE, pinned
from procurement_footprint.job import Job
from procurement_footprint.ledger import archive, profile, pseudonym_key
from procurement_footprint.ledger.archive import Archive
from procurement_footprint.ledger.archive.reading import damaged
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.pseudonyms import PSEUDONYM
from procurement_footprint.ledger.ubl.collection import digest
from procurement_footprint.problems import Problem, Refused, problem
from procurement_footprint.project import Organisation, Project

LEDGERS, INVOICES = "ledgers", "invoices"
_ANY_KEY = bytes(32)  # what it gives is compared and thrown away


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the user says about where a footprint's inputs are now: its project, its ledgers, profile and invoices."""

    project: Project
    ledgers: Sequence[Path] = ()
    profile: Path | None = None
    invoices: Sequence[Path] = ()


def job_of(manifest: Mapping[str, Any], folder: Path, inputs: Inputs, copies: Path) -> Job:
    """Return the Job by which the footprint in `folder` was made.

    Files that the user names may be called anything, their SHA-256 decides; a copy in the new folder `copies` then
    has the name that the manifest knows. Others are searched by name and SHA-256 in the project, the footprint's
    folder, the folders around it and the current one.
    Errors: Refused for every input that is not found and every file named that is none of them.
    """
    run, near = manifest["run"], _near(folder, inputs.project)
    place = str(folder / FILE)
    problems = _imports(manifest, place, inputs.project)
    ledgers = [one for one in manifest["inputs"] if "import" not in one]
    wanted = [*ledgers, *([run["suppliers"]] if "suppliers" in run else [])]
    found = [_find(one, inputs.ledgers, near) for one in wanted]
    told = manifest.get("invoices", ())
    invoices = [_find(one, inputs.invoices, near) for one in told]
    problems += _missing(wanted, found, near, "verify-ledger-missing", place)
    problems += _missing(told, invoices, near, "verify-invoices-missing", place)
    known = {one["sha256"] for one in wanted}
    others = (path for path in inputs.ledgers if digest(path) not in known)
    problems += [problem("verify-ledger-other", str(path)) for path in others]
    held = _profile(manifest, place, inputs, near, problems)
    if problems:
        raise Refused(problems)
    numbered = enumerate(zip(found, wanted, strict=True))
    project = _as_it_was(inputs.project, manifest)
    whose = {one.code: one for one in project.entities}
    only = next(iter(whose.values()), None) if not project.settings.entities else None
    files = [_named(path, one["name"], copies / str(number)) for number, (path, one) in numbered if path]
    return Job(
        ledgers=tuple(files[: len(ledgers)]),
        project=project,
        language=run["language"],
        profile=str(_named(held, run["profile"], copies)) if held else run["profile"],
        period=period.parse(run["period"]) if run["period"] else None,
        chart=run["chart"],
        accept_problems=run["accept_problems"],
        suppliers=files[-1] if "suppliers" in run else None,
        invoices=tuple(_invoices(invoices, manifest, copies)),
        made_with=pinned(manifest),
        entity=run.get("entity"),
        as_of=run.get("as_of"),
        key=_key(folder, inputs.project),
        buyers=tuple(whose.get(one.get("entity"), only) for one in ledgers) if whose else (),
    )


def _as_it_was(project: Project, manifest: Mapping[str, Any]) -> Project:
    """Return the project with the settings, entities and departments that the footprint was made with."""
    said: dict[str, Any] = {
        "entities": msgspec.convert(manifest.get("entities", ()), tuple[Entity, ...]),
        "departments": msgspec.convert(manifest.get("departments", ()), tuple[Department, ...]),
    }
    if (held := manifest["run"].get("settings")) is not None:
        buyer = held.get("organisation")
        said |= {"project": held.get("project", ""), "currency": held.get("currency")}
        said |= {"organisation": msgspec.convert(buyer, Organisation) if buyer else None}
    return replace(project, settings=structs.replace(project.settings, **said))


def _key(folder: Path, project: Project) -> bytes | None:
    """Return by which key natural persons have pseudonyms: the project's; where it has none, or is not here, any one.

    None where the footprint in `folder` was made outside a project, and gave them none.
    """
    inside = project.folder is not None or _has_pseudonyms(folder)
    return pseudonym_key.key(project.folder) or (_ANY_KEY if inside else None)


def _has_pseudonyms(folder: Path) -> bool:
    ids = rows.scan(folder / rows.FILE).select(pl.col("supplier_id").cast(pl.String).unique())
    return bool(ids.filter(pl.col("supplier_id").str.contains(f"^{PSEUDONYM.pattern}$")).head(1).collect().height)


def _imports(manifest: Mapping[str, Any], place: str, around: Project) -> list[Problem]:
    """Return the Problems that imports which the footprint saw are not in the project's archive as they were."""
    as_of = manifest["run"].get("as_of")
    if as_of is None:
        return []
    held = archive.load(around.folder) if around.folder else Archive(Path())
    if len(held.imports) < as_of:
        return [problem("verify-imports-missing", place, seen=as_of, held=len(held.imports))]
    wanted = [one for one in manifest["inputs"] if "import" in one]
    others = [
        problem("verify-import-other", place, number=one["import"], name=one["name"])
        for one in wanted
        if held.imports[one["import"] - 1].sha256 != one["sha256"]
    ]
    return [*others, *damaged(held.until(as_of))]


def _invoices(found: Iterable[Path | None], manifest: Mapping[str, Any], copies: Path) -> Iterator[Path]:
    for number, (path, one) in enumerate(zip(found, manifest.get("invoices", ()), strict=True)):
        if path:
            yield _named(path, one["name"], copies / f"invoices-{number}")


def _missing(
    wanted: Iterable[Mapping[str, Any]], found: Iterable[Path | None], near: Iterable[Path], code: str, place: str
) -> Iterator[Problem]:
    """Yield the Problem that a file is not there; where one of its name is near, that this is not as it was."""
    for one, path in zip(wanted, found, strict=True):
        if path is None:
            changed = next((held for held in near if held.name == one["name"]), None)
            if changed is None:
                yield problem(code, place, name=one["name"], sha256=one["sha256"])
            else:
                yield problem("verify-file-changed", str(changed), sha256=one["sha256"])


def _near(folder: Path, around: Project) -> list[Path]:
    start = folder.resolve()
    places = [*around.ledgers, *around.invoices]
    for place in (start, *start.parents[:2], Path.cwd()):
        places += [*place.glob("*"), *(place / LEDGERS).glob("*"), *(place / INVOICES).glob("*")]
    return [path for path in places if path.exists()]


def _find(one: Mapping[str, Any], named: Iterable[Path], near: Iterable[Path]) -> Path | None:
    places = (*named, *(path for path in near if one["name"] in (path.name, name_of(path))))
    return next((path for path in places if digest(path) == one["sha256"]), None)


def _profile(
    manifest: Mapping[str, Any], place: str, inputs: Inputs, near: Iterable[Path], problems: list[Problem]
) -> Path | None:
    """Return the profile's file; None where the run had none, or a shipped one, which its name finds."""
    name, made_with = manifest["run"]["profile"], manifest["made_with"].get("profiles", [])
    if inputs.profile is None and (name is None or name in {one.name for one in profile.shipped()}):
        return None
    own = inputs.project.profile
    places = [Path(own), *near] if own else list(near)
    files = [path for path in places if path.name == name and path.is_file()]
    digests = {one["sha256"] for one in made_with} if name else set()
    for path in [inputs.profile] if inputs.profile else files:
        if shelf.digest(path) in digests:
            return path
    if inputs.profile:
        problems.append(problem("verify-profile-other", str(inputs.profile)))
    else:
        problems.append(problem("verify-profile-missing", place, name=name))
    return None


def _named(path: Path, name: str, folder: Path) -> Path:
    """Return the file under the name that the manifest knows: itself, or a copy in `folder`."""
    if path.name == name:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    copy = shutil.copytree if path.is_dir() else shutil.copyfile
    return Path(copy(path, folder / Path(name).name))
