"""`simulate`: try a change on a footprint that is there, before anybody buys differently."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands import near
from procurement_footprint.commands.leaflets import hand_over, home, leaflet_options, refuse_there
from procurement_footprint.commands.options import FILE, NAMED, Terminal, usage

if TYPE_CHECKING:
    from procurement_footprint.opening import Named


@click.command()
@click.argument("named", required=False, type=NAMED, metavar="[PERIOD|DIR]")
@click.option("--scenario", "file", type=FILE, help="What to try, step by step (YAML).")
@click.option("--less", multiple=True, metavar='"C=20%"', help="Buy less of a category or group; repeatable.")
@click.option("--more", multiple=True, metavar='"C=10%"', help="Buy more of it; repeatable.")
@click.option("--move", multiple=True, metavar='"C=>D:30%"', help="Spend money of C on category D; repeatable.")
@click.option("--factors", multiple=True, metavar="NAME", help="Compute with another factor set; repeatable.")
@leaflet_options
def simulate(
    named: Named | None,
    file: Path | None,
    less: tuple[str, ...],
    more: tuple[str, ...],
    move: tuple[str, ...],
    factors: tuple[str, ...],
    out: Path | None,
    lang: str | None,
    folder: Path | None,
) -> None:
    """Show what a change of purchases would do to a footprint (default: the newest one near you).

    The steps of the file are taken first, in its order; then --less, --more, --move and --factors, in this order. What
    comes out is a scenario: it is shown, and written to --out, and never becomes a period.

    \b
    procurement-footprint simulate 2024 --less "computers=20%"
    procurement-footprint simulate 2024 --move "furniture=>equipment_repair:30%"
    procurement-footprint simulate 2024 --scenario scenario.yaml --out scenario-2024
    """
    if not (file or less or more or move or factors):
        raise click.UsageError("what is to be tried? Name a file with --scenario, or say --less, --more, --move, ...")
    refuse_there(out)
    _refuse_kept(out)
    wanted = named or near.newest(home(folder))
    held = project.around(wanted.folder) if wanted.folder and not folder else home(folder)

    from procurement_footprint import opening, simulating
    from procurement_footprint.reporting import simulated

    options = simulating.Options(less, more, move, factors)
    with usage(), opening.opened([wanted], held, Terminal(), lang) as (opened,):
        known = simulating.known(opened, held)
        scenario = simulating.simulate(opened, simulating.plan(file, options, known))
        told = simulated.leaflet(scenario, opened.footprint, opened.name, lang or opened.footprint.language)
        hand_over(told, simulated.frames(scenario), out)


def _refuse_kept(out: Path | None) -> None:
    """See that the folder to make is not among what is kept of real periods: closed ones, imports, a footprint."""
    if out is None:
        return
    from procurement_footprint.footprint import manifest
    from procurement_footprint.ledger import closings

    for place in out.resolve().parents:
        kept = place.name in (closings.FOLDER, project.ARCHIVE) and (place.parent / project.FILE).is_file()
        if kept or (place / manifest.FILE).is_file():
            raise click.UsageError(f"{place} holds what is real; choose another folder for a scenario with --out")
