"""The ledgers of a project at hand: read once, for the years in them and for every period that is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from procurement_footprint.job import Job, Listener
from procurement_footprint.ledger import bookings, read
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.read_once import Whole
from procurement_footprint.problems import Refused

Progress = Callable[[str, int], None]


@dataclass(slots=True)
class AtHand:
    """The ledgers that a job without a period reads; they are read when they are first needed.

    spool: an empty folder of ours, where rows are kept as long as this is used.
    """

    everything: Job
    spool: Path
    whole: Whole | None = None
    apart: bool = False  # each period has to be read by itself

    def years(self, listener: Listener) -> tuple[int, ...]:
        """Return the years of booking, sorted; none where no ledger is named. Errors: Refused."""
        return self._read(listener.progress).years() if self.everything.ledgers else ()

    def booked(self, job: Job, spool: Path, progress: Progress) -> Ledger:
        """Return the bookings of a job on these ledgers, as `bookings.booked` does. Errors: Refused.

        Where they cannot be read without a period (a file may have no dates), the period is read by itself.
        """
        if job.period is None or job.ledgers != self.everything.ledgers or not job.ledgers or self.apart:
            return bookings.booked(job, spool, progress)
        try:
            return self._read(progress).of(job.period)
        except Refused:
            if self.whole is not None:
                raise
            self.apart = True
            return bookings.booked(job, spool, progress)

    def _read(self, progress: Progress) -> Whole:
        if self.whole is None:
            chosen = bookings.choices(self.everything)
            done = read.through(self.everything.ledgers, self.spool, chosen, progress)
            read.ledger(done, chosen)
            self.whole = Whole(done, chosen)
        return self.whole
