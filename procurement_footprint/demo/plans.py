"""The invented targets, measures and follow-up of the invented municipality, in its project folder."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint import shelf

EXAMPLES = {"targets.yaml": "targets", "measures.yaml": "measures"}
FOLLOW_UP = "follow_up.yaml"


def write_plans(folder: Path) -> None:
    """Write targets.yaml, measures.yaml and follow_up.yaml into the project in `folder`, where they are not there yet.

    The first two are the shipped examples.
    """
    sources = {name: shelf.folder("mappings") / subject / "example.yaml" for name, subject in EXAMPLES.items()}
    for name, source in (sources | {FOLLOW_UP: Path(__file__).with_name(FOLLOW_UP)}).items():
        if not (folder / name).exists():
            (folder / name).write_bytes(source.read_bytes())
