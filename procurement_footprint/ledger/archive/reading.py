"""The rows of an archive, as `ledger.read` gives those of files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from procurement_footprint import shelf
from procurement_footprint.ledger.archive.imports import REJECTED, ROWS, Archive, Import
from procurement_footprint.ledger.book import HELD_ALREADY, NOTHING, REPLACED, Choices, Ledger, LedgerFile, Tally
from procurement_footprint.ledger.cells import REJECTED as REJECTED_COLUMNS
from procurement_footprint.ledger.columns import LEDGER, MONEY
from procurement_footprint.period import Period
from procurement_footprint.problems import Problem, Refused, problem

BLOCK = 100_000  # rows


def read(held: Archive, choices: Choices, as_of: int | None = None) -> Ledger:
    """Return all bookings of an archive that count, lazily; as_of: as it was after that import.

    Of the choices only the period says something here. Its files are the imports that have rows that count in it.
    Errors: Refused when rows were changed since they were stored, or when there are none.
    """
    seen = held if as_of is None else held.until(as_of)
    files: list[LedgerFile] = []
    blocks: list[pl.LazyFrame] = []
    rejected, notes = [pl.DataFrame(schema=_REJECTED)], list[str]()
    for one in seen.imports:
        months = seen.counting(one)
        inside = {month: tally for month, tally in months.items() if _within(month, choices.period)}
        if not inside:
            continue
        see_unchanged(seen, one)
        files.append(_file(one, months, inside))
        blocks += _blocks(seen, one, inside)
        notes += one.notes
        if one.rejected.rows:
            rejected.append(pl.read_parquet(seen.at(one, REJECTED).absolute(), glob=False).match_to_schema(_REJECTED))
    if not files:
        outside = sum(tally.rows for one in seen.imports for tally in seen.counting(one).values())
        code = "ledger-period-empty" if outside else "ledger-no-rows"
        raise Refused([problem(code, str(held.folder), rows=outside, period=choices.period)])
    return Ledger(tuple(blocks), tuple(files), pl.concat(rejected), tuple(notes), seen.last if as_of is None else as_of)


def rows_of(held: Archive, one: Import, months: set[str]) -> pl.LazyFrame:
    """Return the rows of an import that are booked in these months."""
    rows = pl.scan_parquet(held.at(one, ROWS).absolute(), glob=False)
    return rows.filter(month().is_in(sorted(months))) if months < one.months.keys() else rows


def month() -> pl.Expr:
    """Return the month in which a row is booked: 2024-03."""
    return pl.col("booked_on").dt.strftime("%Y-%m")


def see_unchanged(held: Archive, one: Import) -> None:
    """See that the rows of an import, and its cells that could not be read, are those that were stored.

    Errors: Refused.
    """
    if found := _damage(held, one):
        raise Refused([found])


def damaged(held: Archive) -> tuple[Problem, ...]:
    """Return the Problem of each import of an archive whose rows are not those that were stored, counting or not."""
    return tuple(found for one in held.imports if (found := _damage(held, one)))


def _damage(held: Archive, one: Import) -> Problem | None:
    written = {ROWS: ("rows", one.rows_sha256), REJECTED: ("rejected cells", one.rejected_sha256)}
    for file, (what, sha256) in written.items():
        path = held.at(one, file)
        try:
            found = shelf.digest(path) if sha256 else None
        except OSError as error:
            return problem("archive-damaged", str(path), why=error.strerror)
        if found != sha256:
            return problem("archive-damaged", str(path), why=f"the {what} were changed: their SHA-256 was {sha256}")
    return None


_REJECTED = pl.Schema({**dict.fromkeys(REJECTED_COLUMNS, pl.String()), "amount": MONEY})


def _within(named: str, period: Period | None) -> bool:
    first = date.fromisoformat(f"{named}-01")
    return period is None or period.first <= first < period.end


def _blocks(held: Archive, one: Import, months: dict[str, Tally]) -> Iterator[pl.LazyFrame]:
    rows = pl.scan_parquet(held.at(one, ROWS).absolute(), glob=False).select(*LEDGER)
    for start in range(0, one.rows.rows, BLOCK):
        block = rows.slice(start, BLOCK)
        yield block.filter(month().is_in(sorted(months))) if months.keys() < one.months.keys() else block


def _file(one: Import, counting: dict[str, Tally], inside: dict[str, Tally]) -> LedgerFile:
    """Return the account of the rows of an import: which count in the period, which elsewhere, which no more."""
    outside = sum((tally for month, tally in counting.items() if month not in inside), one.outside_period)
    gone = sum((tally for month, tally in one.months.items() if month not in counting), NOTHING)
    excluded = one.excluded | ({REPLACED: gone} if gone.rows else {})
    excluded |= {HELD_ALREADY: one.held_already} if one.held_already.rows else {}
    return LedgerFile(
        one.name,
        one.sha256,
        one.kind,
        accepted=sum(inside.values(), NOTHING),
        outside_period=outside,
        rejected=one.rejected,
        excluded=excluded,
        profiles=one.profiles,
        headers=one.headers,
        entity=one.entity,
        number=one.number,
    )
