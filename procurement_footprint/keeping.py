"""Periods that are kept for good: closed, restated beside what was closed, and made again from what pins them."""

from __future__ import annotations

from procurement_footprint.footprint import closing, manifest, repeat
from procurement_footprint.footprint.closing import Version
from procurement_footprint.job import Job, Listener
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


def verify(held: Closing, inputs: repeat.Inputs, listener: Listener) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make a closed period again from what pins it.

    Returns one line for each file that differs, and one for each that decides it and has changed since.
    """
    project = closing.project_folder(inputs.project)
    with passing_workroom() as room:
        job = repeat.job_of(manifest.read(held.folder), held.folder, inputs, room.copies)
        footprint, report, written = reported(job, room, listener)
        closed.write(footprint, report, written, closing.again(held, project), room.result, listener)
        return closing.differences(held.folder, room.result), closing.since(held, closing.pins(written, project))
