"""A leaflet with long tables: names that each language sorts its own way, numbers with signs, ranges and shares."""

from __future__ import annotations

from decimal import Decimal

from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.leaflet import page as leaflet_page
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.sheets import Column, Table, text

NAMES = ("Ödlan", "Zebran", "Ärlan", "apan", "Åkern", "Björn 10", "Björn 9", "Anka", "Yxa", "Zon")
CHANGES = (-1234.5, 0.25, 12.0, 1000.0, -3.5, 999.0, 12000.0, None, -0.5, 7.0)
SHARES = (0.0001, 0.5, 0.004, 0.12, 1.0, 0.02, None, 0.3, 0.0, 0.07)
BOUNDS = ((17000, 34800), (900, 1200), (-5, 2), None, (2, 3), (-10, 4), (12, 14), (100, 200), (3, 4), (1, 3))
SURE = (0.999, 0.55, 0.8, 0.95, 0.61, 0.94, 0.98, 0.5, 0.75, None)


def page(language: str) -> str:
    """Return the leaflet's page: ten lines to sort, and thirty to filter."""
    words = Words(language)
    sections = tuple(
        Section(name, name, tables=(Table(name, _columns(words, times)),)) for name, times in (("Kort", 1), ("Bred", 3))
    )
    return leaflet_page.render(Leaflet("Långa tabeller", "2024", "Svaret.", (), sections, (), (), language, "p 0"))


def _columns(words: Words, times: int) -> tuple[Column, ...]:
    bounds = [tuple(Decimal(one) * 1000 for one in pair) if pair else (None, None) for pair in BOUNDS]
    return (
        Column("Namn", "text", text("", NAMES * times).values, "Summa"),
        columns.numbers("Ändring", "change", CHANGES * times, 12780.75),
        columns.numbers("Andel", "share", SHARES * times),
        columns.unbroken("Spann", [words.tonnes_range(*pair) for pair in bounds] * times),
        columns.unbroken("Större?", [words.sureness(one) for one in SURE] * times),
    )
