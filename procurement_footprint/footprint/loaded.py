"""What a footprint rests on and its ledgers, read side by side: from files, or from the archive of a project."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

from procurement_footprint.footprint import basis
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.job import Job, Listener
from procurement_footprint.ledger import aliases, departments, pseudonym_key, pseudonyms
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.bookings import Booked, booked
from procurement_footprint.ledger.protected import protected, under
from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.mapping import persons


def loaded(job: Job, spool: Path, listener: Listener, source: Booked = booked) -> tuple[Basis, Ledger]:
    """Return what the footprint rests on and the ledgers of a job, both with pseudonyms for natural persons.

    spool: an empty folder of ours, where rows are kept. listener: is told what was recognised. source: where the
    bookings come from. What is wrong with the first ends both.
    """
    known, ledger = _side_by_side(job, spool, listener, source)
    key = job.key or (pseudonym_key.made(job.project.folder) if job.project.folder else None)
    for line in persons.named(known.mappings, key):
        listener.say(line)
    if key:
        known = replace(known, mappings=persons.by_pseudonym(known.mappings, key))
        known = replace(known, aliases=pseudonyms.settled(known.aliases, key))
    shown = under(job.key, ledger) if job.key else protected(ledger, job.project.folder)
    return known, _settled(shown, known, job, listener)


def as_delivered(job: Job, spool: Path, listener: Listener) -> tuple[Basis, Ledger]:
    """Return the same with natural persons as the ledgers name them, to be counted and not to be shown."""
    known, ledger = _side_by_side(job, spool, listener, booked)
    return known, _settled(ledger, known, job, listener)


def _side_by_side(job: Job, spool: Path, listener: Listener, source: Booked) -> tuple[Basis, Ledger]:
    given_up = Event()

    def progress(name: str, rows: int) -> None:
        if given_up.is_set():
            raise InterruptedError
        listener.progress(name, rows)

    with ThreadPoolExecutor(1) as worker:
        reading = worker.submit(_read, job, spool, progress, source)
        try:
            known = basis.load(job.project, job.made_with, job.period)
            ledger = reading.result()
        finally:
            given_up.set()
    return known, ledger


def _settled(ledger: Ledger, known: Basis, job: Job, listener: Listener) -> Ledger:
    """Return the ledger with suppliers and departments as the project has decided, and say what was noticed."""
    named = aliases.settled(ledger, known.aliases)
    if ledger.as_of is not None:  # what was noticed was said when they were taken in
        listener.say(f"the archive as it was after import {ledger.as_of}; imports read: {len(ledger.files)}")
    for note in named.notes if ledger.as_of is None else ():
        listener.say(note)
    settled = departments.settled(named, job.project.settings.departments)
    for note in settled.notes[len(named.notes) :]:
        listener.say(note)
    return settled


def _read(job: Job, spool: Path, progress: Callable[[str, int], None], source: Booked) -> Ledger:
    """Return the bookings of a job, with suppliers from another ledger where that is asked for."""
    ledger = source(job, spool, progress)
    if job.suppliers is None:
        return ledger
    from procurement_footprint.ledger.sie import suppliers  # only where they are asked for

    apart = spool / "suppliers"
    apart.mkdir()
    return suppliers.joined(ledger, read([job.suppliers], apart, Choices(), progress))
