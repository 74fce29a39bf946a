"""A factor set with all its columns as text, which the margins and the split of food need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from procurement_footprint.factors import figures
from procurement_footprint.factors.description import Description
from procurement_footprint.factors.factor_set import DESCRIPTION, FIGURES


@dataclass(frozen=True, slots=True)
class Whole:
    """The description of a factor set and its rows, every cell as it stands in the file."""

    said: Description
    rows: tuple[Mapping[str, str], ...]

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `figaro-se@2026.5`."""
        return f"{self.said.name}@{self.said.version}"


def load(name: str) -> Whole:
    """Return a shipped factor set (`NAME` or `NAME@VERSION`), checked as `factor_set.load` does.

    Errors: Refused with everything that is wrong with its two files, or when there is none.
    """
    folder = figures.edition("", DESCRIPTION, name, None)
    _, said = figures.described(folder / DESCRIPTION, Description)
    header = ("product", "product_name", "year", said.factor_column, *said.columns)
    layout = figures.Layout(header, ("product", "year"), (said.factor_column,))
    return Whole(said, tuple(figures.read(folder / FIGURES, layout, DESCRIPTION, said.sha256)))
