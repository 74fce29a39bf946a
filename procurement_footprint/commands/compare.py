"""`compare`: what changed from one period to another, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands import leaflets
from procurement_footprint.commands.options import NAMED, Terminal

if TYPE_CHECKING:
    from procurement_footprint.opening import Named


@click.command()
@click.argument("named", nargs=-1, required=True, type=NAMED, metavar="A B [C...]")
@leaflets.leaflet_options
def compare(named: tuple[Named, ...], out: Path | None, lang: str | None, folder: Path | None) -> None:
    """Say what changed from A to B, and why: volume, mix, emissions per unit of money, prices, and method.

    Each is a period, a version of a closed one (2024@1), or the folder of a footprint; A is the earlier one. A is
    restated under the method of B, step by step, so that what is left is what was bought. Everything adds up to the
    gram. More than two give a chain, all under the method of the last.

    \b
    procurement-footprint compare 2023 2024
    procurement-footprint compare 2023@1 2024 --out changed
    """
    if len(named) < 2:
        raise click.UsageError("name at least two periods or footprints: the earlier one first")
    leaflets.refuse_there(out)
    from procurement_footprint import comparing, opening
    from procurement_footprint.reporting import drawing
    from procurement_footprint.reporting.change import compose

    home = leaflets.home(folder)
    drawing.wake()
    with opening.opened(named, home, Terminal(), lang) as footprints:
        before, *_, after = footprints
        chained = len(footprints) > 2
        found = comparing.chain(footprints, home) if chained else comparing.compare(before, after, home)
        leaflet, frames = compose.leaflet(found, lang or home.settings.language)
    leaflets.hand_over(leaflet, frames, out)
