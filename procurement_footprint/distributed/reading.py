"""Ledgers read on a cluster: delimited and Parquet files stretch by stretch, all others here, as ever.

1. how many lines each stretch has, and how its file writes money and dates by its first block;
2. its rows, which go to Parquet files in the spool; a file that goes on otherwise than it begins is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import uuid4

from procurement_footprint.job import Job
from procurement_footprint.ledger import bookings, read, sheet_rows
from procurement_footprint.ledger.book import Choices, Ledger
from procurement_footprint.ledger.layout import Layout
from procurement_footprint.ledger.opened import Opened, open_all, open_one
from procurement_footprint.ledger.sheet_rows import Part, Seen, SheetRows, Style
from procurement_footprint.ledger.spool import Spool
from procurement_footprint.ledger.stretches import Stretch, first_lines, stretches
from procurement_footprint.ledger.typed import Given
from procurement_footprint.period import Period
from procurement_footprint.problems import Problem

S = TypeVar("S")
T = TypeVar("T")


class Each(Protocol):
    """Makes something of each item, in their order, somewhere on a cluster."""

    def __call__(self, function: Callable[[S], T], items: Sequence[S]) -> list[T]:
        """Return what `function` makes of each item."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a file that is to be read, and by which of its lines and how. style: None where it is only seen."""

    stretch: Stretch
    layout: Layout
    given: Given
    first: int = 1
    style: Style | None = None


def booked(each: Each, size: int, job: Job, spool: Path, progress: Callable[[str, int], None]) -> Ledger:
    """Return the bookings of the files of a job, read on a cluster; those of an archive are read here.

    size: about how many bytes of a file are read at a time. spool: an empty folder of ours that all executors see.
    Errors: as `ledger.read.read`.
    """
    if job.of_archive:
        return bookings.booked(job, spool, progress)
    choices = bookings.choices(job)
    files = [_settled(file, choices) for file in open_all(job.ledgers, choices)]
    apart = {file.name: pieces for file in files if (pieces := _pieces(file, size))}
    sheets = dict(zip(apart, _sheets(each, list(apart.values()), choices.period, spool), strict=True))
    here = Spool(spool, memory=0)
    done = []
    for file in files:
        if file.name in sheets:
            read.look_at_currencies(sheets[file.name])
            progress(file.name, sheets[file.name].accepted.rows)
            done.append((file, [sheets[file.name]]))
        else:
            done.append(read.read_file(file, choices, here, progress))
    return read.ledger(done, choices)


def _settled(file: Opened, choices: Choices) -> Opened:
    """Return a file, opened by all of its bytes: they are cut and handed out before any of them is read."""
    if not file.source.looked_through.by_beginning:
        return file
    return open_one(file.path, file.name, choices.at(file.path), patient=True)


def _pieces(file: Opened, size: int) -> list[_Piece]:
    """Return the stretches of a file that is one sheet and can be cut; none of any other."""
    if len(file.sheets) != 1:
        return []
    ((sheet, layout, given),) = file.sheets
    return [_Piece(one, layout, given) for one in stretches(sheet, size)]


def _sheets(each: Each, files: Sequence[list[_Piece]], period: Period | None, spool: Path) -> list[SheetRows]:
    """Return what became of the rows of files, each given by its pieces."""
    begun = _by_file(each, _begun, files)
    styled = [_styled(pieces, told) for pieces, told in zip(files, begun, strict=True)]
    reading = partial(_read, spool, period)
    parts = _by_file(each, reading, styled)
    finals = [_decided(some) for some in parts]
    stale = {n: one for n, one in enumerate(finals) if isinstance(one, Style) and one != styled[n][0].style}
    again = [[replace(piece, style=style) for piece in styled[n]] for n, style in stale.items()]
    for number, some in zip(stale, _by_file(each, reading, again), strict=True):
        parts[number] = some
    return [_sheet(some, final) for some, final in zip(parts, finals, strict=True)]


def _by_file(each: Each, function: Callable[[_Piece], T], files: Sequence[list[_Piece]]) -> list[list[T]]:
    """Return what is made of each piece, file by file."""
    made = iter(each(function, [piece for pieces in files for piece in pieces]))
    return [[next(made) for _ in pieces] for pieces in files]


def _begun(piece: _Piece) -> tuple[int, Seen]:
    """Return how many lines a piece has and how its first block writes money and dates."""
    return piece.stretch.lines(), sheet_rows.begun(piece.stretch.begins_on(piece.first), piece.layout)


def _styled(pieces: Sequence[_Piece], told: Sequence[tuple[int, Seen]]) -> list[_Piece]:
    """Return the pieces of a file, each from its first line, to be read as the file begins."""
    firsts = first_lines([lines for lines, _ in told])
    begins = sheet_rows.decided([told[0][1]], pieces[0].layout)
    style = None if isinstance(begins, list) else begins
    return [replace(piece, first=first, style=style) for piece, first in zip(pieces, firsts, strict=True)]


def _read(spool: Path, period: Period | None, piece: _Piece) -> Part:
    folder = spool / uuid4().hex  # an executor that is lost leaves one behind that nobody asks for
    folder.mkdir()
    sheet, kept = piece.stretch.begins_on(piece.first), Spool(folder, memory=0)
    return sheet_rows.read_part(sheet, piece.layout, piece.given, period, kept, piece.style)


def _decided(parts: Sequence[Part]) -> Style | list[Problem]:
    return sheet_rows.decided([one.seen for one in parts], parts[0].rows.layout)


def _sheet(parts: Sequence[Part], final: Style | list[Problem]) -> SheetRows:
    if isinstance(final, list):
        return SheetRows(parts[0].rows.layout, parts[0].rows.given, problems=final)
    return sheet_rows.of_parts(parts, final)
