"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from procurement_footprint import period, project
from procurement_footprint.job import job

Command = Callable[..., None]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

_OPTIONS = (
    click.argument("ledgers", nargs=-1, type=FILE, metavar="LEDGER..."),
    click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you)."),
    click.option("--profile", metavar="NAME|FILE", help="Ledger profile (default: recognised)."),
    click.option("--period", "span", metavar="PERIOD", help="Only 2024, 2024-Q1 or 2024-03."),
    click.option("--chart", metavar="NAME", help="Chart of accounts: kbas, bas, ... (default: recognised)."),
    click.option("--lang", type=click.Choice(project.LANGUAGES), help="Language of the report (default: sv)."),
    click.option("--accept-problems", is_flag=True, help="Set rows that cannot be read aside as `rejected`."),
)


def job_options(command: Command) -> Command:
    """Give a command the ledgers and the options that say how they are read; it gets them as one Job."""

    @wraps(command)
    def with_job(
        ledgers: tuple[Path, ...],
        folder: Path | None,
        profile: str | None,
        span: str | None,
        chart: str | None,
        lang: str | None,
        accept_problems: bool,
        **others: object,
    ) -> None:
        asked = job(
            ledgers,
            project.load(folder) if folder else project.around(Path.cwd()),
            profile=profile,
            period=period.parse(span) if span else None,
            chart=chart,
            language=lang,
            accept_problems=accept_problems,
        )
        if not asked.ledgers:
            raise click.UsageError(
                "which ledger? Name one or more files, or stand in a project that names its ledgers."
            )
        command(asked, **others)

    decorated: Command = with_job
    for decorate in reversed(_OPTIONS):
        decorated = decorate(decorated)
    return decorated


class Terminal:
    """Says on the terminal how far the work has come; results go to standard output, this goes to standard error."""

    def say(self, line: str) -> None:
        """Print one line, in place of the one that changes."""
        click.echo(f"\r\033[K{line}" if sys.stderr.isatty() else line, err=True)

    def progress(self, name: str, rows: int) -> None:
        """Show how many rows have been read, on one line that changes; only where somebody watches."""
        if sys.stderr.isatty():
            click.echo(f"\rreading {name}: {rows:,} rows\033[K", err=True, nl=False)
