"""What the commands of `factors` have in common: the project whose own sets come first."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint import project
from procurement_footprint.commands.options import FOLDER
from procurement_footprint.project import Project

project_option = click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")


def project_of(folder: Path | None) -> Project:
    """Return the project in `folder`, or the one around the user."""
    return project.load(folder) if folder else project.around(Path.cwd())


def shelves_of(folder: Path | None) -> tuple[Path, ...]:
    """Return where sets of figures are looked for: the project's own folder `factors`, then what is shipped."""
    from procurement_footprint.factors import figures

    return figures.shelves(project_of(folder).folder)
