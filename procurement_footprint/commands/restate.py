"""`restate`: a further version of a closed period, with what changed and why."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint.commands.closing import (
    PeriodName,
    asked,
    by_option,
    print_changes,
    project_option,
    said,
)
from procurement_footprint.commands.options import Terminal
from procurement_footprint.period import Period


@click.command()
@click.argument("span", type=PeriodName(), metavar="PERIOD")
@click.option("--reason", required=True, metavar="TEXT", help="Why; stands in the report.")
@by_option
@click.option("--accept-problems", is_flag=True, help="Set rows that cannot be read aside as `rejected`.")
@project_option
def restate(span: Period, reason: str, by: str, accept_problems: bool, folder: Path | None) -> None:
    """Make a further version of a closed PERIOD, beside the one that stays as it is.

    With today's ledger, rules and factors. Prints how rows, money and kilograms differ by cause (ledger, boundary,
    mapping, factors, prices), exact and adding up; the same stands in the report, in changes.json, and by department
    and category in changes.csv. Where nothing would differ, nothing is made.

    \b
    procurement-footprint restate 2024 --reason "December was delivered again" --by "Anna Lind"
    """
    from procurement_footprint.footprint import closing

    by, reason = said(by, "--by"), said(reason, "--reason")
    with asked(folder, span, accept_problems) as (home, wanted):
        version = closing.further(home, span, by, reason)
        from procurement_footprint import keeping

        try:
            report = keeping.close(wanted, version, Terminal())
        except closing.Unchanged:
            click.echo(f"nothing would change: {span} version {version.number - 1} stands, and no version was made")
            return
        place, around = version.folder(home, span), closing.around(home, span)
    if report.restated:
        print_changes(report.restated.changes, version.number)
    for name in around:
        click.echo(f"{name} is closed and holds these months: it stays as it is; restate it, too, if it should follow")
    click.echo(f"restated: {span} version {version.number}, by {version.by}, in {place}\nOpen: {place / 'report.html'}")
