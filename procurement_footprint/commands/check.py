"""`check`: everything that `run` does, without writing a report; or whether a finished footprint is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.options import Terminal, footprint_or_job_options
from procurement_footprint.job import Job
from procurement_footprint.problems import EXIT_FINDINGS

if TYPE_CHECKING:
    from procurement_footprint.analysis.stored import Stored


@click.command()
@footprint_or_job_options
def check(asked: Job | Path) -> None:
    """Read, map and calculate LEDGERs without writing anything.

    Exit code 1 when something is left to decide: rows that no rule reaches, or rows set aside as unreadable.

    Instead of ledgers the folder of a finished footprint: are its files as its manifest says (exit code 1 when one is
    not), and do rows, money and kilograms of rows, tables and manifest agree? No ledger is read; `verify` makes
    everything again.
    """
    if isinstance(asked, Path):
        _finished(asked)
        return
    from procurement_footprint import workflow
    from procurement_footprint.reporting import console

    report = workflow.check(asked, Terminal())
    click.echo(console.summary(report, None))
    if report.breakdown.totals.has("unmapped") or report.rejected_rows:
        click.get_current_context().exit(EXIT_FINDINGS)


def _finished(folder: Path) -> None:
    """Say whether a finished footprint is whole."""
    from procurement_footprint.analysis import stored

    if lines := stored.changed(folder):
        click.echo(f"{folder}: CHANGED since it was made")
        for line in lines:
            click.echo(f"  {line}")
        click.get_current_context().exit(EXIT_FINDINGS)
    if origin := stored.shared_from(folder):
        click.echo(f"{folder}: intact; what was shared of the footprint whose manifest has the SHA-256 {origin}")
        return
    for line in _said(stored.check(folder)):
        click.echo(line)


def _said(whole: Stored) -> tuple[str, ...]:
    rows, money = whole.totals.rows, whole.totals.amount
    parts = ("counted", "left_out", "unmapped")
    each = ", ".join(f"{rows[part]:,} {part.replace('_', ' ')}" for part in parts)
    added = " + ".join(f"{money[part]:,} {part.replace('_', ' ')}" for part in parts)
    return (
        f"files: {whole.files}, all as the manifest says",
        f"rows: {rows['ledger']:,}, each once: {each}",
        f"money: {money['ledger']:,} {whole.currency} = {added}",
        f"kilograms: {whole.totals.kg_co2e:,} kg CO2e, on counted rows and no others",
        f"tables that add up to these: {', '.join(whole.tables)}",
    )
