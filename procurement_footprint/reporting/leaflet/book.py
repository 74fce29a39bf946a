"""A leaflet as an Excel workbook: a first sheet with the answer, then one sheet a section."""

from __future__ import annotations

import re
from pathlib import Path

from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.sheets import Sheet, Table, text
from procurement_footprint.reporting.workbook.book import NAME_LENGTH, write_book

NO_NAME = re.compile(r"[\[\]:*?/\\]")  # what the name of a sheet must not hold


def write(leaflet: Leaflet, path: Path) -> None:
    """Write the leaflet to `path` as an .xlsx file; same leaflet, same bytes."""
    words = Words(leaflet.language)
    tables = (section for section in leaflet.sections if section.tables)
    contents = (_first(leaflet, words), *(_sheet(one) for one in tables))
    write_book(path, leaflet.title, contents, leaflet.language, leaflet.subtitle)


def _first(leaflet: Leaflet, words: Words) -> Sheet:
    facts = (
        text(words("leaflet.what"), [printable(one.label) for one in leaflet.facts]),
        text(words("leaflet.figure"), [printable(one.figure) for one in leaflet.facts]),
        text(words("leaflet.note"), [printable(one.note) for one in leaflet.facts]),
    )
    said = [leaflet.subtitle, leaflet.lead, *(line for one in leaflet.sections for line in one.paragraphs)]
    sources = [one.attribution for one in leaflet.citations]
    columns = {"leaflet.answer": said, "leaflet.notes": leaflet.notes, "leaflet.sources": sources}
    prose = [
        Table("", (text(words(key), [printable(line) for line in lines], "prose"),))
        for key, lines in columns.items()
        if lines
    ]
    return Sheet(words("workbook.summary"), (Table(leaflet.title, facts), *prose))


def _sheet(section: Section) -> Sheet:
    name = NO_NAME.sub(" ", section.heading).strip("' ")
    return Sheet(" ".join(name.split())[:NAME_LENGTH].strip(), tuple(section.tables))
