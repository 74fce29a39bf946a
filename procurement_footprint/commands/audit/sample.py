"""`audit sample`: draw lines of a footprint and write them into a workbook that people judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import atomic, project
from procurement_footprint.commands.audit.options import over_option, seed_option, size_option
from procurement_footprint.commands.options import FOOTPRINT, usage

if TYPE_CHECKING:
    from procurement_footprint.analysis.audit.strata import Over


@click.command()
@click.argument("footprint", type=FOOTPRINT, metavar="FOOTPRINT")
@size_option
@seed_option
@over_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Workbook (default: audit-sample.xlsx).")
def sample(footprint: Path, size: int, seed: int, over: Over, out: Path | None) -> None:
    """Draw a sample of the lines in the folder FOOTPRINT and write them into a workbook to be judged.

    Monetary-unit sampling: a line is drawn with a probability proportional to its kilograms (or money), the largest
    for certain. Credit notes, left-out and unmapped money are strata of their own. The same seed draws the same.

    \b
    procurement-footprint audit sample footprint-2024 --size 120 --seed 7
    """
    from procurement_footprint.analysis.audit.sample import Request, drawn
    from procurement_footprint.footprint import finished
    from procurement_footprint.reporting.audit import book

    path = out or Path("audit-sample.xlsx")
    if path.exists():
        raise click.UsageError(f"{path} is already there, perhaps with verdicts; name another with --out")
    opened = finished.opened(footprint, project.around(footprint))
    finished.refuse_changed(opened)
    with usage():
        found = drawn(opened.rows, Request(size, seed, over))
    atomic.file(path, book.written(found, opened))
    for stratum in found.strata:
        unit = "kg" if stratum.over == "kg" else opened.currency
        click.echo(
            f"{stratum.name}: {len(stratum.lines)} of {len(stratum.population.sizes)} lines, "
            f"{len(stratum.drawn.certain)} certain, interval {stratum.interval:,.2f} {unit}"
        )
    click.echo(f"Fill in: {path}\nThen:    procurement-footprint audit conclude {path}")
