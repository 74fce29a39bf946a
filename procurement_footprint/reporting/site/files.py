"""A whole report as a folder: pages that each stand alone, the same in one file, the workbook, and the tables."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint import atomic
from procurement_footprint.reporting import tables
from procurement_footprint.reporting.site import pages
from procurement_footprint.reporting.site.edition import Edition
from procurement_footprint.reporting.workbook import whole

FIRST, ONE_FILE, BOOK, DATA = "index.html", pages.ONE_FILE, pages.BOOK, "data"


def write(edition: Edition, target: Path) -> None:
    """Write the report into the new folder `target`; same edition, same bytes.

    index.html is its first page, report.html all of it in one file, report.xlsx the workbook, and in data/ is every
    table as CSV. The folder appears whole or not at all.
    """
    with atomic.folder(target.absolute()) as folder:
        for name, text in pages.site(edition).items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        (folder / ONE_FILE).write_bytes(pages.one_file(edition).encode())
        whole.write(edition, folder / BOOK)
        data = folder / DATA
        data.mkdir()
        tables.write(data, edition.report.breakdown, edition.report.category_names)
        for name, frame in edition.frames.items():
            (data / f"{name}.csv").write_bytes(tables.as_csv(frame))
