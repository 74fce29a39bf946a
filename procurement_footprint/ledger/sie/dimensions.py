"""Dimensions and objects: cost centre, project, supplier, counterparty, …, as two columns for each dimension."""

from __future__ import annotations

import polars as pl

from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.sie.records import RESERVED, Records
from procurement_footprint.ledger.synonyms import fold

_COUNTERPARTY = "motpart"
_MOST = 100  # dimensions; a damaged file may seem to have one on each line


class Dimensions:
    """The dimensions that a file's vouchers use. lists: the objects of a line, dimension → object."""

    def __init__(self, records: Records, lists: list[dict[str, str]]) -> None:
        self._lists = lists
        self._objects = records.objects
        used = {dimension for one in lists for dimension in one}
        self.used = sorted(used, key=lambda one: (len(one), one))[:_MOST]
        self._called = {one: records.dimensions.get(one) or RESERVED.get(one, "") for one in self.used}
        self.counterparty = next((one for one in self.used if fold(self._called[one]).startswith(_COUNTERPARTY)), None)

    @property
    def names(self) -> list[str]:
        """Return the columns of `columns` without `counterparty`: two for each dimension, its object and the name."""
        return [name for one in self.used for name in (f"object {one}", f"name {one}")]

    @property
    def headers(self) -> list[str]:
        """Return what these columns are called in the sheet."""
        marks = (_COUNTERPARTY if one == self.counterparty else one for one in self.used)
        return [header for mark in marks for header in (f"#OBJEKT {mark}", f"#OBJEKT {mark} namn")]

    @property
    def notes(self) -> list[str]:
        """Say which dimensions there are."""
        said = ", ".join(f"{one} {self._called[one]}".strip() for one in self.used)
        return [f"dimensions: {said}"] if said else ["no dimensions, so no departments"]

    def columns(self, places: pl.Series) -> pl.DataFrame:
        """Return object and name in each dimension, and `counterparty`, for lines whose lists stand at `places`."""
        table: dict[str, list[str | None]] = {}
        for one in self.used:
            objects = [found.get(one) or None for found in self._lists]
            table[f"object {one}"] = objects
            table[f"name {one}"] = [self._objects.get((one, found or "")) or None for found in objects]
        table["counterparty"] = table[f"object {self.counterparty}"] if self.counterparty else [None] * len(self._lists)
        frame = pl.DataFrame(table, schema=dict.fromkeys(table, CODED))
        return frame[places]
