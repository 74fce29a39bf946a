"""Taking files into an archive: nothing counts twice, and what differs from what is there is shown, not guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from procurement_footprint import __version__, atomic
from procurement_footprint.ledger import closings
from procurement_footprint.ledger.archive import difference, imports, layouts, refusals, storing
from procurement_footprint.ledger.archive.difference import Month
from procurement_footprint.ledger.archive.imports import Archive, Import
from procurement_footprint.ledger.archive.wish import Wish
from procurement_footprint.ledger.book import NOTHING, Ledger, LedgerFile, Tally
from procurement_footprint.ledger.closings import Closing
from procurement_footprint.ledger.lock import locked
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.protected import protected
from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.ledger.sie import suppliers
from procurement_footprint.ledger.ubl.collection import digest
from procurement_footprint.problems import Problem, Refused

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. imported: None where all its rows were there already.

    read: the bookings in it. months: how it differs from what was there. closed: the closed periods it reaches into.
    """

    source: str
    read: Tally
    imported: Import | None = None
    months: tuple[Month, ...] = ()
    closed: tuple[Closing, ...] = ()
    notes: tuple[str, ...] = ()


def take_in(project: Path, files: Sequence[Path], wish: Wish, progress: Progress) -> tuple[Taken, ...]:
    """Take files into the archive of the project, one after the other, all or none; return what became of each.

    progress is told the file's name and how many of its rows have been read.
    Errors: Refused with everything that is wrong with all of them; Unbalanced when money gets lost on the way.
    """
    with locked(project):
        storing.clean(project)
        before = imports.load(project)
        with atomic.folders(project, before.folder.name) as made:
            taking = _Taking(before, before, wish, _closed(project), made, progress)
            taken = taking.all(files)
            stored = {one.number: one for one in storing.publish(before, taking.held)}
    return tuple(replace(one, imported=stored[one.imported.number]) if one.imported else one for one in taken)


@dataclass(slots=True)
class _Taking:
    """One command's work. before: the archive as it is; held: with those files that have been read so far."""

    before: Archive
    held: Archive
    wish: Wish
    closed: Mapping[str, Closing]
    made: Path
    progress: Progress
    files: int = field(default=0)

    def all(self, files: Sequence[Path]) -> list[Taken]:
        """Return what becomes of the files. Errors: Refused with what is wrong with all of them."""
        taken: list[Taken] = []
        problems: list[Problem] = []
        for path in files:
            try:
                taken.append(self.one(path))
            except Refused as refused:
                problems += refused.problems
        if not problems:
            problems += refusals.of_total([one.source for one in taken], [one.read for one in taken], self.wish)
        if problems:
            raise Refused(problems)
        return taken

    def one(self, path: Path) -> Taken:
        """Return what becomes of a file, and keep its rows. Errors: Refused."""
        if same := self._same_file(path):
            return Taken(name_of(path), same.rows + same.rejected)
        ledger = self._read(path)
        (file,) = ledger.files
        rows = difference.contents(ledger.blocks)
        there = difference.archived(self.held, self.wish.entity, set(rows["month"]))
        months = difference.between(there, rows)
        adding = self.wish.overlap == "add"
        said = Taken(name_of(path), file.accepted + file.rejected, months=months, notes=ledger.notes)
        if all(one.same or (adding and not one.only_file.rows) for one in months) or self._known(file, rows, months):
            return said
        reached = [self.closed[one.month] for one in months if one.month in self.closed and not one.same]
        touched = tuple({one.name: one for one in reached}.values())
        problems = refusals.of_layout(file, self.held, self.wish)
        problems += refusals.of_months(file.name, months, touched, (self.before, self.held), self.wish)
        if problems:
            raise Refused(problems)
        new = difference.new_rows(there, rows) if adding else None
        stored = rows if new is None else rows.filter(new)
        one = self._import(path, ledger, stored, months)
        self.held = storing.stage(one, ledger, new, self.held, self.made)
        return Taken(said.source, said.read, one, months, touched, ledger.notes)

    def _same_file(self, path: Path) -> Import | None:
        """Return the import of this very file, all of whose rows count, where the wish says nothing else about it."""
        if self.wish.overlap == "replace" or self.wish.layout == "named":
            return None
        sha256, period = digest(path), self.wish.period
        same = (
            one
            for one in self.held.of(self.wish.entity).imports
            if (one.sha256, one.period) == (sha256, period) and not one.held_already.rows
        )
        return next((one for one in same if self.held.counting(one).keys() == one.months.keys()), None)

    def _known(self, file: LedgerFile, rows: pl.DataFrame, months: Sequence[Month]) -> bool:
        """Return whether an earlier import brought this file, or the same rows in other order, and all are there yet.

        The archive may have more in these months: late bookings that came since then.
        """
        if self.wish.overlap == "replace" or any(one.only_file.rows for one in months):
            return False
        earlier, tallies = self.held.of(self.wish.entity).imports, difference.tallies(rows)
        return any(one.sha256 == file.sha256 for one in earlier) or any(
            one.months == tallies and difference.same(difference.stored(self.held, one), rows) for one in earlier
        )

    def _read(self, path: Path) -> Ledger:
        """Return the bookings of a file, read by the profile that is chosen or remembered; persons have pseudonyms."""
        self.files += 1
        spool = self.made.with_name(f"spool-{self.files}")
        spool.mkdir()
        chosen = self.wish.choices
        profile = chosen.profile or layouts.remembered(path, self.held, self.wish.entity)
        try:
            ledger = read([path], spool, replace(chosen, profile=profile), self.progress)
        except Refused as refused:
            known = self.wish.layout == "named"
            changes = [] if known else layouts.unread(path, self.held, self.wish.entity)
            raise Refused([*changes, *refused.problems]) from None
        return protected(self._with_suppliers(ledger, spool), self.before.folder.parent)

    def _with_suppliers(self, ledger: Ledger, spool: Path) -> Ledger:
        """Return the bookings with suppliers from another ledger where that is asked for."""
        if self.wish.suppliers is None:
            return ledger
        apart = spool / "suppliers"
        apart.mkdir()
        return suppliers.joined(ledger, read([self.wish.suppliers], apart, Choices(), self.progress))

    def _import(self, path: Path, ledger: Ledger, stored: pl.DataFrame, months: Sequence[Month]) -> Import:
        """Return the import of a file of which these rows are stored."""
        (file,), wish = ledger.files, self.wish
        replaced = tuple(one.month for one in months if one.overlaps) if wish.overlap == "replace" else ()
        held_already = sum((one.both for one in months), NOTHING) if wish.overlap == "add" else NOTHING
        return Import(
            number=self.held.last + 1,
            together=(0, 0),  # known when all files of the command have been read
            entity=wish.entity,
            name=self.held.free_name(file.name),
            source=name_of(path),
            sha256=file.sha256,
            rows_sha256="",  # known when they are stored
            kind=file.kind,
            imported=wish.today,
            program=__version__,
            profiles=file.profiles,
            headers=file.headers,
            months=difference.tallies(stored),
            outside_period=file.outside_period,
            rejected=file.rejected,
            excluded=file.excluded,
            held_already=held_already,
            period=wish.period,
            control_total=wish.control_total,
            replaced=replaced,
            reason=wish.reason,
            notes=ledger.notes,
        )


def _closed(project: Path) -> dict[str, Closing]:
    """Return the months that are closed, each with the last version of the period that holds it."""
    held = closings.load(project)
    newest = {one.period: one for one in held}
    return {month: newest[period] for month, period in closings.months_closed(project).items()}
