"""A project folder: `procurement.yaml` says who buys, which ledgers there are and how they are read.

    project: Norrsele kommun
    organisation: {id: 212000-9991, name: Norrsele kommun}
    entities: []                # a group's legal entities instead of organisation and ledgers; see `entities.py`
    departments: []             # what departments are called, from when to when; see `entities.py`
    chart: kbas                 # chart of accounts; left out: recognised from the accounts
    language: sv                # of the report: sv or en
    ledgers: [ledgers/2024.csv] # what `run` reads when no ledger is given
    invoices: [invoices/2024.zip] # as UBL, files, folders or zips: their lines refine the ledgers' rows
    profile: nso-1.1            # a shipped ledger profile or a YAML file of the project; left out: recognised
    currency: SEK               # the reporting currency; left out: the ledger's main one
    factors: figaro-se@2026.5   # in the folder factors/ of the project or shipped; left out: the newest figaro-se
    factor_policy: median-3     # what is done about odd vintages: median-3 or none; left out: median-3
    price_index: hicp-euro-area@2025.12 # for years without a factor, own or shipped; left out: hicp-euro-area-items
    inhabitants: {"2024": "30112"}
    review_months: 36           # `mappings check` finds reviews that are older; left out: 36
    supplier_register: suppliers.csv # their org. numbers and SNI codes; left out: suppliers.csv or suppliers.xlsx
    share_threshold: 50000      # `share` pools suppliers from which less was bought; left out: 50000
    share_accepted: [P-0123456789ab] # pseudonyms of what looks personal and may be published; left out: none
    open_data: {base_url: "https://data.example.se/klimat/", email: oppnadata@example.se} # see `OpenData`

Every YAML file in the folder `rules/` is a rule book of the project; its rules replace shipped ones of the same id.
Those in the folder `decisions/` hold its decisions: who decided what, when and why.
The folder `factors/` holds the project's own factor sets and price indices, `crosswalks/` its own crosswalks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import structs

from procurement_footprint import named_paths, plain_yaml
from procurement_footprint.entities import OWN, Department, Entity
from procurement_footprint.languages import LANGUAGES
from procurement_footprint.person_numbers import masked
from procurement_footprint.problems import Problem, Refused, problem

FILE = "procurement.yaml"
ARCHIVE = "archive"
REGISTERS = ("suppliers.csv", "suppliers.xlsx")
LONGEST_REVIEW = 1_200  # months
LARGEST_THRESHOLD = 10**13  # no amount in a ledger is larger


class Organisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who buys: organisation number and name."""

    id: str
    name: str


class OpenData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `publish` says about who publishes, where and for how long.

    base_url: the address at which the published folder will be found. contact, email: who answers questions; contact
    is left out: the organisation. homepage: the page about the data. publisher_type: as DCAT-AP-SE names it
    (LocalAuthority, …); left out: told by the organisation number. spatial: the address of a place at Geonames. issued:
    the day on which the data were first published. availability: TEMPORARY, EXPERIMENTAL, AVAILABLE or STABLE.
    """

    base_url: str = ""
    contact: str = ""
    email: str = ""
    homepage: str = ""
    publisher_type: str = ""
    spatial: str = ""
    issued: str = ""
    availability: str = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `procurement.yaml` says, key by key."""

    project: str = ""
    organisation: Organisation | None = None
    entities: tuple[Entity, ...] = ()
    departments: tuple[Department, ...] = ()
    chart: str | None = None
    language: str = "sv"
    ledgers: tuple[str, ...] = ()
    invoices: tuple[str, ...] = ()
    profile: str | None = None
    currency: str | None = None
    factors: str | None = None
    factor_policy: str | None = None
    price_index: str | None = None
    inhabitants: dict[str, str] = {}
    review_months: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_REVIEW)] = 36
    supplier_register: str | None = None
    share_threshold: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_THRESHOLD)] = 50_000
    share_accepted: tuple[str, ...] = ()
    open_data: OpenData = OpenData()


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and its settings; a run without a project has neither."""

    folder: Path | None = None
    settings: Settings = field(default_factory=Settings)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Return the legal entities of the project; where it names none, the one organisation it is about, if any.

        Chart and profile of the project hold for entities that have none of their own.
        """
        held, buyer = self.settings, self.settings.organisation
        if held.entities or buyer is None:
            return tuple(
                structs.replace(one, chart=one.chart or held.chart, profile=one.profile or held.profile)
                for one in held.entities
            )
        return (Entity(OWN, buyer.id, buyer.name, held.chart, held.profile, held.ledgers),)

    def entity(self, code: str) -> Entity:
        """Return the entity with that code. Errors: Refused when there is none."""
        found = next((one for one in self.entities if one.code == code), None)
        if found is None:
            codes = ", ".join(one.code for one in self.entities) or "none"
            raise Refused([problem("entity-unknown", "--entity", entity=code, codes=codes)])
        return found

    @property
    def rule_books(self) -> tuple[Path, ...]:
        """Return the project's own rule books, sorted by name."""
        return tuple(sorted((self.folder / "rules").glob("*.yaml"))) if self.folder else ()

    @property
    def decisions(self) -> Path | None:
        """Return the folder that holds the project's decision files, whether it is there or not."""
        return self.folder / "decisions" if self.folder else None

    @property
    def supplier_register(self) -> Path | None:
        """Return the file that says in which industry the suppliers are: the one named, else one of the usual names."""
        if self.folder is None:
            return None
        if self.settings.supplier_register:
            return self.folder / self.settings.supplier_register
        return next((path for name in REGISTERS if named_paths.is_file(path := self.folder / name)), None)

    @property
    def crosswalks(self) -> tuple[Path, ...]:
        """Return the folder that holds the project's own crosswalks."""
        return (self.folder / "crosswalks",) if self.folder else ()

    @property
    def ledgers(self) -> tuple[Path, ...]:
        """Return the ledgers that the project names, as paths: those of all its entities, in their order."""
        return tuple(path for entity in self.entities for path in self.ledgers_of(entity)) or self._named(
            self.settings.ledgers
        )

    def ledgers_of(self, entity: Entity) -> tuple[Path, ...]:
        """Return the ledgers of one entity, as paths."""
        return self._named(entity.ledgers)

    @property
    def archive(self) -> Path | None:
        """Return the folder of the project's archive, where something has been imported."""
        folder = self.folder / ARCHIVE if self.folder else None
        return folder if folder and _is_begun(folder) else None

    @property
    def invoices(self) -> tuple[Path, ...]:
        """Return the invoices that the project names, as paths of files, folders and zips."""
        return tuple(self.folder / name for name in self.settings.invoices) if self.folder else ()

    @property
    def profile(self) -> str | None:
        """Return the ledger profile: a shipped name, or the path of a profile file inside the project."""
        return self.profile_called(self.settings.profile)

    def profile_called(self, name: str | None) -> str | None:
        """Return the path of a profile file of that name inside the project, else the name, which is a shipped one."""
        inside = self.folder / name if self.folder and name else None
        return str(inside) if inside and named_paths.is_file(inside) else name

    def _named(self, names: Iterable[str]) -> tuple[Path, ...]:
        return tuple(self.folder / name for name in names) if self.folder else ()


def load(folder: Path) -> Project:
    """Return the project in `folder`.

    Errors: Refused when the settings cannot be read, name a ledger that is not there, or a language we do not speak.
    """
    from procurement_footprint import entity_checks  # only where there is a project

    project = written(folder)
    path = folder / FILE
    checks = (_missing_ledgers, _missing_invoices, _missing_register, _unknown_language)
    problems = [one for check in checks for one in check(project, path)]
    problems += entity_checks.problems(path, project.settings.entities, project.settings.departments)
    if problems:
        raise Refused(problems)
    return project


def written(folder: Path) -> Project:
    """Return the project in `folder` as its settings say, whether the files that they name are there or not.

    Errors: Refused when there are no settings, or they cannot be read.
    """
    path = folder / FILE
    if not path.is_file():
        raise Refused([problem("project-missing", str(folder), file=FILE)])
    return Project(folder, _without_numbers(plain_yaml.convert(plain_yaml.load(path), Settings, FILE)))


def _without_numbers(said: Settings) -> Settings:
    """Return settings with a mask for each number of a natural person in what is shown: names of all kinds.

    Departments are known by their masked ids and names, since ledgers have them so.
    """
    buyer = said.organisation
    return structs.replace(
        said,
        project=masked(said.project),
        organisation=structs.replace(buyer, name=masked(buyer.name)) if buyer else None,
        entities=tuple(structs.replace(one, name=masked(one.name)) for one in said.entities),
        departments=tuple(
            structs.replace(one, id=masked(one.id), name=masked(one.name), was=tuple(map(masked, one.was)))
            for one in said.departments
        ),
    )


def around(place: Path) -> Project:
    """Return the project whose folder holds `place`, or one with nothing in it."""
    found = folder_around(place)
    return load(found) if found else Project()


def folder_around(place: Path) -> Path | None:
    """Return the project folder that holds `place`; None where none does."""
    start = place.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), None)


def _missing_ledgers(project: Project, path: Path) -> list[Problem]:
    return [
        problem("project-ledger-missing", f"{FILE}:{plain_yaml.line_of(path, name)}", ledger=name)
        for name in project.settings.ledgers
        if not named_paths.exists(path.parent / name)
    ]


def _missing_invoices(project: Project, path: Path) -> list[Problem]:
    return [
        problem("invoices-missing", f"{FILE}:{plain_yaml.line_of(path, name)}", name=name)
        for name, invoices in zip(project.settings.invoices, project.invoices, strict=True)
        if not named_paths.exists(invoices)
    ]


def _missing_register(project: Project, path: Path) -> list[Problem]:
    register = project.supplier_register
    if register is None or named_paths.is_file(register):
        return []
    return [problem("register-missing", f"{FILE}:{plain_yaml.line_of(path, register.name)}", register=register.name)]


def _unknown_language(project: Project, path: Path) -> list[Problem]:
    language = project.settings.language
    if language in LANGUAGES:
        return []
    return [problem("language-unknown", f"{FILE}:{plain_yaml.line_of(path, 'language')}", language=language)]


def _is_begun(archive: Path) -> bool:
    """Whether the first command that imported was not stopped midway; what cannot be read, reading will say."""
    first = next(archive.glob("0001-*/import.json"), None)
    if first is None:
        return any(archive.glob("*/import.json"))
    try:
        last = int(json.loads(first.read_bytes())["together"][1])
    except (OSError, ValueError, LookupError, TypeError):
        return True
    return any(archive.glob(f"{last:04d}-*/import.json"))
