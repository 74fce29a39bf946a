"""Population: how many people live in a municipality, for figures per inhabitant.

Shipped are the 290 municipalities of Sweden on 31 December; a project's own file adds years, and areas of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

import msgspec

from procurement_footprint import shelf
from procurement_footprint.factors import figures, project_csv
from procurement_footprint.factors.origin import Citation, Origin, citation
from procurement_footprint.factors.project_csv import Line
from procurement_footprint.problems import Problem, Refused, problem

FOLDER, DESCRIPTION, FIGURES = "population", "population.yaml", "population.csv"
EMBEDDED = "scb-be0101"
LAYOUT = figures.Layout(
    header=("municipality_code", "municipality", "year", "population"),
    key=("municipality_code", "year"),
    numbers=("population",),
)
OWN = ("municipality_code", "area", "year", "population", "source")  # columns of a project's own file
NEEDED = ("year", "population", "source")
MOST = 3  # names that a message suggests
_WHOLE, _YEAR = re.compile(r"[1-9][0-9]{0,11}"), re.compile(r"(19|20)[0-9]{2}")


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `population.yaml` says, key by key."""

    name: str
    version: str
    title: str
    geography: str
    unit: str
    through: int  # the last year
    changes: str  # what was changed from the publisher's file
    origin: Origin
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Inhabitants on 31 December. people: (code, year) → how many. names: code → name, in the order of the codes.

    An area that a project names itself has its name for a code. sources: what a project says of its own figures.
    """

    name: str
    version: str
    people: Mapping[tuple[str, int], int]
    names: Mapping[str, str]
    description: Description
    citation: Citation
    sha256s: Mapping[str, str]  # file name → SHA-256
    sources: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Return name and version, e.g. `scb-be0101@2024.12`."""
        return f"{self.name}@{self.version}"

    def code(self, area: str) -> str | None:
        """Return the code of a municipality or area that is named by code or name; None where there is none.

        Capitals do not matter, and `Umeå kommun` is Umeå.
        """
        return _code(area, self.names)

    def of(self, area: str, year: int) -> int | None:
        """Return how many people lived in a municipality or area, named by code or name, on 31 December of a year.

        None where that year is not known.
        Errors: Refused for an area that nobody knows; the fix names the nearest.
        """
        return self.people.get((self._known(area), year))

    def years(self, area: str) -> tuple[int, ...]:
        """Return the years for which an area has a figure, in order. Errors: as `of`."""
        code = self._known(area)
        return tuple(sorted(year for one, year in self.people if one == code))

    def source(self, area: str, year: int) -> str:
        """Return where the figure of an area and year is from: the project's words, else the publisher's credit line.

        Errors: as `of`.
        """
        return self.sources.get((self._known(area), year), self.citation.attribution)

    def _known(self, area: str) -> str:
        if (code := self.code(area)) is None:
            raise Refused([problem("population-unknown", self.identity, area=area, fix=_nearest(area, self.names))])
        return code


def load(name: str = EMBEDDED, version: str | None = None, shelves: Sequence[Path] = figures.SHIPPED) -> Population:
    """Return the shipped population (the newest version unless one is given), checked against its description.

    Errors: Refused with everything that is wrong with its two files.
    """
    folder = figures.edition(FOLDER, DESCRIPTION, name, version, shelves)
    place, said = figures.described(folder / DESCRIPTION, Description)
    rows = figures.read(folder / FIGURES, LAYOUT, DESCRIPTION, said.sha256)
    _check_whole(rows, figures.label(folder / FIGURES))
    people = {(row["municipality_code"], int(row["year"])): int(row["population"]) for row in rows}
    last = max((year for _, year in people), default=None)
    if last != said.through:
        raise Refused([problem("factor-years", place, f"through: {said.through}", file=FIGURES, years=last or "none")])
    return Population(
        name=said.name,
        version=said.version,
        people=people,
        names={row["municipality_code"]: row["municipality"] for row in rows},
        description=said,
        citation=citation(said.origin, said.version, said.sha256),
        sha256s={file: shelf.digest(folder / file) for file in (FIGURES, DESCRIPTION)},
    )


def of_project(folder: Path | None) -> Population:
    """Return the newest shipped population, with the figures of the file `population.csv` of a project, if it has one.

    Errors: those of `load` and `with_own`.
    """
    known = load(shelves=figures.shelves(folder))
    own = folder / FIGURES if folder else None
    return with_own(known, own) if own and own.is_file() else known


def with_own(known: Population, path: Path, place: str | None = None) -> Population:
    """Return a population with the figures of a project's own file on top: they add years and areas, or replace them.

    The file is CSV with the columns municipality_code or area (a name), year, population and source. place: what
    messages call it (its name where nothing is given).
    Errors: Refused with every Problem of the file.
    """
    place = place or path.name
    problems: list[Problem] = []
    people, names, sources = dict(known.people), dict(known.names), dict(known.sources)
    first: dict[tuple[str, int], str] = {}
    for line in project_csv.read(path, place, OWN, NEEDED, problems):
        found = len(problems)
        code, year = _whose(line, names, problems), _year(line, problems)
        count = _whole(line, problems)
        if not line.cells["source"]:
            problems.append(problem("activity-empty", line.place, column="source"))
        if len(problems) > found or code is None:
            continue
        key = (code, year)
        if first.setdefault(key, line.place) != line.place:
            number = first[key].rpartition(":")[2]
            problems.append(problem("factor-duplicate", line.place, f"{code}, {year}", first=number))
        names.setdefault(code, code)
        people[key], sources[key] = count, line.cells["source"]
    if problems:
        raise Refused(problems)
    return replace(
        known, people=people, names=names, sources=sources, sha256s={**known.sha256s, place: shelf.digest(path)}
    )


def _check_whole(rows: Sequence[Mapping[str, str]], place: str) -> None:
    wrong = [row for row in rows if not _WHOLE.fullmatch(row["population"])]
    if wrong:
        places = (f"{place}, {row['municipality']}, {row['year']}" for row in wrong)
        cells = (row["population"] for row in wrong)
        raise Refused([problem("population-number", where, cell) for where, cell in zip(places, cells, strict=True)])


def _whose(line: Line, names: Mapping[str, str], problems: list[Problem]) -> str | None:
    """Return the code of the municipality that a line is about, or the name of an area of the project's own."""
    code, area = line.cells["municipality_code"], line.cells["area"]
    if not code and not area:
        problems.append(problem("population-whose", line.place))
        return None
    if not code:
        return _code(area, names) or area
    if code not in names:
        fix = _nearest(area or code, names)
        problems.append(problem("population-unknown", line.at("municipality_code"), area=code, fix=fix))
        return None
    if area and _code(area, names) != code:
        problems.append(problem("population-two", line.place, municipality=names[code], area=area))
    return code


def _year(line: Line, problems: list[Problem]) -> int:
    if _YEAR.fullmatch(line.cells["year"]):
        return int(line.cells["year"])
    problems.append(problem("factor-year", line.at("year"), line.cells["year"]))
    return 0


def _whole(line: Line, problems: list[Problem]) -> int:
    if _WHOLE.fullmatch(line.cells["population"]):
        return int(line.cells["population"])
    problems.append(problem("population-number", line.at("population"), line.cells["population"]))
    return 0


def _code(area: str, names: Mapping[str, str]) -> str | None:
    return area if area in names else _by_name(names).get(_bare(area))


def _bare(name: str) -> str:
    return name.strip().casefold().removesuffix(" kommun")


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return {_bare(name): code for code, name in names.items()}


def _nearest(area: str, names: Mapping[str, str]) -> str:
    """Return which names a message suggests for one that nobody knows: `did you mean Umeå (2480)?`."""
    by_name = _by_name(names)
    near = [by_name[name] for name in get_close_matches(_bare(area), sorted(by_name), MOST)]
    near += get_close_matches(area, sorted(names), MOST) if not near else []
    if not near:
        return "write the name of a municipality or its four digits, or give the area a line in a file of your own"
    return f"did you mean {', '.join(_called(code, names) for code in near)}?"


def _called(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if names[code] != code else code
