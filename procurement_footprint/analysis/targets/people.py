"""Inhabitants by year, for targets per inhabitant.

Year by year: what `procurement.yaml` says under `inhabitants`, else the project's `population.csv`, else the shipped
figures of the municipality that the targets name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from procurement_footprint import plain_yaml
from procurement_footprint.analysis.targets.target import Targets
from procurement_footprint.factors import population
from procurement_footprint.factors.origin import Citation
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import FILE, Project

_WHOLE = re.compile(r"[1-9]\d{0,11}")


@dataclass(frozen=True, slots=True)
class People:
    """How many there are, by year. shipped: the years of the shipped figures; citation: where those are from."""

    by_year: Mapping[int, int] = field(default_factory=dict)
    shipped: frozenset[int] = frozenset()
    citation: Citation | None = None

    def source(self, years: Collection[int]) -> Citation | None:
        """Return where the inhabitants of these years are from; None where all of them are the project's own."""
        return self.citation if self.shipped.intersection(years) else None


def people(project: Project, wanted: Targets) -> People:
    """Return how many inhabitants the targets of a project are about, for every year for which that is known.

    Errors: Refused when procurement.yaml holds what is no number or year, or nobody knows the municipality.
    """
    return known(project, wanted.municipality, wanted.place)


def known(project: Project, municipality: str | None, place: str) -> People:
    """Return how many inhabitants a project has said, and those of a municipality where it names one, at `place`.

    Errors: as `people`.
    """
    own = _own(project)
    if municipality is None:
        return People(own)
    held = population.of_project(project.folder)
    try:
        years = held.years(municipality)
    except Refused as refused:
        raise Refused(replace(one, place=place) for one in refused.problems) from None
    told = {year: held.of(municipality, year) or 0 for year in years}
    code = held.code(municipality)
    shipped = frozenset(year for year in told.keys() - own.keys() if (code, year) not in held.sources)
    return People({**told, **own}, shipped, held.citation)


def _own(project: Project) -> dict[int, int]:
    said = project.settings.inhabitants
    wrong = [year for year, count in said.items() if not (year.isdecimal() and _WHOLE.fullmatch(count))]
    if wrong and project.folder is not None:
        line = plain_yaml.line_of(project.folder / FILE, "inhabitants")
        raise Refused(problem("population-number", f"{FILE}:{line}", f"{year}: {said[year]}") for year in wrong)
    return {int(year): int(count) for year, count in said.items()}
