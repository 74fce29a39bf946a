"""What may be published of a finished footprint: made, looked through, and only then given away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from procurement_footprint.analysis import sums
from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.scopes import Scopes
from procurement_footprint.analysis.sums import Sums
from procurement_footprint.composing import composed
from procurement_footprint.footprint import reopened
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.problems import Refused
from procurement_footprint.project import Project
from procurement_footprint.reporting import record
from procurement_footprint.reporting.folder import workroom
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.share import scan, write
from procurement_footprint.reporting.share.write import Sharing


@dataclass(frozen=True, slots=True)
class Public:
    """A finished footprint as it may be published: its rows, their sums, and what is made of them.

    sums: those of `sums.added_up`, whose totals are those of the footprint that it was made from.
    """

    rows: Footprint
    sums: Sums
    report: Report
    tables: Breakdown
    scopes: Scopes


def public_of(done: Finished, project: Project, threshold: int) -> Public:
    """Return a finished footprint as it may be published; threshold: below which suppliers are pooled.

    Errors: Refused where the totals are not those of the footprint.
    """
    open_rows = reopened.published(done, project, threshold)
    added = sums.added_up(open_rows.rows, sums.OF_GROUP if open_rows.group else sums.KEYS)
    report, tables, scopes = composed(open_rows, added)
    write.same_totals(done, record.totals(open_rows, tables, scopes))
    return Public(open_rows, added, report, tables, scopes)


def share(done: Finished, asked: Sharing, target: Path) -> Report:
    """Publish in the new folder `target` what may be published of a finished footprint, and return its report.

    Errors: Refused where a file has a natural person's number or known name in it, or the totals are not those of the
    footprint; the folder appears whole or not at all.
    """
    held = public_of(done, asked.project, asked.threshold)
    with workroom(target) as room:
        write.files(done, held.report, held.rows.rows, asked.threshold, room.result)
        if found := scan.folder(room.result, asked.known):
            raise Refused(found)
    return held.report
