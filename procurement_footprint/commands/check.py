"""`check`: everything that `run` does, without writing a report."""

from __future__ import annotations

import click

from procurement_footprint.commands.options import Terminal, job_options
from procurement_footprint.job import Job
from procurement_footprint.problems import EXIT_FINDINGS


@click.command()
@job_options
def check(asked: Job) -> None:
    """Read, map and calculate LEDGERs without writing anything.

    Exit code 1 when something is left to decide: rows that no rule reaches, or rows set aside as unreadable.
    """
    from procurement_footprint import workflow
    from procurement_footprint.reporting import console

    report = workflow.check(asked, Terminal())
    click.echo(console.summary(report, None))
    if report.breakdown.totals.has("unmapped") or report.rejected_rows:
        click.get_current_context().exit(EXIT_FINDINGS)
