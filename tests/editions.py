"""The whole report on the invented town, made in this process, with everything that a project can have."""

from __future__ import annotations

import shutil
from pathlib import Path

from procurement_footprint import opening, planning, presenting, project, shelf
from procurement_footprint.job import Silent
from procurement_footprint.opening import parse
from procurement_footprint.reporting.site.edition import Edition


def editions(town: Path, folder: Path, languages: tuple[str, ...] = ("sv", "en")) -> dict[str, Edition]:
    """Return the report on 2024 in several languages, compared with 2023, with targets and measures."""
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("footprint"))
    for name in ("targets", "measures"):
        shutil.copy(shelf.folder("mappings") / name / "example.yaml", folder / f"{name}.yaml")
    held = project.load(folder)
    now = parse("2024")
    assert now is not None
    with opening.ledgers_of(held) as at_hand:
        years = planning.whole_years(held, at_hand, Silent())
    before = presenting.earlier(now, years)
    with opening.opened(tuple(years), held, Silent(), "sv") as opened:
        found = dict(zip(years, opened, strict=True))
        earlier = found[before] if before else None
        made = {}
        for language in languages:
            material = presenting.material(found[now], earlier, tuple(found.values()), held, language)
            made[language] = presenting.edition(material, held, language)
        return made
