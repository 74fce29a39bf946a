"""README.md of the published folder: what it is, terms and credit, tables and columns, in Swedish and in English."""

from __future__ import annotations

from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.open_data import catalogue, package, templates
from procurement_footprint.reporting.open_data.edition import OpenEdition
from procurement_footprint.reporting.open_data.schema import TABLES

FILE, TEMPLATE = "README.md", "README.md.j2"


def readme(edition: OpenEdition) -> bytes:
    """Return the bytes of README.md; same edition, same bytes."""
    methods = {part.method.version: part.method for part in edition.parts}
    columns = {column.name: column for table in TABLES for column in table.columns}
    return templates.render(
        TEMPLATE,
        edition=edition,
        publisher=edition.publisher,
        languages=[Words("sv"), Words("en")],
        tables=TABLES,
        columns=columns,
        methods=list(methods.values()),
        package=package.FILE,
        catalogue=catalogue.FILE,
        program=edition.parts[0].report.program,
    )
