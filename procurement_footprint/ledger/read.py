"""Purchases as booked, from the files that a finance system delivers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from msgspec import structs

from procurement_footprint.ledger import cells as bad_cells
from procurement_footprint.ledger import fingerprint, header, sie
from procurement_footprint.ledger.book import NOTHING, Choices, Ledger, LedgerFile, Tally
from procurement_footprint.ledger.columns import CODED, LEDGER, MONEY
from procurement_footprint.ledger.hints import SourceHints, Unclear
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.opened import Opened, header_currency, open_all, open_one
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.sheet_rows import SheetRows, read_sheet
from procurement_footprint.ledger.source import Source, open_source
from procurement_footprint.ledger.spool import Spool
from procurement_footprint.problems import Refused, problem

__all__ = ["Choices", "Ledger", "LedgerFile", "ledger", "opened_by_guess", "read", "recognise", "through"]


ACCEPTABLE = ("ledger-control-total", "sheet-repeated", *sie.ACCEPTABLE)  # noted, once accepted
NOTED = ("json-incomplete",)  # said everywhere but never refused: the rows that are there are whole
REPEATED = "repeated sheet"
Done = Sequence[tuple[Opened, list[SheetRows]]]
OWN = "own"  # the name of a profile that its user completes


def read(paths: Sequence[Path], spool: Path, choices: Choices, progress: Callable[[str, int], None]) -> Ledger:
    """Return all bookings of the ledger files, with an account of every row of every file.

    spool: an empty folder of ours, where rows are kept while the Ledger is used, when there are many.
    progress is told the file's name and how many of its rows have been read.
    Errors: Refused with everything that is wrong, in all files. With `choices.accept_problems`, rows that
    cannot be read go to `Ledger.rejected` instead, and total rows that do not agree are noted.
    """
    return ledger(through(paths, spool, choices, progress), choices)


def through(paths: Sequence[Path], spool: Path, choices: Choices, progress: Callable[[str, int], None]) -> Done:
    """Return the files, each with what became of the rows of its sheets, for `ledger`."""
    kept = Spool(spool)
    return [read_file(file, choices, kept, progress) for file in open_all(paths, choices)]


def ledger(done: Done, choices: Choices) -> Ledger:
    """Return what has been read as a Ledger. Errors: Refused with everything that is wrong, in all files."""
    _refuse(done, choices)
    return Ledger(_blocks(done), tuple(_file(*one, choices) for one in done), _rejected(done), _notes(done))


def read_file(
    file: Opened, choices: Choices, spool: Spool, progress: Callable[[str, int], None]
) -> tuple[Opened, list[SheetRows]]:
    """Return a file and what became of its sheets; where it goes on otherwise than it begins, it is opened again."""
    before = len(spool.blocks)
    try:
        sheets = _read_sheets(file, choices, spool, progress)
        if file.source.looked_through.holds():
            return file, sheets
    except (Refused, UnicodeDecodeError):
        if not file.source.looked_through.by_beginning:
            raise
    spool.forget(before)
    again = open_one(file.path, file.name, choices.at(file.path), patient=True)
    return again, _read_sheets(again, choices, spool, progress)


def _read_sheets(file: Opened, choices: Choices, spool: Spool, progress: Callable[[str, int], None]) -> list[SheetRows]:
    """Return what became of the sheets of a file; rows of one that repeats another do not stay in the spool."""
    told = _Teller(file.source.name, progress)
    sheets: list[SheetRows] = []
    for sheet, layout, given in file.sheets:
        before = len(spool.blocks)
        rows = read_sheet(sheet, layout, given, choices.period, spool, told)
        look_at_currencies(rows)
        if repeats_one(rows, sheets):
            spool.forget(before)
        sheets.append(rows)
    return sheets


def repeats_one(rows: SheetRows, before: Sequence[SheetRows]) -> bool:
    """Whether a sheet repeats one before it in its file; its rows do not count then, which is a Problem."""
    other = next((one for one in before if _repeats(rows, one)), None)
    if other is None:
        return False
    rows.problems.append(problem("sheet-repeated", rows.layout.place, other=other.layout.place))
    rows.excluded[REPEATED] = rows.accepted
    rows.accepted, rows.hashes, rows.blocks = NOTHING, [], []
    return True


def _repeats(rows: SheetRows, other: SheetRows) -> bool:
    """Whether two sheets hold the same bookings, in whatever order."""
    if not rows.accepted.rows or rows.accepted != other.accepted:
        return False
    return pl.concat(rows.hashes).sort().equals(pl.concat(other.hashes).sort())


def look_at_currencies(sheet: SheetRows) -> None:
    """Add a Problem where rows are in another currency than the name of the amount column says."""
    said, layout = header_currency(sheet.layout), sheet.layout
    booked = sheet.accepted + sheet.outside_period + sheet.rejected
    others = sorted(set(booked.amounts) - {said})
    if said and others:
        other = f"the column of currencies says {', '.join(others)}"
        place = layout.whole("amount")
        sheet.problems.append(problem("ledger-header-currency", place, currency=said, other=other))


def recognise(path: Path, choices: Choices) -> Profile:
    """Return the profile by which a ledger file is read, for the user to look over and complete.

    It is `undecided` where several columns may be the amount, and lacks what the file does not say. Where the
    bytes do not say encoding or separator, it has the likeliest.
    Errors: Refused when the file cannot be opened or has no header.
    """
    if choices.profile:
        return choices.profile
    source, guess = opened_by_guess(path)
    heads = [sheet.head() for sheet in source.sheets]
    guesses = [profile for head in heads if (profile := header.guess(head))]
    if not guesses:
        raise Refused(header.no_header(head, name_of(path)) for head in heads)
    found = min(guesses, key=lambda profile: "booked_on" not in profile.columns)  # a summary may come first
    encoding, separator = guess.encoding or found.encoding, guess.separator or found.separator
    return structs.replace(found, name=OWN, encoding=encoding, separator=separator)


def opened_by_guess(path: Path) -> tuple[Source, SourceHints]:
    """Return a file, opened, and how: where its bytes do not say encoding or separator, by the likeliest."""
    hints = SourceHints()
    while True:
        try:
            return open_source(path, hints), hints
        except Unclear as unclear:
            more = unclear.guess
            hints = SourceHints(hints.encoding or more.encoding, hints.separator or more.separator)


@dataclass(slots=True)
class _Teller:
    name: str
    progress: Callable[[str, int], None]
    rows: int = 0

    def __call__(self, rows: int) -> None:
        self.rows += rows
        self.progress(self.name, self.rows)


def _refuse(done: Done, choices: Choices) -> None:
    """Raise everything that is wrong; bad cells, torn rows and control totals only unless accepted."""
    every = [sheet for _, sheets in done for sheet in sheets]
    said = [p for file, sheets in done for p in (*file.source.problems, *(p for one in sheets for p in one.problems))]
    problems = [p for p in said if p.code not in (*ACCEPTABLE, *NOTED)]
    if not choices.accept_problems:
        problems += [p for p in said if p.code in ACCEPTABLE]
        problems += [p for sheet in every for p in sheet.torn]
        problems += bad_cells.problems([(sheet.layout, bad) for sheet in every for bad in sheet.bad])
    if not problems and not any(sheet.accepted.rows for sheet in every):
        place = ", ".join(file.name for file, _ in done)
        outside = sum(sheet.outside_period.rows for sheet in every)
        code = "ledger-period-empty" if outside else "ledger-no-rows"
        problems = [problem(code, place, rows=outside, period=choices.period)]
    if problems:
        raise Refused(problems)


def _blocks(done: Done) -> tuple[pl.LazyFrame, ...]:
    """Return all rows; a supplier who is a person in one is so in all without a legal number."""
    every = [sheet for _, sheets in done for sheet in sheets]
    blocks = [block for sheet in every for block in sheet.blocks]
    sole_trader = pl.col("sole_trader")
    if persons := sorted(set().union(*(sheet.persons for sheet in every))):
        held = pl.concat(blocks).select(pl.col("supplier").unique().cast(pl.String))
        names = held.collect(engine="streaming")["supplier"]
        written = names.filter(names.str.to_lowercase().is_in(persons)).cast(CODED)
        named = pl.col("supplier").is_in(written.implode()).fill_null(False)
        sole_trader = sole_trader | (named & ~pl.col("legal"))
    return tuple(block.with_columns(sole_trader).select(*LEDGER) for block in blocks)


def _file(opened: Opened, sheets: Sequence[SheetRows], choices: Choices) -> LedgerFile:
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
        headers=tuple(dict.fromkeys(sheet.layout.header for sheet in sheets)),
        entity=choices.at(opened.path).entity,
    )


def _rejected(done: Done) -> pl.DataFrame:
    every = [sheet for _, sheets in done for sheet in sheets]
    schema = {**dict.fromkeys(bad_cells.REJECTED, pl.String()), "amount": MONEY}
    frames = [pl.DataFrame(schema=schema)]
    for sheet in every:
        frames += [bad_cells.rejected(sheet.layout, sheet.given.address, bad) for bad in sheet.bad]
        torn = [(p.place, p.place, None, p.excerpt, p.what, None) for p in sheet.torn]
        frames.append(pl.DataFrame(torn, schema=schema, orient="row"))
    return pl.concat(frames)


def _notes(done: Done) -> tuple[str, ...]:
    notes: list[str] = []
    earlier: list[tuple[str, list[pl.Series]]] = []
    for file, sheets in done:
        notes += file.notes
        notes += [str(p) for p in file.source.problems]
        notes += [note for sheet in sheets for note in sheet.notes]
        notes += [str(p) for sheet in sheets for p in sheet.problems]
        rows = [part for sheet in sheets for part in sheet.hashes]
        if repeated := fingerprint.repeated(rows):
            notes.append(f"{file.name}: rows that repeat another row: {repeated}; all are kept")
        for name, other in earlier:
            if shared := fingerprint.shared(rows, other):
                notes.append(f"{file.name}: rows that also stand in {name}: {shared}; is a period delivered twice?")
        earlier.append((file.name, rows))
    return tuple(notes)
