"""Footprints that somebody names: the folder of one, a closed period, or a period that is computed for the occasion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from procurement_footprint import period
from procurement_footprint.analysis.cells import cells
from procurement_footprint.footprint import finished, manifest
from procurement_footprint.footprint.at_hand import AtHand
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.job import Listener, Once, job
from procurement_footprint.ledger import closings
from procurement_footprint.ledger.bookings import Booked, booked
from procurement_footprint.ledger.closings import Closing
from procurement_footprint.period import Period
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import Project
from procurement_footprint.reporting.folder import passing_workroom
from procurement_footprint.workflow import reported

VERSION = "@"  # 2024@1


@dataclass(frozen=True, slots=True)
class Named:
    """A footprint as somebody names it: a folder, or a period and which version of it if it is closed.

    version: None for the newest, or for the ledger as it is now where the period is not closed.
    """

    folder: Path | None = None
    span: Period | None = None
    version: int | None = None

    def __str__(self) -> str:
        version = f"{VERSION}{self.version}" if self.version else ""
        return str(self.folder) if self.folder else f"{self.span}{version}"


@dataclass(frozen=True)
class Opened:
    """A footprint that is open, and what it is called: `2024`, `2024 version 1`, or its folder."""

    name: str
    footprint: Finished

    @cached_property
    def cells(self) -> pl.DataFrame:
        """Its CELLS (`analysis.cells`), from which most answers are made; added up once."""
        return cells(self.footprint.rows, self.footprint.basis.mappings.taxonomy.table)


@contextmanager
def opened(
    named: Sequence[Named],
    project: Project,
    listener: Listener,
    language: str | None = None,
    at_hand: AtHand | None = None,
) -> Iterator[tuple[Opened, ...]]:
    """Give the footprints that are named, in their order; what was computed for it is gone when the block ends.

    project: whose ledgers, closed periods and settings count. language: of reports; None for the project's.
    at_hand: the project's ledgers, where they have been read; else they are read once for all periods.
    Errors: Refused when a folder holds no footprint, a version is not there, or a ledger cannot be read.
    """
    said = Once(listener)
    with ExitStack() as held:
        with ExitStack() as passing:
            ledgers = at_hand or passing.enter_context(ledgers_of(project))
            several = sum(_is_computed(one, project) for one in named) > 1
            source = ledgers.booked if several or ledgers.whole else booked
            found = tuple(_opened(one, project, said, language, held, source) for one in named)
        yield found


@contextmanager
def ledgers_of(project: Project) -> Iterator[AtHand]:
    """Give the ledgers of a project, to be read once for all that is asked; their rows are gone when the block ends."""
    with passing_workroom() as room:
        yield AtHand(job((), project), room.spool)


def _opened(
    one: Named, project: Project, listener: Listener, language: str | None, held: ExitStack, source: Booked
) -> Opened:
    if one.folder is not None:
        return Opened(one.folder.name, finished.opened(one.folder, project))
    if closed := _closed(one, project):
        return Opened(closed.name, finished.opened(closed.folder, project))
    span = _span(one)
    listener.say(f"{span}: computed from the ledger as it is now")
    room = held.enter_context(passing_workroom())
    _, _, written = reported(job((), project, period=span, language=language), room, listener, source)
    manifest.write(room.result, written)
    return Opened(span.name, finished.opened(room.result, project))


def _is_computed(one: Named, project: Project) -> bool:
    return one.folder is None and _closed(one, project) is None


def _span(one: Named) -> Period:
    if one.span is None:
        raise ValueError("a footprint is named by a folder or a period")
    return one.span


def _closed(one: Named, project: Project) -> Closing | None:
    """Return the version of a closed period that is meant; None where the period is not closed."""
    span = _span(one)
    versions = closings.load(project.folder) if project.folder else ()
    if one.version is None:
        return closings.newest(versions, span.name)
    found = next((each for each in versions if (each.period, each.version) == (span.name, one.version)), None)
    if found is None:
        raise Refused([problem("version-missing", str(one), period=span, version=one.version)])
    return found


def parse(text: str) -> Named | None:
    """Return what `2024`, `2024-Q1` or `2024@1` names; None for any other text."""
    name, _, version = text.partition(VERSION)
    if not period.LOOKS.fullmatch(name) or (version and not version.isdecimal()):
        return None
    return Named(span=period.parse(name), version=int(version) if version else None)
