"""What each further question of a whole report gave, a leaflet, as a sheet of the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, count

from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.sheets import Sheet, Table, text


def sheets(name: str, leaflet: Leaflet, words: Words) -> Iterator[Sheet]:
    """Yield the sheet of a leaflet with its figures and tables, and one for each of its tables to work in.

    name: of its page. A leaflet without tables has no sheet.
    """
    named = _named(name, leaflet)
    shown = [one for one in leaflet.sections if not one.in_book_only]
    tables = [table for section in shown for table in named[section.name]]
    if tables:
        facts = (_facts(leaflet, words),) if leaflet.facts else ()
        title, note = words(f"workbook.{name}"), printable(leaflet.lead)
        holds = words(f"workbook.note_{name}")
        yield Sheet(title, (*facts, *tables), leaflet.title, note, addresses.page(name), holds)
    for section in leaflet.sections:
        if section.in_book_only and section.tables:
            note, address = printable(" ".join(section.paragraphs)), f"{addresses.page(name)}/{section.name}"
            holds = words("workbook.note_to_fill_in")
            yield Sheet(section.heading, tuple(named[section.name]), section.heading, note, address, holds)


def _named(name: str, leaflet: Leaflet) -> dict[str, list[Table]]:
    """Return the tables of each section by its name, each with a heading and a name that no other table has."""
    met: set[str] = set()
    found: dict[str, list[Table]] = {}
    for section in leaflet.sections:
        called = addresses.slug(f"{name}_{section.name}").replace("-", "_")
        for table in section.tables:
            tries = chain((called,), (f"{called}_no_{number}" for number in count(2)))
            own = next(one for one in tries if one not in met)
            met.add(own)
            found.setdefault(section.name, []).append(replace(table, heading=_heading(section, table), name=own))
    return found | {section.name: [] for section in leaflet.sections if not section.tables}


def _heading(section: Section, table: Table) -> str:
    said = table.heading.startswith(section.heading) or section.in_book_only
    parts = (table.heading,) if said else (section.heading, table.heading)
    return ": ".join(one for one in parts if one)


def _facts(leaflet: Leaflet, words: Words) -> Table:
    columns = (
        text(words("leaflet.what"), [printable(one.label) for one in leaflet.facts]),
        text(words("leaflet.figure"), [printable(one.figure) for one in leaflet.facts]),
        replace(text(words("leaflet.note"), [printable(one.note) for one in leaflet.facts]), kind="flowing"),
    )
    return Table("", columns)
