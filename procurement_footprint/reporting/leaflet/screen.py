"""A leaflet on the terminal: the answer, the figures, and the first lines of each table."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from procurement_footprint.reporting.language import MINUS, Words, printable
from procurement_footprint.reporting.leaflet import shown
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.sheets import Table

WIDTH, NAME_WIDTH = 110, 44
UNSHOWN = frozenset({"prose", "link"})


def text(leaflet: Leaflet) -> str:
    """Return the leaflet as plain text, without control characters."""
    words = Words(leaflet.language)
    held = StringIO()
    console = Console(file=held, width=WIDTH, color_system=None, highlight=False, markup=False, emoji=False)
    console.print(Text(printable(f"{leaflet.title}: {leaflet.subtitle}")), soft_wrap=True)
    console.print()
    console.print(Text(printable(leaflet.lead)))
    for fact in leaflet.facts:
        note = f" ({fact.note})" if fact.note else ""
        console.print(Text(printable(f"  {fact.label}: {fact.figure}{note}")), soft_wrap=True)
    for section in leaflet.sections:
        _section(section, console, words)
    for note in leaflet.notes:
        console.print()
        console.print(Text(printable(note)))
    return "\n".join(line.rstrip() for line in held.getvalue().replace(MINUS, "-").splitlines()).strip() + "\n"


def _section(section: Section, console: Console, words: Words) -> None:
    if not section.on_screen:
        return
    console.print()
    console.print(Text(printable(section.heading)))
    for line in section.paragraphs:
        console.print(Text(printable(line)))
    for table in section.tables:
        console.print()
        console.print(_grid(table, section.on_screen, words))
        more = len(table.columns[0].values) - section.on_screen
        if more > 0:
            console.print(Text(words("leaflet.more", count=words.number(more))))


def _grid(table: Table, most: int, words: Words) -> Grid:
    columns = [one for one in table.columns if one.kind not in UNSHOWN]
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, column in enumerate(columns):
        right = shown.to_the_right(column)
        width = None if place else NAME_WIDTH
        grid.add_column(printable(column.header), justify="right" if right else "left", max_width=width)
    filled = [shown.cells(column, words)[:most] for column in columns]
    for cells in zip(*filled, strict=True):
        grid.add_row(*(Text(cell) for cell in cells))
    if columns and columns[0].total is not None:
        grid.add_row(*(Text(shown.total(column, words)) for column in columns))
    return grid
