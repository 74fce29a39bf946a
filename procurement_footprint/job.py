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

    invoices: files, folders and zips whose lines refine the rows of the ledgers.
    made_with: the figures of an earlier footprint that is made again; see `footprint.basis.load`.
    """

    ledgers: tuple[Path, ...]
    project: Project
    language: str
    profile: str | None = None
    period: Period | None = None
    chart: str | None = None
    accept_problems: bool = False
    invoices: tuple[Path, ...] = ()
    made_with: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return a short name for the result: the period, "all" of a project, or what the ledger is called."""
        if self.period:
            return self.period.name
        return "all" if self.ledgers == self.project.ledgers else self.ledgers[0].stem


def job(
    ledgers: tuple[Path, ...],
    project: Project,
    *,
    profile: str | None = None,
    period: Period | None = None,
    chart: str | None = None,
    language: str | None = None,
    accept_problems: bool = False,
    invoices: tuple[Path, ...] = (),
) -> Job:
    """Return the run that is asked for: what is not said is taken from the project."""
    settings = project.settings
    return Job(
        ledgers=ledgers or project.ledgers,
        project=project,
        language=language or settings.language,
        profile=profile or project.profile,
        period=period,
        chart=chart or settings.chart,
        accept_problems=accept_problems,
        invoices=invoices or project.invoices,
    )
