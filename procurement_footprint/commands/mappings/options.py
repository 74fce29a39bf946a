"""What the commands of `mappings` have in common: the project whose rules are meant, and tables on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands.options import FOLDER
from procurement_footprint.project import Project

if TYPE_CHECKING:
    from procurement_footprint.footprint.basis import Basis
    from procurement_footprint.mapping.listing import Lines

WIDEST = 100

project_option = click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")


def project_of(folder: Path | None) -> Project:
    """Return the project in `folder`, or the one around the user."""
    return project.load(folder) if folder else project.around(Path.cwd())


def known(folder: Path | None) -> Basis:
    """Return what the footprints of the project in `folder`, or of the one around the user, rest on."""
    from procurement_footprint.footprint import basis

    return basis.load(project_of(folder))


def show_table(title: str, lines: Lines) -> None:
    """Print lines under a title, in columns."""
    click.echo(f"\n{title}")
    if not lines:
        click.echo("  none")
        return
    widths = {key: min(WIDEST, max(len(key), *(len(str(line[key])) for line in lines))) for key in lines[0]}
    click.echo("  " + "  ".join(key.ljust(width) for key, width in widths.items()).rstrip())
    for line in lines:
        click.echo("  " + "  ".join(str(line[key]).ljust(width) for key, width in widths.items()).rstrip())
