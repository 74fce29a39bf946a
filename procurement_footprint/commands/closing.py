"""What `close`, `restate` and `verify` have in common: the options, and how a closed period is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import period, project
from procurement_footprint.commands.options import FOLDER, usage
from procurement_footprint.job import Job, job
from procurement_footprint.period import Period
from procurement_footprint.person_numbers import masked

if TYPE_CHECKING:
    from procurement_footprint.footprint.restated.changes import Changes, Totals

CAUSES = {
    "ledger": "ledger: came, went, changed",
    "regrouped": "another organisation/department",
    "measured": "activity data",
    "boundary": "boundary: counted or not",
    "mapping": "mapping: category or split",
    "factors": "factors",
    "prices": "prices and exchange rates",
    "program": "the program's arithmetic",
}
NAMED = 32

project_option = click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")
by_option = click.option("--by", required=True, metavar="NAME", help="Who decides it; stands in closing.json.")


class PeriodName(click.ParamType[Period]):
    """A year, a quarter or a month."""

    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Return the Period; anything else is wrong usage."""
        with usage():
            return value if isinstance(value, Period) else period.parse(str(value))


@contextmanager
def asked(folder: Path | None, span: Period, accept_problems: bool = False) -> Iterator[tuple[Path, Job]]:
    """Give the project's folder and the run of its ledgers in a period; nobody else writes in the project meanwhile."""
    from procurement_footprint.commands.options import with_ledgers
    from procurement_footprint.footprint import closing
    from procurement_footprint.ledger.lock import locked

    home = project.load(folder) if folder else project.around(Path.cwd())
    wanted = job((), home, period=span, accept_problems=accept_problems)
    with_ledgers(wanted)
    place = closing.project_folder(home)
    with locked(place):
        closing.sweep(place)
        try:
            yield place, wanted
        finally:
            closing.sweep(place)


def said(name: str, option: str) -> str:
    """Return a text that must not be empty."""
    if not name.strip():
        raise click.UsageError(f"{option} is empty")
    return masked(name.strip())


def print_changes(found: Changes, version: int) -> None:
    """Print what changed from one version to the next, cause by cause, with both versions' totals."""
    unit = found.currency
    click.echo(
        f"{'':{NAMED}}{'rows':>10} {f'ledger, {unit}':>20} {f'counted, {unit}':>20} {'kg CO2e':>18}  rows touched"
    )
    click.echo(_line(f"version {version - 1}", found.before, ""))
    for cause, touched, total in found.by_cause:
        click.echo(f"{_line(f'  {CAUSES[cause]}', total, '+')}  {touched:,}")
    click.echo(_line(f"version {version}", found.after, ""))


def _line(name: str, total: Totals, sign: str) -> str:
    figures = (f"{total.amount:{sign},}", f"{total.counted_amount:{sign},}")
    return f"{name:{NAMED}}{total.rows:>{sign}10,} {figures[0]:>20} {figures[1]:>20} {total.kg:>{sign}18,}"
