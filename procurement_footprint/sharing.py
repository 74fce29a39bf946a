"""What may be published of a finished footprint: made, looked through, and only then given away."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint.analysis import sums
from procurement_footprint.footprint import public
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.problems import Refused
from procurement_footprint.reporting import record
from procurement_footprint.reporting.folder import workroom
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.share import scan, write
from procurement_footprint.reporting.share.write import Sharing
from procurement_footprint.workflow import composed


def share(done: Finished, asked: Sharing, target: Path) -> Report:
    """Publish in the new folder `target` what may be published of a finished footprint, and return its report.

    Errors: Refused where a file has a natural person's number or known name in it, or the totals are not those of the
    footprint; the folder appears whole or not at all.
    """
    open_rows = public.footprint(done, asked.project, asked.threshold)
    keys = sums.OF_GROUP if open_rows.group else sums.KEYS
    report, tables, scopes = composed(open_rows, sums.added_up(open_rows.rows, keys))
    write.same_totals(done, record.totals(open_rows, tables, scopes))
    with workroom(target) as room:
        write.files(done, report, open_rows.rows, asked.threshold, room.result)
        if found := scan.folder(room.result, asked.known):
            raise Refused(found)
    return report
