"""dcat.rdf: what is published, as DCAT-AP-SE 3.0.1 describes it to Sveriges dataportal.

The portal harvests one RDF graph in the syntax RDF/XML in which all addresses are absolute, and in which catalogue,
datasets, distributions, publisher and contact have addresses of their own (docs/harvesting.md of the specification).
A table is a dataset of its own, since distributions of one dataset hold the same data. The checksum is SHA-1, the one
algorithm that the specification lists; datapackage.json has SHA-256.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1

from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.open_data import package, templates
from procurement_footprint.reporting.open_data.edition import OpenEdition
from procurement_footprint.reporting.open_data.publisher import AVAILABILITIES, TYPES
from procurement_footprint.reporting.open_data.schema import TABLES

FILE, TEMPLATE = "dcat.rdf", "dcat.rdf.j2"
WHOLE_YEARS, OTHERS = "ANNUAL", "IRREG"


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table as a dataset with its one file. sha1: of the file."""

    name: str
    file: str
    size: int
    sha1: str


def catalogue(edition: OpenEdition) -> bytes:
    """Return the bytes of dcat.rdf; same edition, same bytes."""
    return templates.render(
        TEMPLATE,
        edition=edition,
        publisher=edition.publisher,
        said=edition.publisher.said,
        base=edition.publisher.base,
        here=f"{edition.publisher.base}{FILE}",
        package=package.FILE,
        datasets=[_dataset(table.name, table.file, edition) for table in TABLES if table.dataset],
        sv=Words("sv"),
        en=Words("en"),
        first=min(part.first for part in edition.parts).isoformat(),
        last=max(part.last for part in edition.parts).isoformat(),
        changed=edition.changed_on.isoformat(),
        often=WHOLE_YEARS if all(part.whole_year for part in edition.parts) else OTHERS,
        type_of_publisher=f"{TYPES}{edition.publisher.kind}",
        availabilities=AVAILABILITIES,
    )


def _dataset(name: str, file: str, edition: OpenEdition) -> Dataset:
    raw = edition.tables[name]
    return Dataset(name, file, len(raw), sha1(raw, usedforsecurity=False).hexdigest())
