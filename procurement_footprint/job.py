"""What one run is asked to do: which ledgers, in which project, read and reported how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from procurement_footprint.entities import Entity
from procurement_footprint.period import Period
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import Project


class Listener(Protocol):
    """Who is told how far the work has come."""

    def say(self, line: str) -> None:
        """Hear one line that is to stay."""

    def progress(self, name: str, rows: int) -> None:
        """Hear how many rows of a file have been read so far."""


class Silent:
    """A listener that shows nothing to anybody, for programs."""

    def say(self, line: str) -> None:
        """Hear one line."""

    def progress(self, name: str, rows: int) -> None:
        """Hear how many rows of a file have been read so far."""


@dataclass(frozen=True, slots=True)
class Once:
    """A listener that passes each line on to another the first time only."""

    listener: Listener
    said: set[str] = field(default_factory=set)

    def say(self, line: str) -> None:
        """Pass one line on, unless it has been said."""
        if line not in self.said:
            self.said.add(line)
            self.listener.say(line)

    def progress(self, name: str, rows: int) -> None:
        """Pass on how many rows of a file have been read so far."""
        self.listener.progress(name, rows)


@dataclass(frozen=True, slots=True)
class Job:
    """One run: everything that a user can choose. What is None is recognised from the ledger.

    suppliers: a supplier ledger, from which the vouchers of SIE files get their suppliers.
    invoices: files, folders and zips whose lines refine the rows of the ledgers.
    made_with: the figures of an earlier footprint that is made again; see `footprint.basis.load`.
    entity: the code of the only entity of a group whose purchases these are; None: all of the group.
    as_of: the last import of the project's archive that is seen; None: all of them.
    buyers: whose each of the ledgers is, in their order; empty where the project names nobody.
    key: for pseudonyms, instead of the project's, which then gets none and remembers nobody.
    """

    ledgers: tuple[Path, ...]
    project: Project
    language: str
    profile: str | None = None
    period: Period | None = None
    chart: str | None = None
    accept_problems: bool = False
    suppliers: Path | None = None
    invoices: tuple[Path, ...] = ()
    made_with: Mapping[str, str] = field(default_factory=dict)
    entity: str | None = None
    as_of: int | None = None
    buyers: tuple[Entity | None, ...] = ()
    key: bytes | None = field(default=None, repr=False)

    @property
    def of_archive(self) -> bool:
        """Whether the rows are those of the project's archive, not of files."""
        return not self.ledgers and (self.as_of is not None or self.project.archive is not None)

    @property
    def name(self) -> str:
        """Return a short name for the result: the period, "all" of a project, or what the ledger is called."""
        whose = f"{self.entity}-" if self.entity else ""
        if self.period:
            return whose + self.period.name
        everything = self.of_archive or self.ledgers == tuple(path for path, _ in _own(self.project, self.entity))
        return whose + ("all" if everything else self.ledgers[0].stem)

    @property
    def consolidated(self) -> bool:
        """Whether these are the purchases of a group of several entities as one."""
        return self.entity is None and len(self.project.entities) > 1

    def buyer(self, path: Path) -> Entity | None:
        """Return whose ledger a file is."""
        return next((one for held, one in zip(self.ledgers, self.buyers, strict=False) if held == path), None)


def job(
    ledgers: tuple[Path, ...],
    project: Project,
    *,
    profile: str | None = None,
    period: Period | None = None,
    chart: str | None = None,
    language: str | None = None,
    accept_problems: bool = False,
    suppliers: Path | None = None,
    entity: str | None = None,
    as_of: int | None = None,
    invoices: tuple[Path, ...] = (),
) -> Job:
    """Return the run that is asked for: what is not said is taken from the project.

    Files that are named go before the project's archive, and that before the ledgers that it names.
    Errors: Refused when no entity has the code `entity`, or when one of a group's ledgers is nobody's.
    """
    if entity is not None:
        project.entity(entity)
    archived = not ledgers and project.archive is not None
    held = _whose(ledgers, project, entity) if ledgers else [] if archived else _own(project, entity)
    several = bool(project.settings.entities)
    return Job(
        ledgers=tuple(path for path, _ in held),
        project=project,
        language=language or project.settings.language,
        profile=None if archived else profile or (None if several else project.profile),
        period=period,
        chart=chart or (None if several else project.settings.chart),
        accept_problems=accept_problems,
        suppliers=suppliers,
        entity=entity,
        as_of=as_of,
        buyers=tuple(buyer for _, buyer in held) if project.entities else (),
        invoices=invoices or project.invoices,
    )


def _own(project: Project, entity: str | None) -> list[tuple[Path, Entity | None]]:
    """Return the ledgers that the project names, of one entity or of all, and whose they are."""
    if not project.entities:
        return [(path, None) for path in project.ledgers]
    return [(path, one) for one in project.entities if entity in (None, one.code) for path in project.ledgers_of(one)]


def _whose(named: tuple[Path, ...], project: Project, entity: str | None) -> list[tuple[Path, Entity | None]]:
    """Return files that the user names and whose they are: what she says, else the project; one entity has all."""
    known = {path.resolve(): one for path, one in _own(project, None)}
    only = next((one for one in project.entities if entity == one.code or len(project.entities) == 1), None)
    held = [(path, only or known.get(path.resolve())) for path in named]
    codes = ", ".join(one.code for one in project.entities)
    if nobody := [path for path, buyer in held if buyer is None and codes]:
        raise Refused(problem("entity-of-ledger", path.name, codes=codes) for path in nobody)
    return held
