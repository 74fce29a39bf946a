"""All files of a footprint that people open; the rows themselves are there already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from procurement_footprint.reporting import page, tables
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.workbook import report as workbook


def files(report: Report, folder: Path) -> None:
    """Write report.html, report.xlsx and the tables as CSV into `folder`; same report, same bytes.

    scopes.csv and activities.csv are there only when the project has activity data.
    invoices.csv, one line for each invoice, is there only when invoices go with the ledgers.
    rejected.csv, one line for each cell that could not be read, is there only when rows were set aside.
    """
    # the page's charts are drawn outside Python, so the workbook gets on meanwhile
    with ThreadPoolExecutor(1) as worker:
        html = worker.submit(page.render, report)
        workbook.write(report, folder / "report.xlsx")
        tables.write(folder, report.breakdown, report.category_names)
        if report.scopes and report.activities is not None:
            (folder / "scopes.csv").write_bytes(tables.as_csv(report.scopes.table))
            (folder / "activities.csv").write_bytes(tables.as_csv(report.activities))
        if report.invoices is not None:
            (folder / "invoices.csv").write_bytes(tables.as_csv(report.invoices))
        if report.rejected.height:
            (folder / "rejected.csv").write_bytes(tables.as_csv(report.rejected))
        (folder / "report.html").write_bytes(html.result().encode())
