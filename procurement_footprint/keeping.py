"""Periods that are kept for good: closed, restated beside what was closed, and made again from what pins them."""

from __future__ import annotations

from procurement_footprint.footprint import closing, manifest, repeat, repeated
from procurement_footprint.footprint.closing import Version
from procurement_footprint.footprint.repeated import Repeated
from procurement_footprint.job import Job, Listener
from procurement_footprint.ledger import closings
from procurement_footprint.ledger.closings import Closing
from procurement_footprint.ready import ready
from procurement_footprint.reporting import closed
from procurement_footprint.reporting.folder import passing_workroom, workroom
from procurement_footprint.reporting.report import Report
from procurement_footprint.workflow import reported


def close(job: Job, version: Version, listener: Listener) -> Report:
    """Compute the footprint of the job's period and keep it for good, as that version of the closed period.

    The project is locked by the caller. Errors: as those of `run`, and Refused when months are missing; Unchanged when
    a restatement would say what the version before it says. The folder appears whole or not at all.
    """
    project, span = closing.project_folder(job.project), job.period
    if span is None:
        raise ValueError("a closed period has a name")
    with ready(job.language), workroom(version.folder(project, span)) as room:
        footprint, report, written = reported(job, room, listener)
        missing = closing.refuse_gaps(footprint, version)
        for line in (*closed.said_before(report, missing), *closing.beside(footprint, project)):
            listener.say(line)
        report = closed.write(footprint, report, written, version, room.result, listener)
        closed.see_changed(report, written, version)
        closing.pin(room.result, version, job, written, missing)
    return report


def verify(held: Closing, inputs: repeat.Inputs, listener: Listener) -> Repeated:
    """Make a closed period again from what pins it, wherever it is now; return what came of it.

    Nothing is written where it is. Errors: Refused when an input, or the version that it restates, is not there as it
    was.
    """
    with passing_workroom() as room:
        job = repeat.job_of(manifest.read(held.folder), held.folder, inputs, room.copies)
        footprint, report, written = reported(job, room, listener)
        closed.write(footprint, report, written, closing.again(held), room.result, listener)
        since = repeated.since(held.pins, closing.pins(written, inputs.project.folder), inputs.project)
        return repeated.compared(held.folder, room.result, since, closings.FILE)
