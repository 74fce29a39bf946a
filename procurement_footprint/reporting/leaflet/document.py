"""What a leaflet says: a title, the answer in a sentence, a few figures, and sections with charts and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from procurement_footprint.factors.origin import Citation
from procurement_footprint.reporting.sheets import Table


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure that stands out, ready to read: what it is, the figure, and a note in small print ("" for none).

    address: where the figure leads, see `addresses`; None where it leads nowhere.
    """

    label: str
    figure: str
    note: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences, charts and tables under it.

    name: how the section is called in addresses and as a sheet's name; unique in its leaflet. on_screen: how many lines
    of each table the terminal shows; 0 for none. in_book_only: a sheet to work in, which the page does not show. more:
    what leads on from it, text and address each.
    """

    name: str
    heading: str
    paragraphs: Sequence[str] = ()
    charts: Sequence[tuple[str, Markup]] = ()  # caption and picture
    tables: Sequence[Table] = ()
    on_screen: int = 10
    in_book_only: bool = False
    more: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A short report. subtitle: whose purchases and when. lead: the answer in a sentence.

    notes: what the reader must know to read it right. citations: the sources of its figures. language: `sv` or `en`.
    program: `procurement-footprint 0.1.0`.
    """

    title: str
    subtitle: str
    lead: str
    facts: Sequence[Fact]
    sections: Sequence[Section]
    notes: Sequence[str]
    citations: Sequence[Citation]
    language: str
    program: str
