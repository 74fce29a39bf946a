"""A leaflet on the terminal: the answer, the figures, and the first lines of each table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import accumulate, zip_longest

from rich.console import Console, JustifyMethod
from rich.table import Table as Grid
from rich.text import Text

from procurement_footprint.reporting.language import MINUS, Words, printable
from procurement_footprint.reporting.leaflet import shown
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.sheets import Column, Table

WIDTH, GAP = 120, 2
HEADER = 12  # characters of a header that stand on one line
FIRST, OTHERS = 36, 24  # how wide a text may be in the first column, and in the others
UNSHOWN = frozenset({"prose", "link"})


@dataclass(frozen=True, slots=True)
class _Filled:
    """A column that is ready to read: its header, its cells with the total last, and how wide it is."""

    header: str
    cells: tuple[str, ...]
    right: bool
    width: int


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
        _table(table, section.on_screen, console, words)


def _table(table: Table, most: int, console: Console, words: Words) -> None:
    """Print the first lines of a table, and of its columns those that fit; the others are named."""
    chosen = [one for one in table.columns if one.kind not in UNSHOWN]
    columns = [_filled(one, most, OTHERS if place else FIRST, words) for place, one in enumerate(chosen)]
    sizes = accumulate(column.width + GAP for column in columns)
    fitting = sum(size <= WIDTH + GAP for size in sizes)
    console.print()
    console.print(_grid(columns[:fitting]))
    more = len(table.columns[0].values) - most
    if more > 0:
        console.print(Text(words("leaflet.more", count=words.number(more))))
    if left := [column.header for column in columns[fitting:]]:
        console.print(Text(words("leaflet.columns", names=", ".join(left))))


def _filled(column: Column, most: int, widest: int, words: Words) -> _Filled:
    header, whole = printable(column.header), column.total is not None
    cells = [*shown.cells(column, words)[:most], *([shown.total(column, words)] if whole else [])]
    right = shown.to_the_right(column)
    natural = max(map(len, (*cells, *header.split(), header[:HEADER])), default=0)
    return _Filled(header, tuple(cells), right, natural if right else min(natural, widest))


def _grid(columns: Sequence[_Filled]) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    for column in columns:
        justify: JustifyMethod = "right" if column.right else "left"
        grid.add_column(column.header, justify=justify, width=column.width)
    for cells in zip_longest(*(column.cells for column in columns), fillvalue=""):
        grid.add_row(*(Text(cell, no_wrap=True, overflow="ellipsis") for cell in cells))
    return grid
