"""Activity factors: kilograms per litre, kWh, kg or km, each with what it covers and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

import msgspec

from procurement_footprint import shelf
from procurement_footprint.factors import figures, units
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, DESCRIPTION, FIGURES = "activities", "activity.yaml", "activity.csv"
COVERS = ("all", "combustion")
KILOGRAMS = ("kg_scope_1", "kg_scope_2", "kg_scope_3", "kg_biogenic")
HEADER = ("factor", "name", "unit", "year", "covers", *KILOGRAMS)
Kind = Literal["activity", "supplier_specific"]
ACTIVITY: Final[Kind] = "activity"
SUPPLIER_SPECIFIC: Final[Kind] = "supplier_specific"
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,18})?")


@dataclass(frozen=True, slots=True)
class ActivityFactor:
    """Kilograms of CO2e per unit of something measured.

    scope_1: burnt by the buyer; scope_2: electricity and heat; scope_3: everything else. biogenic: kg of CO2 from
    biomass, outside the total; None where the source does not say. adds: it is combustion alone, so it is added to
    what money says about the supply chain instead of replacing it. year: None for a factor without one. sets: the
    shipped sets that it is from, by name and version.
    """

    reference: str
    name: str
    unit: str
    scope_1: Fraction
    scope_2: Fraction
    scope_3: Fraction
    biogenic: Fraction | None
    adds: bool
    kind: Kind
    source: str
    year: int | None = None
    valid_until: date | None = None
    sets: tuple[str, ...] = ()

    @property
    def total(self) -> Fraction:
        """Return kg CO2e per unit, biogenic CO2 apart."""
        return self.scope_1 + self.scope_2 + self.scope_3


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `activity.yaml` says, key by key."""

    name: str
    version: str
    title: str
    gases: str
    gwp: str
    boundary: str
    geography: str
    changes: str  # what was changed from the publisher's file, or how the figures were computed
    origin: Origin
    sha256: str
    columns: dict[str, str] = {}
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ActivitySet:
    """Checked activity factors of one version: id → one factor for each year, oldest first."""

    name: str
    version: str
    factors: Mapping[str, tuple[ActivityFactor, ...]]
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `ipcc-fuels@2006.1`."""
        return f"{self.name}@{self.version}"


def load(name: str, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> ActivitySet:
    """Return a set of activity factors (the newest version unless one is given), checked against its description.

    Errors: Refused with everything that is wrong with its two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, name, version, shelves)
    _, said = figures.described(folder / DESCRIPTION, Description)
    layout = figures.Layout((*HEADER, "why", *said.columns), key=("factor", "year"), numbers=())
    rows = figures.read(folder / FIGURES, layout, DESCRIPTION, said.sha256)
    place, problems = figures.label(folder / FIGURES), list[Problem]()
    identity = f"{said.name}@{said.version}"
    made = [
        factor_of(row, f"{place}:{number}", f"{said.name}/{row['factor']}", f"{identity}: {row['name']}", problems)
        for number, row in enumerate(rows, 2)
    ]
    if problems:
        raise Refused(problems)
    own = [replace(one, sets=(identity,)) for one in made if one]
    return ActivitySet(
        name=said.name,
        version=said.version,
        factors=by_id(own),
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in (FIGURES, DESCRIPTION)},
    )


def shipped(shelves: Sequence[Path] = figures.SHIPPED) -> tuple[ActivitySet, ...]:
    """Return every set of activity factors that is there, oldest version first."""
    folders = figures.editions(FOLDER, DESCRIPTION, shelves)
    return tuple(load(folder.parent.name, folder.name, shelves) for folder in folders)


def by_id(factors: Iterable[ActivityFactor]) -> dict[str, tuple[ActivityFactor, ...]]:
    """Return the factors by the part of their reference behind the set's name, each sorted by year."""
    result: dict[str, tuple[ActivityFactor, ...]] = {}
    for one in sorted(factors, key=lambda factor: (factor.reference, factor.year or 0)):
        key = one.reference.partition("/")[2]
        result[key] = (*result.get(key, ()), one)
    return result


def of_year(factors: Sequence[ActivityFactor], year: int) -> ActivityFactor | None:
    """Return the factor of a year, else that of the nearest earlier one; the only one where there is only one.

    None where all are for later years. factors: of one thing, oldest first.
    """
    if len(factors) == 1:
        return factors[0]
    return next((one for one in reversed(factors) if one.year is None or one.year <= year), None)


def blend(parts: Sequence[tuple[Fraction, ActivityFactor]], reference: str) -> ActivityFactor:
    """Return the factor of a mix, per unit of its first part: Σ share × factor.

    parts: share and factor, of units that measure the same; all for burning alone, or none.
    """
    first = parts[0][1]
    scaled = [(share, one, units.times(first.unit, one.unit) or Fraction(1)) for share, one in parts]

    def total(name: str) -> Fraction:
        return sum((share * times * (getattr(one, name) or 0) for share, one, times in scaled), Fraction(0))

    known = all(one.biogenic is not None for _, one in parts)
    return replace(
        first,
        reference=reference,
        name=" + ".join(f"{float(share):g} {one.name}" for share, one in parts),
        scope_1=total("scope_1"),
        scope_2=total("scope_2"),
        scope_3=total("scope_3"),
        biogenic=total("biogenic") if known else None,
        kind=SUPPLIER_SPECIFIC if all(one.kind == SUPPLIER_SPECIFIC for _, one in parts) else ACTIVITY,
        source="; ".join(dict.fromkeys(one.source for _, one in parts)),
        valid_until=min((one.valid_until for _, one in parts if one.valid_until), default=None),
        sets=tuple(sorted({name for _, one in parts for name in one.sets})),
    )


def factor_of(
    row: Mapping[str, str], place: str, reference: str, source: str, problems: list[Problem], kind: Kind = ACTIVITY
) -> ActivityFactor | None:
    """Return the factor of one line (the columns of HEADER); what is wrong with it is added to `problems`."""
    before = len(problems)
    name = units.unit(row["unit"])
    if name is None:
        problems.append(unknown_unit(place, row["unit"]))
    if row["covers"] not in COVERS:
        problems.append(problem("activity-covers", f'{place}, column "covers"', row["covers"]))
    for column in KILOGRAMS:
        if row[column] and not _NUMBER.fullmatch(row[column]):
            problems.append(problem("activity-number", f'{place}, column "{column}"', row[column]))
    if not any(row[column] for column in KILOGRAMS[:3]):
        problems.append(problem("activity-empty", place, column="kg_scope_1, kg_scope_2, kg_scope_3"))
    if name is None or len(problems) > before:
        return None
    scopes = [Fraction(row[column] or "0") for column in KILOGRAMS[:3]]
    return ActivityFactor(
        reference=reference,
        name=row["name"],
        unit=name,
        scope_1=scopes[0],
        scope_2=scopes[1],
        scope_3=scopes[2],
        biogenic=Fraction(row["kg_biogenic"]) if row["kg_biogenic"] else None,
        adds=row["covers"] == "combustion",
        kind=kind,
        source=source,
        year=int(row["year"]) if row["year"] else None,
    )


def unknown_unit(place: str, text: str) -> Problem:
    """Return the Problem that there is no such unit."""
    return problem("activity-unit", f'{place}, column "unit"', text, known=", ".join(units.NAMES))
