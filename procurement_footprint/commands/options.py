"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from procurement_footprint import period, project
from procurement_footprint.job import Job, job

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def job_options(command: Command) -> Command:
    """Give a command the ledgers and the options that say how they are read."""
    for decorate in reversed(
        [
            click.argument("ledgers", nargs=-1, type=FILE, metavar="LEDGER..."),
            click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you)."),
            click.option("--profile", metavar="NAME|FILE", help="Ledger profile (default: recognised)."),
            click.option("--period", "span", metavar="PERIOD", help="Only 2024, 2024-Q1 or 2024-03."),
            click.option("--chart", metavar="NAME", help="Chart of accounts: kbas, bas, ... (default: recognised)."),
            click.option("--lang", type=click.Choice(project.LANGUAGES), help="Language of the report (default: sv)."),
            click.option("--accept-problems", is_flag=True, help="Move rows that cannot be read to `rejected`."),
        ]
    ):
        command = decorate(command)
    return command


def job_of(
    ledgers: tuple[Path, ...],
    folder: Path | None,
    profile: str | None,
    span: str | None,
    chart: str | None,
    lang: str | None,
    accept_problems: bool,
) -> Job:
    """Return the Job that the options ask for; without any ledger the usage is explained."""
    found = project.load(folder) if folder else project.around(Path.cwd())
    asked = job(
        ledgers,
        found,
        profile=profile,
        period=period.parse(span) if span else None,
        chart=chart,
        language=lang,
        accept_problems=accept_problems,
    )
    if not asked.ledgers:
        raise click.UsageError("which ledger? Name one or more files, or stand in a project that names its ledgers.")
    return asked


def tell(line: str) -> None:
    """Say on the terminal how far the work has come; results go to standard output, this does not."""
    click.echo(line, err=True)
