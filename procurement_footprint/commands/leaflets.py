"""What commands that answer with a leaflet have in common: their options, and how the answer is handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.options import FOLDER, NEW_FOLDER
from procurement_footprint.languages import LANGUAGES

if TYPE_CHECKING:
    import polars as pl

    from procurement_footprint.project import Project
    from procurement_footprint.reporting.leaflet.document import Leaflet

Command = Callable[..., None]
_OPTIONS = (
    click.option("--out", type=NEW_FOLDER, help="Folder to make, with the answer as page, workbook and CSV."),
    click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the answer (default: sv)."),
    click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you)."),
)


def leaflet_options(command: Command) -> Command:
    """Give a command the options `out`, `lang` and `folder` (see `home`)."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def home(folder: Path | None) -> Project:
    """Return the project in a folder, else the one around the user."""
    from procurement_footprint import project

    return project.load(folder) if folder else project.around(Path.cwd())


def refuse_there(out: Path | None) -> None:
    """See that the folder to make is not there yet; else it is wrong usage."""
    if out is not None and out.exists():
        raise click.UsageError(f"{out} is already there; choose another folder with --out")


def hand_over(leaflet: Leaflet, frames: Mapping[str, pl.DataFrame], out: Path | None) -> None:
    """Print the answer and, where a folder is wanted, write it there."""
    from procurement_footprint.reporting.leaflet import files, screen

    if out is not None:
        files.write(leaflet, frames, out)
    click.echo(screen.text(leaflet))
    if out is not None:
        click.echo(f"Open: {out / files.PAGE}")
