"""Footprints near the current folder, where no folder is named."""

from __future__ import annotations

from pathlib import Path


def footprints() -> list[Path]:
    """Return the folders of footprints near the current one, the newest first."""
    from procurement_footprint.footprint import rows
    from procurement_footprint.footprint.manifest import FILE

    places = (FILE, f"*/{FILE}", f"footprints/*/{FILE}", f"*/footprints/*/{FILE}")
    every = [path for place in places for path in Path().glob(place)]
    found = [path for path in every if path.with_name(rows.FILE).is_file()]  # what is published has no rows
    found.sort(key=lambda path: (path.stat().st_mtime_ns, path.as_posix()), reverse=True)
    return [path.parent for path in found]
