"""`audit pack`: one folder for the auditor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands.audit.options import over_option
from procurement_footprint.commands.options import FOOTPRINT, NEW_FOLDER, usage

if TYPE_CHECKING:
    from procurement_footprint.analysis.audit.strata import Over


@click.command()
@click.argument("footprint", type=FOOTPRINT, metavar="FOOTPRINT")
@click.option("--out", type=NEW_FOLDER, required=True, help="Folder to make.")
@click.option("--size", type=click.IntRange(min=1), default=100, show_default=True, help="How many lines to draw.")
@click.option("--seed", type=int, default=1, show_default=True, help="Any whole number; the same one draws the same.")
@over_option
def pack(footprint: Path, out: Path, size: int, seed: int, over: Over) -> None:
    """Put everything that an auditor needs of the folder FOOTPRINT into one new folder.

    Manifest, rules with reviewers, factors with origin, bridge, coverage, left-out reasons, a sample, the method, and
    how to verify. Every number says by which filter of footprint.parquet its rows come.

    \b
    procurement-footprint audit pack footprint-2024 --out for-the-auditor --size 120 --seed 7
    """
    from procurement_footprint.analysis.audit.sample import Request, drawn
    from procurement_footprint.footprint import finished
    from procurement_footprint.reporting.audit import pack as packing

    if out.exists():
        raise click.UsageError(f"{out} is already there; name a new folder with --out")
    opened = finished.opened(footprint, project.around(footprint))
    finished.refuse_changed(opened)
    with usage():
        found = drawn(opened.rows, Request(size, seed, over))
    packing.write(opened, found, out)
    click.echo(f"Open: {out / packing.README}")
