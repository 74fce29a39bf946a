"""The files of a folder of open data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from procurement_footprint.factors.origin import Citation
from procurement_footprint.reporting.open_data import catalogue, frames, package, readme
from procurement_footprint.reporting.open_data.edition import OpenEdition
from procurement_footprint.reporting.open_data.part import Part
from procurement_footprint.reporting.open_data.publisher import Publisher
from procurement_footprint.reporting.open_data.schema import BY_NAME


def edition(parts: Sequence[Part], publisher: Publisher, sources: tuple[Citation, ...]) -> OpenEdition:
    """Return what is published of footprints, which are in the order of time."""
    held = {name: frames.as_csv(name, frame) for name, frame in frames.frames(parts).items()}
    return OpenEdition(parts, held, publisher, sources)


def write(edition: OpenEdition, folder: Path) -> None:
    """Write the tables as CSV, datapackage.json, dcat.rdf and README.md into `folder`; same edition, same bytes."""
    for name, raw in edition.tables.items():
        (folder / BY_NAME[name].file).write_bytes(raw)
    (folder / package.FILE).write_bytes(package.package(edition))
    (folder / catalogue.FILE).write_bytes(catalogue.catalogue(edition))
    (folder / readme.FILE).write_bytes(readme.readme(edition))
