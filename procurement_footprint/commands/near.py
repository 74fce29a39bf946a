"""Footprints near the current folder, where no folder is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.project import Project

if TYPE_CHECKING:
    from procurement_footprint.opening import Named


def newest(home: Project) -> Named:
    """Return the footprint that is meant where none is named: the newest run of the project, else the newest near here.

    Errors: Refused when the project has no run, wrong usage when there is no project and nothing near.
    """
    from procurement_footprint.opening import Named
    from procurement_footprint.reporting import latest

    place = home.folder
    around = place is None or Path.cwd().resolve().is_relative_to(place.resolve())
    found = footprints() if around else []
    if place and (not found or (place / latest.FOLDER / latest.WORD).is_file()):
        return Named(folder=latest.of(place))
    if not found:
        raise click.UsageError("which footprint? Name a period or a folder, or stand in a project.")
    return Named(folder=found[0])


def footprints() -> list[Path]:
    """Return the folders of footprints near the current one, the newest first."""
    from procurement_footprint.footprint import rows
    from procurement_footprint.footprint.manifest import FILE

    places = (FILE, f"*/{FILE}", f"footprints/*/{FILE}", f"*/footprints/*/{FILE}")
    every = [path for place in places for path in Path().glob(place)]
    found = [path for path in every if path.with_name(rows.FILE).exists()]  # what is published has no rows
    found.sort(key=lambda path: (path.stat().st_mtime_ns, path.as_posix()), reverse=True)
    return [path.parent for path in found]
