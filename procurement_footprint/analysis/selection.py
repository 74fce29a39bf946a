"""A part of a footprint that somebody means: these categories, groups, departments, suppliers or entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import polars as pl


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a target, a measure or a scenario is about; where several kinds are named, all must hold.

    Nothing named is everything. categories, groups: identifiers of the taxonomy. departments, suppliers, entities:
    codes (organisation numbers of suppliers and entities) or names as the report shows them.
    """

    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    def holds(self) -> pl.Expr:
        """Return whether a cell (`cells.CELLS`) belongs to it."""
        asked = [_one_of(columns, names) for columns, names in self._named() if names]
        return pl.all_horizontal(asked) if asked else pl.lit(True)

    def strangers(self, held: pl.DataFrame, groups: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
        """Return what it names and nobody knows, sorted.

        held: the cells of the footprint; departments, suppliers and entities are known from there. groups: group →
        its categories.
        """
        categories = {one for held_by in groups.values() for one in held_by}
        lost = [*(set(self.categories) - categories), *(set(self.groups) - groups.keys())]
        for columns, names in self._named()[2:]:
            known = {name for column in columns for name in held[column].unique()}
            lost += set(names) - known
        return tuple(sorted(lost))

    def _named(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        return [
            (("category",), self.categories),
            (("group",), self.groups),
            (("department_id", "department"), self.departments),
            (("supplier_id", "supplier"), self.suppliers),
            (("organisation_id", "organisation"), self.entities),
        ]


def _one_of(columns: tuple[str, ...], names: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(pl.col(column).is_in(names).fill_null(False) for column in columns)
