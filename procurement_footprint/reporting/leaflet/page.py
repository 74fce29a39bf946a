"""A leaflet as one HTML page: no script, no network, in the style of the report."""

from __future__ import annotations

from procurement_footprint.reporting import page
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet import shown
from procurement_footprint.reporting.leaflet.document import Leaflet


def render(leaflet: Leaflet) -> str:
    """Return the leaflet as a self-contained page; same leaflet, same text."""
    words = Words(leaflet.language)
    template = page.environment(leaflet.language).get_template("leaflet.html.j2")
    return template.render(
        leaflet=leaflet,
        cells_of=lambda table: [shown.cells(column, words) for column in table.columns],
        shown_total=lambda column: shown.total(column, words),
        to_the_right=shown.to_the_right,
    )
