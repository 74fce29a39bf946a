"""`targets`: how far the years so far are from the targets, and where they lead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import atomic, project
from procurement_footprint.commands.leaflets import hand_over, home, leaflet_options, refuse_there
from procurement_footprint.commands.options import FILE, NAMED, Terminal, usage
from procurement_footprint.project import Project

if TYPE_CHECKING:
    from procurement_footprint.opening import Named

TARGETS = "targets.yaml"


@click.command()
@click.argument("named", nargs=-1, type=NAMED, metavar="[PERIOD|DIR]...")
@click.option("--targets", "path", type=FILE, help=f"File with the targets (default: {TARGETS} of the project).")
@click.option("--init", "example", metavar="NAME", help=f"Write a shipped example as {TARGETS} and end.")
@leaflet_options
def targets(
    named: tuple[Named, ...], path: Path | None, example: str | None, out: Path | None, lang: str | None,
    folder: Path | None,
) -> None:  # fmt: skip
    """Hold the years so far against the targets in targets.yaml.

    For each target: the path from its base over its milestones, the distance of the latest year, how fast it must go,
    where the straight line through the years leads, what is spent of a carbon budget, and each department on the same
    path. Targets that are not about purchases stand beside them and are not compared.

    Years are footprints of whole years: periods, versions of closed ones (2024@1) or folders. Left out: those that are
    closed; where none is, all years of the project's ledgers.

    \b
    procurement-footprint targets --init example
    procurement-footprint targets 2023 2024 --out targets-2024
    """
    refuse_there(out)
    held = home(folder)
    if example is not None:
        _init(held, example)
        return
    from procurement_footprint import opening, planning
    from procurement_footprint.analysis.targets import file, people

    wanted = file.load(path or (held.folder or Path()) / TARGETS)
    inhabitants, terminal = people.people(held, wanted), Terminal()
    with usage(), opening.ledgers_of(held) as at_hand:
        years = named or planning.whole_years(held, at_hand, terminal)
        if not years:
            raise click.UsageError("which years? Name them or footprints of them, or stand in a project with ledgers.")
        with opening.opened(years, held, terminal, lang, at_hand) as opened:
            paths = planning.targets(opened, wanted, inhabitants, planning.at_one_method(opened, held))
            language = lang or held.settings.language
            hand_over(planning.leaflet(paths, language), planning.frames(paths), out)


def _init(held: Project, name: str) -> None:
    """Write a shipped example into the project, never over a file that is there."""
    from procurement_footprint.analysis.targets import file

    known = file.examples()
    if name not in known:
        raise click.UsageError(f'there is no example "{name}"; there are: {", ".join(known)}')
    if held.folder is None:
        raise click.UsageError(f"where to? Stand in a folder with {project.FILE}, or name it with --project.")
    place = held.folder / TARGETS
    if place.exists() or place.is_symlink():
        raise click.UsageError(f"{place} is already there; edit it, or move it away first")
    atomic.file(place, known[name].read_bytes())
    click.echo(f"written: {place}\nChange it into what is decided, then: procurement-footprint targets")
