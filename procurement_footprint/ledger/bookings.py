"""The bookings of a job, wherever they are: in the files that it names, or in the archive of its project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from procurement_footprint.job import Job
from procurement_footprint.ledger import profile
from procurement_footprint.ledger.book import Choices, Ledger
from procurement_footprint.ledger.read import read

Booked = Callable[[Job, Path, Callable[[str, int], None]], Ledger]  # gives the bookings of a job


def booked(job: Job, spool: Path, progress: Callable[[str, int], None]) -> Ledger:
    """Return the bookings of the files that a job names, or of its project's archive."""
    if not job.of_archive or job.project.folder is None:
        return read(job.ledgers, spool, choices(job), progress)
    from procurement_footprint.ledger import archive  # only where there is one

    held = archive.load(job.project.folder)
    seen = held.of(job.entity) if job.entity else held
    return archive.read(seen, choices(job), held.last if job.as_of is None else job.as_of)


def choices(job: Job) -> Choices:
    """Return what is decided about the ledgers: the same for all but for what its entity says about a file."""
    common = Choices(
        profile=profile.named(job.profile) if job.profile else None,
        period=job.period,
        accept_problems=job.accept_problems,
    )
    return replace(common, own={path: _of_buyer(job, path, common) for path in job.ledgers})


def _of_buyer(job: Job, path: Path, common: Choices) -> Choices:
    buyer = job.buyer(path)
    if buyer is None:
        return common
    named = job.project.profile_called(buyer.profile)
    own = common.profile or (profile.named(named) if named else None)
    return replace(common, profile=own, organisation_id=buyer.id, organisation=buyer.name, entity=buyer.code)
