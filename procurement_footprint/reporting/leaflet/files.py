"""A leaflet as a folder that people can pass on: the page, the workbook, and the exact tables as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from procurement_footprint import atomic
from procurement_footprint.reporting import tables
from procurement_footprint.reporting.leaflet import book, page
from procurement_footprint.reporting.leaflet.document import Leaflet

PAGE, BOOK = "report.html", "report.xlsx"


def write(leaflet: Leaflet, frames: Mapping[str, pl.DataFrame], target: Path) -> None:
    """Write report.html, report.xlsx and `<name>.csv` of each frame into the new folder `target`.

    The folder appears whole or not at all; same leaflet, same bytes.
    """
    with atomic.folder(target.absolute()) as folder:
        for name, frame in frames.items():
            (folder / f"{name}.csv").write_bytes(tables.as_csv(frame))
        book.write(leaflet, folder / BOOK)
        (folder / PAGE).write_bytes(page.render(leaflet).encode())
