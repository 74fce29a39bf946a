"""The workbook of a whole report."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint.reporting.site.edition import Edition
from procurement_footprint.reporting.workbook import report


def write(edition: Edition, path: Path) -> None:
    """Write the workbook of a whole report to `path`; same edition, same bytes."""
    report.write(edition.report, path)
