"""Where a set of figures comes from and under which terms: no figure travels without it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec


class License(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The terms under which figures may be used."""

    name: str
    url: str


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who made the figures, where they stand and how they are credited (key names of Our World in Data)."""

    producer: str
    title: str
    citation_full: str
    attribution: str  # the credit line, as the producer requires it
    version_producer: str
    url_main: str
    date_accessed: str
    license: License
    date_published: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """One line of a source list: what a reader needs to find the figures, credit them and check the file."""

    title: str
    producer: str
    version: str
    licence: str
    licence_url: str
    attribution: str
    url: str
    sha256: str


def citation(origin: Origin, version: str, sha256: str) -> Citation:
    """Return the line of a source list for figures of this origin; version and SHA-256 are of our file."""
    return Citation(
        title=origin.title,
        producer=origin.producer,
        version=version,
        licence=origin.license.name,
        licence_url=origin.license.url,
        attribution=origin.attribution,
        url=origin.url_main,
        sha256=sha256,
    )
