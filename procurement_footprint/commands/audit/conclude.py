"""`audit conclude`: from the verdicts on a sample to the misstatement of the whole, with its upper bound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands import near
from procurement_footprint.commands.options import FILE, FOOTPRINT
from procurement_footprint.problems import EXIT_FINDINGS, Refused, problem

if TYPE_CHECKING:
    from procurement_footprint.footprint.finished import Finished

BETWEEN = click.FloatRange(0, 1, min_open=True, max_open=True)


@click.command()
@click.argument("workbook", type=FILE, metavar="WORKBOOK")
@click.option(
    "--in", "folder", type=FOOTPRINT, help="The footprint's folder (default: the one near you that it is of)."
)
@click.option("--confidence", type=BETWEEN, default=0.95, show_default=True, help="Of the upper bounds.")
@click.option("--tolerable", type=BETWEEN, metavar="SHARE", help="Exit code 1 where a bound is a larger share.")
@click.option("--open-as-wrong", is_flag=True, help="Lines without a verdict count as wrong in full.")
@click.pass_context
def conclude(
    context: click.Context,
    workbook: Path,
    folder: Path | None,
    confidence: float,
    tolerable: float | None,
    open_as_wrong: bool,
) -> None:
    """Conclude from the verdicts in WORKBOOK how much of the footprint is misstated, at most and likely.

    Overstated and understated apart, by the Stringer bound; kilograms for what is counted, money for what is not.
    A line that nobody can judge counts as wrong in full. Shares are of all kilograms and of all money of the ledger.

    \b
    procurement-footprint audit conclude audit-sample.xlsx --tolerable 0.05
    """
    from procurement_footprint.reporting.audit import back, said
    from procurement_footprint.reporting.audit.concluded import conclude as concluded

    draw = back.draw_of(workbook)
    opened = _footprint(folder, draw.manifest_sha256, workbook)
    found = concluded(workbook, draw, opened, confidence, open_as_wrong)
    for line in said.lines(found):
        click.echo(line)
    if tolerable is None:
        return
    beyond = [name for name, share, _ in said.shares(found) if share > tolerable]
    click.echo(f"more than the tolerable {tolerable:.2%}: {', '.join(beyond) or 'nothing'}")
    if beyond:
        context.exit(EXIT_FINDINGS)


def _footprint(folder: Path | None, sha256: str, workbook: Path) -> Finished:
    """Return the footprint that the workbook was drawn from."""
    from procurement_footprint import shelf
    from procurement_footprint.footprint import finished, manifest

    for place in [folder] if folder else near.footprints():
        path = place / manifest.FILE
        if path.is_file() and shelf.digest(path) == sha256:
            return finished.opened(place, project.around(place))
    raise Refused([problem("audit-other-footprint", str(folder or workbook), sha256=sha256)])
