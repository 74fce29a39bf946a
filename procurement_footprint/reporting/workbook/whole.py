"""The workbook of a whole report: its views, the answers to further questions, and what the figures rest on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from procurement_footprint.reporting.contents import LEAFLETS
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.site.edition import Edition
from procurement_footprint.reporting.workbook import answers, basis, report, rows, views

_SAID_BY_SHEETS = ("steps",)  # the sheets of factors and rules hold the same, to filter


def write(edition: Edition, path: Path) -> None:
    """Write the workbook of a whole report to `path`; same edition, same bytes."""
    own = edition.report
    words, held = Words(own.language), edition.book
    seen = views.views(own, words)
    leaflets = [
        sheet
        for name in LEAFLETS
        if name in edition.leaflets and name not in _SAID_BY_SHEETS
        for sheet in answers.sheets(name, edition.leaflets[name], words)
    ]
    if held is None:
        report.publish(own, words, report.sheets(own, words, seen, leaflets), path)
        return
    table = basis.counted_links(seen["categories"].tables[0], held, words)
    seen["categories"] = replace(seen["categories"], tables=(table,))
    rest_on = (
        rows.sheet(held.rows, own, words),
        basis.factors(held, own, words),
        basis.rules(held.rules, own, words),
    )
    report.publish(own, words, (*report.sheets(own, words, seen, leaflets), *rest_on), path)
