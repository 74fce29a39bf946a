"""Who publishes, where, and how they are reached: what the description for data portals must say and may say.

Obligations are those of DCAT-AP-SE 3.0.1 (https://docs.dataportal.se/dcat/3.0.1/en/) and of its rules for harvesting:
a publisher with name and type, and absolute addresses. What is recommended and not said is left out, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from procurement_footprint import plain_yaml
from procurement_footprint.ledger import identity
from procurement_footprint.problems import Problem, Refused, problem
from procurement_footprint.project import FILE, OpenData, Organisation, Project

KEY: Final = "open_data"
TYPES: Final = "http://purl.org/adms/publishertype/"
AVAILABILITIES: Final = "http://publications.europa.eu/resource/authority/planned-availability/"
ORGANISATIONS: Final = "http://dataportal.se/organisation/SE"  # with ten digits: the portal's own rule for publishers
PUBLISHER_TYPES: Final = (
    "Academia-ScientificOrganisation", "Company", "IndustryConsortium", "LocalAuthority", "NationalAuthority",
    "NonGovernmentalOrganisation", "NonProfitOrganisation", "RegionalAuthority", "StandardisationBody",
    "SupraNationalAuthority",
)  # fmt: skip
PLANNED: Final = ("TEMPORARY", "EXPERIMENTAL", "AVAILABLE", "STABLE")
# how Swedish organisation numbers begin; assumption: only series that one kind of organisation has
_SERIES: Final = {"212000": "LocalAuthority", "232100": "RegionalAuthority", "202100": "NationalAuthority"}
_ADDRESS: Final = re.compile(r"https?://[^\s\"<>\\^`{|}#?]+")
_EMAIL: Final = re.compile(r"[^\s@\"<>\\^`{|}:/?#]+@[^\s@\"<>\\^`{|}:/?#]+\.[^\s@\"<>\\^`{|}:/?#]+")
_NUMBER: Final = re.compile(r"\d{6}-\d{4}")
_EXAMPLES: Final = {
    "base_url": 'base_url: "https://data.example.se/klimat/"',
    "homepage": 'homepage: "https://www.example.se/klimat"',
    "spatial": 'spatial: "http://sws.geonames.org/6695072" with the number of your place',
    "email": "email: oppnadata@example.se",
    "issued": "issued: 2025-04-30",
    "availability": f"one of {', '.join(PLANNED)}",
    "publisher_type": f"one of {', '.join(PUBLISHER_TYPES)}",
}
RECOMMENDED: Final = ("email", "homepage", "spatial", "issued", "availability")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes. number, name: of the organisation. kind: a name of PUBLISHER_TYPES. base: ends with a slash.

    said: what the project says under open_data; empty texts are not said.
    """

    number: str
    name: str
    kind: str
    base: str
    said: OpenData

    @property
    def iri(self) -> str:
        """What identifies the organisation everywhere."""
        whole = _NUMBER.fullmatch(self.number)
        return f"{ORGANISATIONS}{self.number.replace('-', '')}" if whole else f"{self.base}dcat.rdf#publisher"

    @property
    def missing(self) -> tuple[str, ...]:
        """What DCAT-AP-SE recommends and nobody has said."""
        return tuple(key for key in RECOMMENDED if not getattr(self.said, key))


def publisher(project: Project, base_url: str | None = None) -> Publisher:
    """Return who publishes the data of a project; base_url: in place of the project's.

    The organisation is that of procurement.yaml; of a group the first of its entities.
    Errors: Refused with everything that must be said and is not, and everything that is said wrongly.
    """
    said = project.settings.open_data
    base = base_url if base_url is not None else said.base_url
    buyer = project.settings.organisation or next((Organisation(one.id, one.name) for one in project.entities), None)
    number = identity.normal(buyer.id) if buyer else ""
    kind = said.publisher_type or _kind(number)
    if problems := [*_unsaid(project, buyer, base, kind), *_wrong(project, said, base)]:
        raise Refused(problems)
    return Publisher(number, buyer.name if buyer else "", kind, base if base.endswith("/") else f"{base}/", said)


def _kind(number: str) -> str:
    series = _SERIES.get(number[:6], "")
    return "Company" if not series and _NUMBER.fullmatch(number) and number[0] == "5" else series


def _unsaid(project: Project, buyer: Organisation | None, base: str, kind: str) -> Iterator[Problem]:
    asked = (
        (buyer, "a publisher", "organisation: {id: 212000-0000, name: …} with your number and name"),
        (base, "the address at which the folder will be found", f"open_data: {{{_EXAMPLES['base_url']}}}"),
        (kind or not buyer, "the type of the publisher", f"open_data: {{publisher_type: {PUBLISHER_TYPES[3]}}}"),
    )
    for said, what, example in asked:
        if not said:
            yield problem("open-data-unsaid", _place(project, KEY), what=what, example=example)


def _wrong(project: Project, said: OpenData, base: str) -> Iterator[Problem]:
    """Yield a Problem for each value that is said and is not what its key wants."""
    address, word = "an address that begins with http", "a word of DCAT-AP-SE"
    asked = (
        ("base_url", base, address, _ADDRESS.fullmatch),
        ("homepage", said.homepage, address, _ADDRESS.fullmatch),
        ("spatial", said.spatial, address, _ADDRESS.fullmatch),
        ("email", said.email, "an e-mail address", _EMAIL.fullmatch),
        ("issued", said.issued, "a day", _is_day),
        ("availability", said.availability, word, PLANNED.__contains__),
        ("publisher_type", said.publisher_type, word, PUBLISHER_TYPES.__contains__),
    )
    for key, value, wanted, holds in asked:
        if value and not holds(value):
            place, example = _place(project, key), _EXAMPLES[key]
            yield problem("open-data-value", place, value, key=key, wanted=wanted, example=example)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _place(project: Project, name: str) -> str:
    path = project.folder / FILE if project.folder else None
    said = path is not None and name in path.read_text(encoding="utf-8")
    return f"{FILE}:{plain_yaml.line_of(path, name)}" if path and said else FILE
