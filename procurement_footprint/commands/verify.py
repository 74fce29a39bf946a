"""`verify`: make a footprint again and compare it byte by byte."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint import project
from procurement_footprint.commands.options import FILE, FOLDER, LEDGER, Terminal
from procurement_footprint.problems import EXIT_FINDINGS


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("ledgers", nargs=-1, type=LEDGER, metavar="[LEDGER...]")
@click.option("--project", "home", type=FOLDER, help="Project folder (default: the one around DIR).")
@click.option("--profile", type=FILE, metavar="FILE", help="The ledger profile that the run was made with.")
@click.option("--invoices", multiple=True, type=LEDGER, metavar="PATH", help="The invoices that went with the ledgers.")
@click.pass_context
def verify(
    context: click.Context,
    folder: Path,
    ledgers: tuple[Path, ...],
    home: Path | None,
    profile: Path | None,
    invoices: tuple[Path, ...],
) -> None:
    """Re-run the footprint in DIR from its manifest and say whether every file is identical.

    The ledgers, and a ledger profile of your own, are found by name and SHA-256 near DIR; or name them, then
    their SHA-256 alone decides. Exit code 1 when a file differs.
    """
    from procurement_footprint import workflow
    from procurement_footprint.footprint.repeat import Inputs

    inputs = Inputs(project.load(home) if home else project.around(folder), ledgers, profile, invoices)
    differences = workflow.verify(folder, inputs, Terminal())
    if not differences:
        click.echo(f"identical: every file in {folder} comes out again byte for byte")
        return
    for line in differences:
        click.echo(line)
    context.exit(EXIT_FINDINGS)
