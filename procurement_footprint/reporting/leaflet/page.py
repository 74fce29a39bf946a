"""A leaflet as one HTML page: no script, no network, in the style of the report."""

from __future__ import annotations

from procurement_footprint.reporting import page
from procurement_footprint.reporting.addresses import NOWHERE
from procurement_footprint.reporting.leaflet.document import Leaflet


def render(leaflet: Leaflet) -> str:
    """Return the leaflet as a self-contained page; same leaflet, same text."""
    return page.environment(leaflet.language).get_template("leaflet.html.j2").render(leaflet=leaflet, href=NOWHERE)
