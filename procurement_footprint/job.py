"""What one run is asked to do: which ledgers, in which project, read and reported how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from procurement_footprint.period import Period
from procurement_footprint.project import Project


class Listener(Protocol):
    """Who is told how far the work has come."""

    def say(self, line: str) -> None:
        """Hear one line that is to stay."""

    def progress(self, name: str, rows: int) -> None:
        """Hear how many rows of a file have been read so far."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run: everything that a user can choose. What is None is recognised from the ledger.

    made_with: the figures of an earlier footprint that is made again; see `footprint.basis.load`.
    entity: the code of the only entity of a group whose purchases these are; None: all of the group.
    as_of: the last import of the project's archive that is seen; None: all of them.
    """

    ledgers: tuple[Path, ...]
    project: Project
    language: str
    profile: str | None = None
    period: Period | None = None
    chart: str | None = None
    accept_problems: bool = False
    made_with: Mapping[str, str] = field(default_factory=dict)
    entity: str | None = None
    as_of: int | None = None

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
        everything = self.of_archive or self.ledgers == self.project.ledgers
        return whose + ("all" if everything else self.ledgers[0].stem)


def job(
    ledgers: tuple[Path, ...],
    project: Project,
    *,
    profile: str | None = None,
    period: Period | None = None,
    chart: str | None = None,
    language: str | None = None,
    accept_problems: bool = False,
    entity: str | None = None,
    as_of: int | None = None,
) -> Job:
    """Return the run that is asked for: what is not said is taken from the project.

    Files that are named go before the project's archive, and that before the ledgers that it names.
    """
    settings = project.settings
    archived = not ledgers and project.archive is not None
    return Job(
        ledgers=ledgers or (() if archived else project.ledgers),
        project=project,
        language=language or settings.language,
        profile=None if archived else profile or project.profile,
        period=period,
        chart=chart or settings.chart,
        accept_problems=accept_problems,
        entity=entity,
        as_of=as_of,
    )
