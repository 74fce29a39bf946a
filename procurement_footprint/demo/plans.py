"""The invented targets and measures of the invented municipality: the shipped examples, in its project folder."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint import shelf

FILES = {"targets.yaml": "targets", "measures.yaml": "measures"}


def write_plans(folder: Path) -> None:
    """Write targets.yaml and measures.yaml into the project in `folder`, where they are not there already."""
    for name, subject in FILES.items():
        if not (folder / name).exists():
            (folder / name).write_bytes((shelf.folder("mappings") / subject / "example.yaml").read_bytes())
