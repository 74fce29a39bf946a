"""The workbook that `run` writes: a footprint's own report, without what would need its rows once more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from procurement_footprint.reporting import group_views, measured
from procurement_footprint.reporting.hot_spots import in_brief
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Sheet
from procurement_footprint.reporting.workbook import bridge, overview, sources, views
from procurement_footprint.reporting.workbook.book import write_book

BOUGHT = ("departments", "suppliers", "categories", "who_buys_what", "quarters")
REST = ("unmapped", "left_out", "evidence")


def write(report: Report, path: Path) -> None:
    """Write the report to `path` as an .xlsx file, in the report's language."""
    words = Words(report.language)
    publish(report, words, sheets(report, words, views.views(report, words), ()), path)


def sheets(report: Report, words: Words, held: dict[str, Sheet], leaflets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Return what a report's workbook holds between overview and sources. leaflets: what further questions gave."""
    bought, rest = ([held[name] for name in names] for names in (BOUGHT, REST))
    spots = leaflets or (in_brief.sheet(report, words),)
    told = () if report.activities is None else (measured.sheet(report.activities, report, words),)
    return (*group_views.sheets(report, words), *bought, *spots, bridge.bridge(report, words), *rest, *told)


def publish(report: Report, words: Words, contents: Sequence[Sheet], path: Path) -> None:
    """Write the overview of these sheets, the sheets themselves, and the sources."""
    others = (*contents, sources.sources(report, words))
    first = overview.overview(report, words, others)
    write_book(path, report.title, (first, *others), report.language, overview.subject(report))
