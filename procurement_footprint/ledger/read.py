"""Purchases as booked, from the files that a finance system delivers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from procurement_footprint.ledger import cells as bad_cells
from procurement_footprint.ledger import dates, header
from procurement_footprint.ledger.book import NOTHING, Choices, Ledger, LedgerFile, Tally
from procurement_footprint.ledger.columns import LEDGER, MONEY
from procurement_footprint.ledger.layout import Layout
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.sheet_rows import SheetRows, read_sheet
from procurement_footprint.ledger.source import Sheet, Source, SourceHints, open_source
from procurement_footprint.ledger.spool import Spool
from procurement_footprint.ledger.typed import Given
from procurement_footprint.problems import Problem, Refused, problem

__all__ = ["Choices", "Ledger", "LedgerFile", "read", "recognise"]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file with the sheets that hold a ledger. name: unique among the files of the run."""

    name: str
    source: Source
    sheets: tuple[tuple[Sheet, Layout, Given], ...]
    notes: tuple[str, ...]


def read(paths: Sequence[Path], spool: Path, choices: Choices, progress: Callable[[str, int], None]) -> Ledger:
    """Return all bookings of the ledger files, with an account of every row of every file.

    spool: an empty folder of ours, where rows are kept while the Ledger is used, when there are many.
    progress is told the file's name and how many of its rows have been read.
    Errors: Refused with everything that is wrong, in all files. With `choices.accept_problems`, rows that
    cannot be read go to `Ledger.rejected` instead, and total rows that do not agree are noted.
    """
    opened = _open_all(paths, choices)
    kept = Spool(spool)
    done: list[tuple[_Opened, list[SheetRows]]] = []
    for file in opened:
        told = _Teller(file.source.name, progress)
        sheets = [read_sheet(sheet, layout, given, choices.period, kept, told) for sheet, layout, given in file.sheets]
        done.append((file, sheets))
    _refuse(done, choices)
    return Ledger(_rows(done, kept), tuple(_file(*one) for one in done), _rejected(done), _notes(done))


def recognise(path: Path, choices: Choices) -> Profile:
    """Return the profile by which a ledger file is read, for the user to look over and complete.

    It is `undecided` where several columns may be the amount, and lacks what the file does not say.
    Errors: Refused when the file cannot be opened or has no header.
    """
    if choices.profile:
        return choices.profile
    source = open_source(path, SourceHints())
    heads = [sheet.head() for sheet in source.sheets]
    guesses = [profile for head in heads if (profile := header.guess(head))]
    if not guesses:
        raise Refused(header.no_header(head, path.name) for head in heads)
    return guesses[0]


@dataclass(slots=True)
class _Teller:
    name: str
    progress: Callable[[str, int], None]
    rows: int = 0

    def __call__(self, rows: int) -> None:
        self.rows += rows
        self.progress(self.name, self.rows)


def _open_all(paths: Sequence[Path], choices: Choices) -> list[_Opened]:
    opened: list[_Opened] = []
    problems: list[Problem] = []
    names: dict[str, int] = {}
    for path in paths:
        names[path.name] = names.get(path.name, 0) + 1
        name = path.name if names[path.name] == 1 else f"{path.name}#{names[path.name]}"
        try:
            file = _open(path, name, choices)
        except Refused as refused:
            problems += refused.problems
            continue
        same = next((o for o in opened if o.source.sha256 == file.source.sha256), None)
        if same:
            problems.append(problem("ledger-same-file", name, other=same.name))
        opened.append(file)
    if problems:
        raise Refused(problems)
    return opened


def _open(path: Path, name: str, choices: Choices) -> _Opened:
    chosen = choices.profile
    source = open_source(path, SourceHints(chosen.encoding, chosen.separator) if chosen else SourceHints())
    found: list[tuple[Sheet, Layout, Given]] = []
    problems: list[Problem] = []
    missing: list[Problem] = []
    notes: list[str] = []
    for sheet in source.sheets:
        place = name if sheet.name is None else f"{name}:{sheet.name}"
        head = sheet.head()
        try:
            layout = header.find(head, place, chosen)
        except Refused as refused:
            problems += refused.problems
            continue
        if layout is None:
            missing.append(header.no_header(head, place))
            notes.append(f"{place}: no header recognised; the sheet is not read")
            continue
        given, wrong = _given(layout, path.name, choices)
        problems += wrong
        found.append((sheet, layout, given))
    if problems or not found:
        raise Refused(problems or missing or [problem("ledger-no-header", name)])
    return _Opened(name, source, tuple(found), (*(f"{name}: {note}" for note in source.notes), *notes))


def _given(layout: Layout, file_name: str, choices: Choices) -> tuple[Given, list[Problem]]:
    """Return what holds for all rows of a sheet, and what is missing in that."""
    profile = layout.profile
    problems: list[Problem] = []
    day: date | None = None
    if "booked_on" not in layout.columns:
        day = dates.month_in_name(file_name) or (choices.period.first if choices.period else None)
        if day is None:
            problems.append(problem("ledger-no-date", f"{layout.place}:{layout.header_line}"))
    if "currency" not in layout.columns and profile.currency is None:
        problems.append(problem("ledger-no-currency", f"{layout.place}:{layout.header_line}"))
    if profile.vat == "included":
        problems.append(problem("ledger-vat-included", layout.place, profile=profile.name))
    buyer = profile.organisation
    given = Given(
        f"{layout.place}:",
        day,
        profile.currency,
        choices.organisation_id or buyer.id,
        choices.organisation or buyer.name,
    )
    return given, problems


def _refuse(done: Sequence[tuple[_Opened, list[SheetRows]]], choices: Choices) -> None:
    """Raise everything that is wrong; bad cells, torn rows and control totals only unless accepted."""
    every = [sheet for _, sheets in done for sheet in sheets]
    problems = [p for sheet in every for p in sheet.problems if p.code != "ledger-control-total"]
    if not choices.accept_problems:
        problems += [p for sheet in every for p in sheet.problems if p.code == "ledger-control-total"]
        problems += [p for sheet in every for p in sheet.torn]
        problems += bad_cells.problems([(sheet.layout, bad) for sheet in every for bad in sheet.bad])
    if not problems and not any(sheet.accepted.rows for sheet in every):
        place = ", ".join(file.name for file, _ in done)
        outside = sum(sheet.outside_period.rows for sheet in every)
        code = "ledger-period-empty" if outside else "ledger-no-rows"
        problems = [problem(code, place, rows=outside, period=choices.period)]
    if problems:
        raise Refused(problems)


def _rows(done: Sequence[tuple[_Opened, list[SheetRows]]], spool: Spool) -> pl.LazyFrame:
    """Return all spooled rows; a supplier who is a person in one is so in all without a legal number."""
    every = [sheet for _, sheets in done for sheet in sheets]
    rows = spool.scan()
    persons = sorted(set().union(*(sheet.persons for sheet in every)))
    if persons:
        named = pl.col("supplier").str.to_lowercase().is_in(persons).fill_null(False)
        rows = rows.with_columns(sole_trader=pl.col("sole_trader") | (named & ~pl.col("legal")))
    return rows.select(*LEDGER)


def _file(opened: _Opened, sheets: Sequence[SheetRows]) -> LedgerFile:
    reasons = sorted({reason for sheet in sheets for reason in sheet.excluded})
    profiles = {sheet.layout.profile.name: sheet.layout.profile for sheet in sheets}
    torn = Tally(sum(len(sheet.torn) for sheet in sheets), {})
    return LedgerFile(
        opened.name,
        opened.source.sha256,
        opened.source.kind,
        accepted=sum((sheet.accepted for sheet in sheets), NOTHING),
        outside_period=sum((sheet.outside_period for sheet in sheets), NOTHING),
        rejected=sum((sheet.rejected for sheet in sheets), torn),
        excluded={r: sum((s.excluded.get(r, NOTHING) for s in sheets), NOTHING) for r in reasons},
        profiles=tuple(profiles.values()),
    )


def _rejected(done: Sequence[tuple[_Opened, list[SheetRows]]]) -> pl.DataFrame:
    every = [sheet for _, sheets in done for sheet in sheets]
    schema = {**dict.fromkeys(bad_cells.REJECTED, pl.String()), "amount": MONEY}
    frames = [pl.DataFrame(schema=schema)]
    for sheet in every:
        frames += [bad_cells.rejected(sheet.layout, sheet.given.address, bad) for bad in sheet.bad]
        torn = [(p.place, p.place, None, p.excerpt, p.what, None) for p in sheet.torn]
        frames.append(pl.DataFrame(torn, schema=schema, orient="row"))
    return pl.concat(frames)


def _notes(done: Sequence[tuple[_Opened, list[SheetRows]]]) -> tuple[str, ...]:
    notes: list[str] = []
    earlier: list[tuple[str, pl.Series]] = []
    for file, sheets in done:
        notes += file.notes
        notes += [note for sheet in sheets for note in sheet.notes]
        notes += [str(p) for sheet in sheets for p in sheet.problems]
        hashes = [part for sheet in sheets for part in sheet.hashes]
        if not hashes:
            continue
        rows = pl.concat(hashes)
        distinct = rows.unique()
        if len(distinct) < len(rows):
            notes.append(f"{file.name}: rows that repeat another row: {len(rows) - len(distinct)}; all are kept")
        for name, other in earlier:
            if shared := int(distinct.is_in(other.implode()).sum()):
                notes.append(f"{file.name}: rows that also stand in {name}: {shared}; is a period delivered twice?")
        earlier.append((file.name, distinct))
    return tuple(notes)
