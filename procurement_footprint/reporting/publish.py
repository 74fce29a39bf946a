"""All files of a footprint that people open; the rows themselves are there already."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint.reporting import page, tables, workbook
from procurement_footprint.reporting.report import Report


def files(report: Report, folder: Path) -> None:
    """Write report.html, report.xlsx and the tables as CSV into `folder`; same report, same bytes."""
    (folder / "report.html").write_bytes(page.render(report).encode())
    workbook.write(report, folder / "report.xlsx")
    tables.write(folder, report.breakdown, report.category_names)
