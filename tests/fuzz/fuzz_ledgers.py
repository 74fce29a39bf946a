"""Ledger files: mutated, then opened (their cells) or read in full (their money)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import mutated_packages
import mutated_trees
import parquet_files
from fuzz_case import Case, Lines, MoneyChanged, Place, Subject, Untouched
from mutated_bytes import Mutation, mutated
from ubl_writer import Invoice, Line

from procurement_footprint.ledger.book import Choices
from procurement_footprint.ledger.opened import open_one
from procurement_footprint.ledger.read import read
from procurement_footprint.ledger.ubl.elements import ROOTS

SPECIMENS = Path(__file__).resolve().parents[1] / "specimens"
LABELS = ("VER", "TRANS", "RTRANS", "BTRANS", "KONTO", "KTYP", "DIM", "OBJEKT", "RAR", "FLAGGA", "FORMAT", "SIETYP")
SIE = (
    *(f"\n#{label} ".encode() for label in LABELS),
    b"{",
    b"}",
    b'\\"',
    b"{1 7}",
    b'{1 "a" 6}',
    b"{}",
    b"20240230",
    b"\x94",
)
Reading = Callable[[Case], Lines]
Laid = Callable[[bytes, Place], tuple[Hashable, Lines]]
Made = Callable[[], Mapping[str, bytes]]
_TOTAL = "{*}LegalMonetaryTotal/{*}TaxExclusiveAmount"
_ROW = re.compile(rb'<row [^>]*?r="(\d+)".*?</row>', re.DOTALL)
_CELL = re.compile(rb'<c r="[A-Z]+(\d+)"')
_ROWS = 3  # of the specimen in Parquet
_BOOKING = re.compile(r"\s*#TRANS\b")


def specimens(*endings: str) -> Mapping[str, bytes]:
    """Return the specimens whose names end so, by name."""
    found = (path for path in SPECIMENS.iterdir() if path.suffix in endings)
    return {path.name: path.read_bytes() for path in sorted(found)}


def rows_of(case: Case) -> Lines:
    """Read a ledger in full; return where each row stands → its money, currency and day."""
    spool = case.room / "spool"
    spool.mkdir()
    ledger = read([case.path], spool, Choices(), lambda name, rows: None)
    found = ledger.rows.select("row_id", "amount", "currency", "booked_on").collect()
    assert found.height == ledger.files[0].rows
    values = found.select("amount", "currency", "booked_on").rows()
    return dict(zip((_place(one, case.name) for one in found["row_id"]), values, strict=True))


def cells_of(case: Case) -> Lines:
    """Open a ledger; return where each row stands → what its cells say, by the names of their columns.

    An SIE file has a column for each dimension that some booking names, so that a place among the columns says nothing.
    """
    opened = open_one(case.path, case.name, Choices())
    found: dict[Place, Hashable] = {}
    for sheet, layout, _ in opened.sheets:
        for block in sheet.blocks(layout.header_line):
            for line, *cells in block.iter_rows():
                named = zip_longest(layout.header, cells)
                found[sheet.name or "", line] = tuple(sorted((name or "", cell) for name, cell in named if cell))
    return found


def _place(row_id: str, name: str) -> Place:
    sheet, _, line = row_id.removeprefix(f"{name}:").rpartition(":")
    return (sheet, int(line)) if line.isdecimal() else (line, 0)


def text_lines(raw: bytes, first: Place) -> tuple[Hashable, Lines]:
    """The lines of a text file; its head is what stands before the first row. Where a field goes on, it is left out."""
    codec = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    lines = re.split("\r\n|\r|\n", raw.decode(codec, "replace"))
    rows = enumerate(lines[first[1] - 1 :], first[1])
    return tuple(lines[: first[1] - 1]), {("", number): line for number, line in rows if line.count('"') % 2 == 0}


def objects(raw: bytes, first: Place) -> tuple[Hashable, Lines]:
    """The objects of a JSON ledger; its head are all keys that there are, in their order."""
    held = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=tuple, parse_int=str, parse_float=str)
    listed = dict(held)["results"] if isinstance(held, tuple) else held
    keys = tuple(dict.fromkeys(key for one in listed for key, _ in one))
    return keys, {("", line): repr(one) for line, one in enumerate(listed, 2)}


def transactions(raw: bytes, first: Place) -> tuple[Hashable, Lines]:
    """The lines with bookings in an SIE file, each with the voucher in which it stands; its head are all others."""
    moved: dict[Place, Hashable] = {}
    head: list[str] = []
    for number, line in enumerate(raw.decode("latin-1").splitlines(), 1):
        if _BOOKING.match(line):
            moved["", number] = (line, len(head))
        else:
            head.append(line)
    return tuple(head), moved


def sheet_rows(raw: bytes, first: Place) -> tuple[Hashable, Lines]:
    """The rows of a workbook's first sheet; its head is every other part, and the rows before the first one.

    A row to which another one gives a cell (`F8` in row 7) is left out: all readers put it where its address says.
    """
    parts = mutated_packages.parts_of(raw)
    sheets = [text for name, text in parts if name.endswith("sheet1.xml")]
    rows = {(first[0], int(row[1])): row[0] for text in sheets for row in _ROW.finditer(text)}
    others = frozenset((name, text) for name, text in parts if not name.endswith("sheet1.xml"))
    above = frozenset(text for place, text in rows.items() if place < first)
    given = {(first[0], int(row)) for (_, own), text in rows.items() for row in _CELL.findall(text) if int(row) != own}
    return (others, above), {place: text for place, text in rows.items() if place >= first and place not in given}


def _footer(raw: bytes) -> bytes:
    """What a Parquet file says about itself."""
    return raw[-int.from_bytes(raw[-8:-4], "little") - 8 :]


def _looking(reading: Reading, lines: Laid | None) -> Callable[[Case], None]:
    law = Untouched(lines, reading, {}) if lines else None

    def look(case: Case) -> None:
        found = reading(case)
        if law:
            law.hold(case, found)

    return look


def _both(name: str, made: Made, mutate: Mutation, lines: Laid | None) -> tuple[Subject, Subject]:
    """Return a kind of ledger, read in full and opened only."""
    full, opened = _looking(rows_of, lines), _looking(cells_of, lines)
    return Subject(name, full, mutate, made), Subject(f"{name}-opened", opened, mutate, made)


def _invoice_read(case: Case) -> None:
    money = sum((value[0] for value in rows_of(case).values()), Decimal(0))  # type: ignore[index]
    (top,) = [one for one in ElementTree.fromstring(case.raw).iter() if one.tag in ROOTS]
    said = [Decimal(one.text.strip()) for one in top.iterfind(_TOTAL) if one.text]
    sign = -1 if ROOTS[top.tag] == "CreditNote" else 1
    if said and money != sign * said[0]:
        raise MoneyChanged(f"the invoice says {said[0]}, its rows add to {money}")


def _opened(case: Case) -> None:
    cells_of(case)


def _read(case: Case) -> None:
    rows_of(case)


def _parquet_opened(case: Case) -> None:
    found = cells_of(case)
    if len(case.raw) == len(case.base) and _footer(case.raw) == _footer(case.base) and len(found) != _ROWS:
        raise MoneyChanged(f"there are {len(found)} rows instead of {_ROWS}")


def _json(raw: bytes, chance: Random) -> bytes:
    if chance.random() < 0.5:
        return mutated(raw, chance)
    return mutated_trees.as_json(mutated_trees.mutated(json.loads(raw.decode("utf-8-sig")), chance))


def _sie(raw: bytes, chance: Random) -> bytes:
    return mutated(raw, chance, SIE)


def _parquet(raw: bytes, chance: Random) -> bytes:
    if chance.random() < 0.5:
        return mutated(raw, chance)
    return parquet_files.written(chance)


def _invoices() -> Mapping[str, bytes]:
    lines = [
        Line(quantity="3", price="12.50", codes=(("STI", "24111503"),)),
        Line(allowances=("1.00",), charges=("2.00",)),
    ]
    plain, credit = Invoice(lines=lines, allowances=("5.00",)), Invoice("F-2", lines, credit=True, charges=("7.50",))
    prefixed = Invoice(
        "F-3", prefixes=("u", "a", "b"), currency="EUR", lines=[Line(name="Städ", base="10", unit="HUR")]
    )
    return {"plain.xml": plain.xml, "credit.xml": credit.xml, "prefixed.xml": prefixed.xml}


def _archives() -> Mapping[str, bytes]:
    parts = list(_invoices().items())
    return {"invoices.zip": mutated_packages.packed(parts), "one.zip": mutated_packages.packed(parts[:1])}


LEDGERS: tuple[Subject, ...] = (
    *_both("csv", lambda: specimens(".csv"), mutated, text_lines),
    *_both("xlsx", lambda: specimens(".xlsx"), mutated_packages.mutated_package, sheet_rows),
    *_both("json", lambda: specimens(".json"), _json, objects),
    *_both("sie", lambda: specimens(".se", ".si"), _sie, transactions),
    Subject("parquet", _read, _parquet, lambda: specimens(".parquet")),
    Subject("parquet-opened", _parquet_opened, _parquet, lambda: specimens(".parquet")),
    Subject("ubl", _invoice_read, mutated_packages.mutated_xml, _invoices),
    Subject("ubl-opened", _opened, mutated_packages.mutated_xml, _invoices),
    Subject("ubl-zip", _opened, mutated_packages.mutated_package, _archives),
)
