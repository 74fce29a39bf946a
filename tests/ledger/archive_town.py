"""Small ledgers and projects for the tests of the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from procurement_footprint.ledger import archive
from procurement_footprint.ledger.archive.taking import Taken, take_in
from procurement_footprint.ledger.archive.wish import Wish
from procurement_footprint.ledger.book import Choices
from procurement_footprint.problems import Refused

HEADER = "datum;leverantör;konto;belopp"
Row = tuple[str, str, str]  # day, supplier, amount with a decimal point


def project(folder: Path) -> Path:
    """A project in a new folder, without a word on who buys."""
    folder.mkdir(parents=True)
    (folder / "procurement.yaml").write_text("project: Norrsele\nchart: kbas\n", encoding="utf-8")
    return folder


def ledger(path: Path, rows: Iterable[Row], header: str = HEADER) -> Path:
    """A ledger file with these rows."""
    lines = [f"{day};{supplier};6410;{amount.replace('.', ',')}" for day, supplier, amount in rows]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def wish(**said: object) -> Wish:
    """A wish for the one buyer of a project."""
    return Wish(**{"entity": "own", "choices": Choices(), "today": "2026-11-24", **said})  # type: ignore[arg-type]


def take(folder: Path, *files: Path, **said: object) -> tuple[Taken, ...]:
    """Take files into the archive of the project."""
    return take_in(folder, files, wish(**said), lambda name, rows: None)


def held(folder: Path, as_of: int | None = None) -> Counter[Row]:
    """How often each row is in the archive."""
    found = archive.load(folder)
    try:
        rows = archive.read(found, Choices(), as_of).rows.collect()
    except Refused:
        return Counter()
    assert rows["row_id"].is_unique().all()
    columns = (rows["booked_on"].cast(str), rows["supplier"].cast(str), rows["amount"].cast(str))
    return Counter(zip(*(column.to_list() for column in columns), strict=True))


def money(rows: Counter[Row]) -> Decimal:
    """What rows add up to."""
    return sum((Decimal(row[2]) * number for row, number in rows.items()), Decimal(0))


def day(month: int, number: int = 1) -> str:
    """A day in a month of 2024."""
    return date(2024, month, number).isoformat()
