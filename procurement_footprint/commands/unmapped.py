"""`unmapped`: the worklist of what nobody has decided, largest stake first."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint import atomic
from procurement_footprint.commands.options import Terminal, job_options
from procurement_footprint.job import Job
from procurement_footprint.problems import EXIT_FINDINGS


@click.command()
@job_options
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Print so many groups.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write all groups as CSV, too.")
def unmapped(asked: Job, top: int, out: Path | None) -> None:
    """List what nobody has decided in the ledgers of a project (PERIOD: 2024-Q1) or in LEDGERs.

    Grouped so that one decision decides a group, largest kilograms at stake first, each with what it probably is,
    and the share of all money and emissions that is decided if you stop there. Exit code 1 when there is something.
    """
    if out and out.exists():
        raise click.UsageError(f"{out} is already there; choose another file with --out")
    from procurement_footprint import inquiries
    from procurement_footprint.reporting import undecided, worklist_table
    from procurement_footprint.reporting.language import Words
    from procurement_footprint.reporting.outcomes import outcomes

    found, known = inquiries.undecided(asked, Terminal())
    words = Words(asked.language)
    if out:
        atomic.file(out, worklist_table.as_csv(found))
    click.echo(undecided.listing(found, outcomes(known, words), words, top), nl=False)
    if found.groups:
        click.get_current_context().exit(EXIT_FINDINGS)
