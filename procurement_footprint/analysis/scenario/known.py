"""What a scenario may name: the categories, groups, departments, suppliers and entities of a footprint, and factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from procurement_footprint.analysis.scenario.state import State
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.factors import chosen
from procurement_footprint.factors.factor_cell import Library
from procurement_footprint.factors.factor_set import FactorSet
from procurement_footprint.problems import Problem, problem

MOST = 3  # names that may have been meant
KINDS = {
    "categories": "category",
    "groups": "group",
    "departments": "department",
    "suppliers": "supplier",
    "entities": "entity",
}
LISTED = {"category": "mappings list shows them", "group": "mappings list shows them"}


@dataclass(frozen=True, slots=True)
class Known:
    """start: the footprint. library: activity factors, shipped and the project's own. shelves: where sets are found."""

    start: State
    library: Library
    shelves: Sequence[Path]
    policy: str | None

    @property
    def year(self) -> int:
        """The last year of purchase."""
        return max(self.start.years)

    def factors(self, name: str) -> FactorSet:
        """Return the factor set of a name, with which this footprint can be computed. Errors: Refused."""
        found = chosen.named(name, self.policy, self.shelves)
        self.start.basis.with_factors(found)
        return found

    def unknown(self, of: Selection, place: str) -> Iterator[Problem]:
        """Yield one Problem for each name of a selection that this footprint does not know."""
        groups = {group.id: [one.id for one in group.categories] for group in self.start.basis.mappings.taxonomy.groups}
        for field, kind in KINDS.items():
            part = Selection(**{field: getattr(of, field)})
            for name in part.strangers(self.start.cells, groups) if getattr(of, field) else ():
                yield self.stranger(kind, name, place)

    def stranger(self, kind: str, name: str, place: str) -> Problem:
        """Return the Problem that there is no such thing, with what may have been meant."""
        names = self._names(kind)
        said = {_bare(one): key for one, key in names.items()}
        within = [one for one in said if _bare(name) and _bare(name) in one]
        near = within or get_close_matches(_bare(name), said, MOST)
        meant = ", ".join(f'"{one}"' for one in list(dict.fromkeys(said[one] for one in near))[:MOST])
        fix = f"did you mean {meant}?" if meant else LISTED.get(kind, "why, and the report, show how it is written")
        return problem("scenario-unknown", place, kind=kind, name=name, fix=fix)

    def _names(self, kind: str) -> Mapping[str, str]:
        """Return what people may write for things of a kind → what a scenario has to say."""
        tree, cells = self.start.basis.mappings.taxonomy, self.start.cells
        if kind in LISTED:
            held = tree.categories.values() if kind == "category" else tree.groups
            return {name: one.id for one in held for name in (one.id, one.name.sv, one.name.en)}
        columns = {"entity": ("organisation_id", "organisation")}.get(kind, (f"{kind}_id", kind))
        return {name: name for column in columns for name in cells[column].drop_nulls().unique().sort()}


def _bare(text: str) -> str:
    return text.strip().casefold()
