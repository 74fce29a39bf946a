"""A version of the rules, as a user names it: the word `shipped`, a project, or a folder of rule books."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint import project
from procurement_footprint.footprint import basis
from procurement_footprint.mapping import mappings
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.problems import Refused, problem

SHIPPED = "shipped"


def load(name: str) -> Mappings:
    """Return the rules called `name`: `shipped`, a project's folder, a folder like `mappings`, or of rule books.

    Rule books in a folder by themselves stand on top of the shipped ones, as a project's do.
    Errors: Refused when there are no rules in the folder, or with every Problem of them.
    """
    if name == SHIPPED:
        return mappings.load()
    folder = Path(name)
    if (folder / project.FILE).is_file():
        return basis.load(project.load(folder)).mappings
    if (folder / "categories").is_dir() and (folder / "rules").is_dir():
        return mappings.load(folder=folder)
    books = sorted(folder.glob("*.yaml"))
    if not books:
        raise Refused([problem("rules-missing", name)])
    return mappings.load(books)
