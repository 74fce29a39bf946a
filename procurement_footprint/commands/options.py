"""Options that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import period
from procurement_footprint.commands import screen
from procurement_footprint.commands.places import Name, NewPlace, Place
from procurement_footprint.languages import LANGUAGES
from procurement_footprint.period import Period
from procurement_footprint.problems import Refused

if TYPE_CHECKING:
    from procurement_footprint.entities import Entity
    from procurement_footprint.job import Job
    from procurement_footprint.project import Project

Command = Callable[..., None]
POLARS, SPARK = "polars", "spark"  # engines
OPTION_PROBLEMS = {
    "period-unreadable",
    "chart-unknown",
    "profile-unknown",
    "audit-size-small",
    "entity-unknown",
    "entity-of-ledger",
    "version-missing",
    "scenario-short",
    "hot-spots-unknown",
}


class _File(Place):
    """A file that can be read twice and searched in, which a pipe cannot."""

    def convert(self, value: Name, param: click.Parameter | None, ctx: click.Context | None) -> Name | bytes:
        path = super().convert(value, param, ctx)
        if not Path(value).is_file():
            self.fail(f"{value} is a pipe or a device, not a file; save it as a file first", param, ctx)
        return path


class _Ledger(_File):
    """A file, or a folder that holds invoices."""

    def convert(self, value: Name, param: click.Parameter | None, ctx: click.Context | None) -> Name | bytes:
        if not Path(value).is_dir():
            return super().convert(value, param, ctx)
        from procurement_footprint.ledger.ubl import collection

        if not collection.holds_invoices(Path(value)):
            self.fail(f"{value} is a folder without invoices (XML); name the files in it", param, ctx)
        return Path(value)


class _PeriodOrFile(click.ParamType[object]):
    """A period of the project's ledgers, or a file that is not called like one; for `check` a finished footprint."""

    name = "period or file"

    def convert(self, value: Name, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if isinstance(value, str) and period.LOOKS.fullmatch(value):
            return period.parse(value)
        if ctx and ctx.params.get("engine") == SPARK:
            from procurement_footprint.distributed import stores

            return _Files(stores.files(os.fsdecode(value)))
        folder = Path(os.fsdecode(footprint_of(value)))
        return folder if _is_footprint(folder) else LEDGER.convert(value, param, ctx)


class _Files(tuple[Path, ...]):
    """The files of a folder or of an object store, as a cluster reads them."""

    __slots__ = ()


class _Footprints(click.ParamType[object]):
    """A period, a version of a closed one (2024@1), or the folder of a footprint."""

    name = "period or directory"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        from procurement_footprint import opening

        if isinstance(value, opening.Named):
            return value
        named = opening.parse(str(value)) if not Path(str(value)).exists() else None
        return named or opening.Named(folder=Path(os.fsdecode(FOOTPRINT.convert(str(value), param, ctx))))


class _Footprint(Place):
    """The folder of a footprint; in a project the word `latest` is that of its newest run."""

    def convert(self, value: Name, param: click.Parameter | None, ctx: click.Context | None) -> Name | bytes:
        return super().convert(footprint_of(value), param, ctx)


def footprint_of(value: Name) -> Name:
    """Return the folder that is meant: `latest` is the newest run of the project around the user."""
    from procurement_footprint import project
    from procurement_footprint.reporting import latest

    home = project.around(Path.cwd()).folder if value == latest.WORD and not Path(value).exists() else None
    return latest.of(home) if home else value


FILE = _File(exists=True, dir_okay=False, path_type=Path)
LEDGER = _Ledger(exists=True, dir_okay=False, path_type=Path)
NEW_FOLDER, NEW_FILE = NewPlace("folder"), NewPlace("file")
FOLDER = Place(exists=True, file_okay=False, path_type=Path)
FOOTPRINT = _Footprint(exists=True, file_okay=False, path_type=Path)
FOOTPRINT_OR_FILE = _Footprint(exists=True, path_type=Path)
NAMED = _Footprints()

_ASKED = (
    click.argument("ledgers", nargs=-1, type=_PeriodOrFile(), metavar="PERIOD|LEDGER..."),
    click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you)."),
    click.option("--entity", metavar="CODE", help="Only this entity of a group, as it is by itself."),
    click.option("--profile", metavar="NAME|FILE", help="Ledger profile (default: recognised)."),
    click.option("--period", "span", metavar="PERIOD", help="Only 2024, 2024-Q1 or 2024-03."),
    click.option("--chart", metavar="NAME", help="Chart of accounts: kbas, bas, ... (default: recognised)."),
    click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the report (default: sv)."),
    click.option("--suppliers", type=FILE, help="Supplier ledger that names the suppliers of a SIE file's vouchers."),
    click.option(
        "--invoices", multiple=True, type=LEDGER, metavar="PATH", help="Invoices (UBL) whose lines refine the rows."
    ),
    click.option("--accept-problems", is_flag=True, help="Set rows that cannot be read aside as `rejected`."),
)


def job_options(command: Command) -> Command:
    """Give a command the ledgers and the options that say how they are read; it gets them as one Job."""

    @wraps(command)
    def needing(asked: Job, **others: object) -> None:
        with_ledgers(asked)
        command(asked, **others)

    return period_options(needing)


def footprint_or_job_options(command: Command) -> Command:
    """Do what `job_options` does for a command that instead of ledgers takes the folder of a finished footprint."""
    of_job = job_options(command)

    @wraps(of_job)
    def either(ledgers: tuple[Path | Period, ...], **others: object) -> None:
        alone = len(ledgers) == 1 and not any(others.values())
        if alone and isinstance(ledgers[0], Path) and _is_footprint(ledgers[0]):
            command(ledgers[0])
        else:
            of_job(ledgers=ledgers, **others)

    return either


def period_options(command: Command) -> Command:
    """Do what `job_options` does for a command that may get no ledger at all."""

    @wraps(command)
    def with_job(
        ledgers: tuple[Path | _Files | Period, ...],
        folder: Path | None,
        entity: str | None,
        profile: str | None,
        span: str | None,
        chart: str | None,
        lang: str | None,
        suppliers: Path | None,
        invoices: tuple[Path, ...],
        accept_problems: bool,
        **others: object,
    ) -> None:
        if finished := next((one for one in ledgers if isinstance(one, Path) and _is_footprint(one)), None):
            raise click.UsageError(f"{finished} is a finished footprint, not a ledger; check it by itself")
        from procurement_footprint import project
        from procurement_footprint.job import job

        with usage():
            when = _period([one for one in ledgers if isinstance(one, Period)], span)
            _check_names(profile, chart)
        held = project.load(folder) if folder else project.around(Path.cwd())
        with usage():
            asked = job(
                tuple(path for one in ledgers if not isinstance(one, Period) for path in _paths(one)),
                held,
                profile=profile,
                period=when,
                chart=chart,
                language=lang,
                accept_problems=accept_problems,
                suppliers=suppliers,
                invoices=invoices,
                entity=entity,
            )
        command(asked, **others)

    decorated: Command = with_job
    for decorate in reversed(_ASKED):
        decorated = decorate(decorated)
    return decorated


def _paths(one: Path | _Files) -> tuple[Path, ...]:
    return (one,) if isinstance(one, Path) else one


def with_ledgers(asked: Job) -> None:
    """See that there is a ledger to read; else it is wrong usage."""
    if not asked.ledgers and not asked.of_archive:
        raise click.UsageError("which ledger? Name one or more files, or stand in a project that names its ledgers.")


def _is_footprint(path: Path) -> bool:
    from procurement_footprint.footprint import manifest

    return (path / manifest.FILE).is_file()


def _period(named: Sequence[Period], option: str | None) -> Period | None:
    """Return the one period that is named, as an argument or as an option."""
    if len(named) + (option is not None) > 1:
        raise click.UsageError("name one period")
    return period.parse(option) if option is not None else next(iter(named), None)


def entity_of(held: Project, code: str | None) -> Entity | None:
    """Return the entity of a project that is named, or its only one; None where the project does not say who buys."""
    if code is not None:
        with usage():
            return held.entity(code)
    if len(held.entities) > 1:
        codes = ", ".join(one.code for one in held.entities)
        raise click.UsageError(f"whose ledger is it? Say --entity with one of: {codes}")
    return next(iter(held.entities), None)


@contextmanager
def usage() -> Iterator[None]:
    """Turn what is wrong with an option itself, not with a file, into wrong usage."""
    try:
        yield
    except Refused as refused:
        if {one.code for one in refused.problems} <= OPTION_PROBLEMS:
            raise click.UsageError(str(refused)) from None
        raise


def _check_names(profile: str | None, chart: str | None) -> None:
    """See that the names of a profile and a chart are known, before any ledger is read."""
    if profile is not None:
        from procurement_footprint.ledger import profile as profiles

        profiles.named(profile)
    if chart is not None:
        from procurement_footprint.mapping import charts

        charts.check(chart, charts.load())


class Terminal:
    """Says on the terminal how far the work has come; results go to standard output, this goes to standard error.

    Nobody may be there any more to hear it (`2>&1 | head`): the work goes on.
    """

    def say(self, line: str) -> None:
        """Print one line, in place of the one that changes."""
        with suppress(OSError):
            click.echo(f"{screen.REWRITE}{line}" if sys.stderr.isatty() else line, err=True)

    def progress(self, name: str, rows: int) -> None:
        """Show how many rows have been read, on one line that changes; only where somebody watches."""
        if sys.stderr.isatty():
            with suppress(OSError):
                click.echo(f"\rreading {name}: {rows:,} rows{screen.ERASE}", err=True, nl=False)
