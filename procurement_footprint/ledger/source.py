"""A file as a finance system delivers it: what kind it is, and the sheets of text cells in it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from procurement_footprint.ledger import kinds
from procurement_footprint.ledger.delimited import open_delimited
from procurement_footprint.ledger.hints import SourceHints
from procurement_footprint.ledger.json_rows import open_json
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.parquet_rows import open_parquet
from procurement_footprint.ledger.sie.open_sie import open_sie
from procurement_footprint.problems import Problem

__all__ = ["Sheet", "Source", "SourceHints", "open_source"]


class Sheet(Protocol):
    """One table of a file, as text cells. `name` is None where a file has only one (CSV, JSON, Parquet)."""

    @property
    def name(self) -> str | None:
        """The name of the sheet, as Excel shows it."""

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return the first rows that are not blank, each with its line as the user sees it and its cells."""

    def blocks(
        self, header_line: int, rejected: list[Problem] | None = None, coded: Collection[int] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield all rows after the header: "line" (UInt32) and text columns c0, c1, …, null when empty.

        There are as many columns as the header has cells. Empty lines are skipped, lines of nothing but
        separators are rows of nulls. Where the file itself says which of its lines are no bookings, a column "aside"
        has the reason, null for bookings. Rows that cannot be laid out (too few or too many fields, …) are left
        out and appended to `rejected`, one Problem each; without that list they are refused together, after
        the last block. coded: the columns that may come dictionary-coded, since their texts repeat.
        Errors: Refused.
        """


class LookedThrough(Protocol):
    """What is known when a file has been looked through to its end; asking waits for that."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file."""

    def holds(self) -> bool:
        """Whether the whole file is as its beginning is."""


@dataclass(frozen=True, slots=True)
class _AtOnce:
    sha256: str

    def holds(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Source:
    """A file, opened. kind: csv, xlsx, json, parquet, sie or ubl. notes: what was recognised, for the user.

    looked_through: its SHA-256, and whether all of it is as its beginning is; a long text file is still being looked
    through when it is opened. problems: what is wrong with the file as a whole, though its rows can be read.
    """

    name: str
    looked_through: LookedThrough
    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file."""
        return self.looked_through.sha256


def open_source(path: Path, hints: SourceHints) -> Source:
    """Return the sheets of a ledger file, whose kind its first bytes decide, never its name.

    Errors: Refused when it is no kind that we read, or says that it is another.
    """
    kind, name = kinds.recognise(path), name_of(path)
    if kind == kinds.CSV:
        text = open_delimited(path, hints)
        return Source(name, text, kind, (text.sheet,), (text.sentence,))
    if kind == kinds.UBL:
        return _invoices(path, name, kind)
    if kind == kinds.PARQUET:
        table, said = open_parquet(path, name)
        return Source(name, _AtOnce(_sha256(path)), kind, (table,), tuple(said))
    with path.open("rb") as file:
        raw = file.read()
    sheets, notes, problems = _sheets(kind, raw, name, hints)
    return Source(name, _AtOnce(hashlib.sha256(raw).hexdigest()), kind, sheets, tuple(notes), tuple(problems))


def _invoices(path: Path, name: str, kind: str) -> Source:
    from procurement_footprint.ledger.ubl import invoices, rows  # only where there are any

    found = invoices.read(path)
    return Source(name, _AtOnce(found.sha256), kind, (rows.InvoiceRows(found),), found.notes)


def _sheets(kind: str, raw: bytes, name: str, hints: SourceHints) -> tuple[tuple[Sheet, ...], list[str], list[Problem]]:
    if kind == kinds.EXCEL:
        from procurement_footprint.ledger.excel import open_excel  # its libraries take their time

        several, notes = open_excel(raw, name)
        return tuple(several), notes, []
    if kind == kinds.JSON:
        objects, notes, problems = open_json(raw, name)
        return (objects,), notes, problems
    vouchers, notes, problems = open_sie(raw, name, hints)
    return (vouchers,), notes, problems


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
