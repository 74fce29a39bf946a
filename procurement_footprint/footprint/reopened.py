"""A finished footprint as what a run has computed, so that its report can be made again without its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec
import polars as pl

from procurement_footprint import period, person_numbers, shelf
from procurement_footprint.entities import Entity
from procurement_footprint.footprint import conserve, public
from procurement_footprint.footprint.activities import SLICES, Measured
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.manifest import FILE
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.footprint.survey import survey
from procurement_footprint.job import Job
from procurement_footprint.ledger.book import Ledger, LedgerFile, Tally
from procurement_footprint.ledger.columns import CODED
from procurement_footprint.mapping import group
from procurement_footprint.mapping.group import Group
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import Project

_ACTIVITIES: Final = "activities.csv"


def footprint(done: Finished, project: Project, language: str) -> Footprint:
    """Return a finished footprint with its rows as they are; a group's rows say who of it bought and sold.

    language: of the report that is to be made. Errors: Refused when its table of activity data was changed.
    """
    run = done.manifest["run"]
    files = tuple(_file(one) for one in done.manifest["inputs"])
    joint = _group(done.manifest)
    held = _with_parties(done.rows, joint) if joint else done.rows
    span = period.parse(run["period"]) if run["period"] else None
    return Footprint(
        rows=held,
        tally=conserve.tally_of_parts(held),
        kilograms=Decimal(done.manifest["totals"]["kg_co2e"]),
        currency=done.currency,
        job=Job((), project, language, period=span),
        ledger=Ledger((held,), files, pl.DataFrame(), _notes(done.manifest)),
        survey=survey(held, [one["name"] for one in done.manifest["inputs"]]),
        basis=done.basis,
        charts={},
        measured=_measured(done),
        group=joint,
    )


def published(done: Finished, project: Project, threshold: int) -> Footprint:
    """Return a finished footprint as it may be published (`public`).

    threshold: in the reporting currency; suppliers below it are pooled.
    """
    held = footprint(done, project, done.language)
    rows = public.rows(held.rows, threshold)
    return replace(held, rows=rows, ledger=replace(held.ledger, blocks=(rows,)))


def _group(manifest: Mapping[str, Any]) -> Group | None:
    """Return the entities whose purchases were computed as one; None where they are those of one entity."""
    known = msgspec.convert(manifest.get("entities", ()), tuple[Entity, ...])
    if len(known) < 2 or "entity" in manifest["run"]:
        return None
    return group.of(known, {one["name"]: one.get("entity") for one in manifest["inputs"]})


def _with_parties(table: pl.LazyFrame, joint: Group) -> pl.LazyFrame:
    """Return FOOTPRINT rows with who of the group bought and sold."""
    asked = ("supplier_id", "counterparty")
    named = group.parties(table.with_columns(pl.col(asked).cast(CODED)), joint)
    return named.with_columns(pl.col(asked).cast(pl.String))


def _file(said: Mapping[str, Any]) -> LedgerFile:
    """Return what the manifest says of a ledger file; its name without a person's number."""
    return LedgerFile(
        name=person_numbers.masked(said["name"]),
        sha256=said["sha256"],
        kind="",
        accepted=_tally(said),
        outside_period=_tally(said["outside_period"]),
        rejected=_tally(said["rejected"]),
        excluded={why: _tally(tally) for why, tally in said["excluded"].items()},
        profiles=(),
        entity=said.get("entity"),
    )


def _tally(said: Mapping[str, Any]) -> Tally:
    return Tally(said["rows"], {currency: Decimal(amount) for currency, amount in said["booked"].items()})


def _notes(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the notes that quote nothing from a ledger."""
    return tuple(person_numbers.masked(note) for note in manifest["notes"] if "\n" not in note)


def slices(folder: Path, written: Mapping[str, Any]) -> pl.DataFrame | None:
    """Return what activity data gave a finished footprint (`activities.SLICES`); None where the project had none.

    written: its manifest. Errors: Refused when the table was changed.
    """
    path, then = folder / _ACTIVITIES, written["outputs"].get(_ACTIVITIES)
    if then is None:
        return None
    if not path.is_file() or shelf.digest(path) != then:
        raise Refused([problem("audit-rows-changed", str(path), manifest=FILE)])
    return pl.read_csv(path.read_bytes(), schema=SLICES)


def _measured(done: Finished) -> Measured | None:
    held = slices(done.folder, done.manifest)
    return None if held is None else Measured(pl.DataFrame(), held, ())
