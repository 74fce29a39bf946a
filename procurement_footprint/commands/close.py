"""`close`: keep the footprint of a period for good."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint.commands.closing import PeriodName, asked, by_option, project_option, said
from procurement_footprint.commands.options import Terminal
from procurement_footprint.period import Period
from procurement_footprint.person_numbers import masked


@click.command()
@click.argument("span", type=PeriodName(), metavar="PERIOD")
@by_option
@click.option("--reason", default="", metavar="TEXT", help="Anything that a later reader should know.")
@click.option("--incomplete", is_flag=True, help="Close it though months without rows are named.")
@click.option("--accept-problems", is_flag=True, help="Set rows that cannot be read aside as `rejected`.")
@project_option
def close(span: Period, by: str, reason: str, incomplete: bool, accept_problems: bool, folder: Path | None) -> None:
    """Close a PERIOD of the project: its footprint never changes again.

    Writes closed/PERIOD/1, a result folder as `run` makes it, with closing.json: who closed it, when, and the SHA-256
    of every file, ledger, rule book and factor set. What is not decided is said before. A closed period is not closed
    again, nor is one inside it; `restate` makes a further version beside it, and `verify` checks both.

    \b
    procurement-footprint close 2024 --by "Anna Lind"
    """
    from procurement_footprint.footprint import closing

    by = said(by, "--by")
    with asked(folder, span, accept_problems) as (home, wanted):
        version = closing.first(home, span, by, masked(reason.strip()), incomplete)
        from procurement_footprint import keeping
        from procurement_footprint.reporting import console

        report = keeping.close(wanted, version, Terminal())
        place = version.folder(home, span)
    click.echo(console.summary(report, place))
    click.echo(f"closed: {span} version {version.number}, by {version.by}, in {place}")
