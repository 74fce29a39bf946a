"""`factors check`: are the files of figures unchanged, whole and free of outliers?"""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint.commands.factors.options import project_option, shelves_of
from procurement_footprint.problems import EXIT_FINDINGS


@click.command()
@project_option
@click.pass_context
def check(context: click.Context, folder: Path | None) -> None:
    """Check every file of figures: unchanged (SHA-256), readable, complete.

    Exit code 0: all is well; 1: a figure is missing; 3: a file was changed or cannot be read.
    """
    from procurement_footprint.factors import completeness, inventory

    held = inventory.load(shelves_of(folder))
    for identity, source in (
        *((one.identity, one.citation) for one in held.sets),
        *((one.identity, one.citation) for one in held.rates),
        *((one.identity, one.citation) for one in held.indices),
    ):
        click.echo(f"{identity}: unchanged, SHA-256 {source.sha256}")
    found = [line for one in held.sets for line in completeness.findings(one, held.rates[-1], held.indices[-1])]
    for gap in (gap for one in held.sets for gap in one.description.gaps):
        click.echo(f"known gap: {gap.product} {gap.year}: {gap.why}")
    for line in found:
        click.echo(f"missing: {line}")
    click.echo("1 finding" if len(found) == 1 else f"{len(found)} findings")
    context.exit(EXIT_FINDINGS if found else 0)
