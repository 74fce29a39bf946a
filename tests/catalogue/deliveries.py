"""Ledgers as the failure catalogue describes them, written in a line; what is read of them, or what refuses them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.problems import Refused

HEADER = "datum;leverantör;konto;belopp\n"
ROWS = "2024-01-31;A AB;6410;1,50\n2024-02-28;B AB;6420;100,00\n"
CELLS = (
    ("datum", "leverantör", "konto", "belopp"),
    ("2024-01-31", "A AB", "6410", 1.5),
    ("2024-02-28", "B AB", "6420", 100),
)
SHEET, BOOK, RELATIONS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def taken(raw: str | bytes, name: str = "l.csv", **choices: object) -> Ledger:
    """Return what is read of a file."""
    with TemporaryDirectory() as place:
        path, spool = Path(place) / name, Path(place) / "spool"
        path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
        spool.mkdir()
        return read([path], spool, Choices(**choices), lambda name, rows: None)


def booked(raw: str | bytes, name: str = "l.csv", **choices: object) -> str:
    """Return rows and money that are read of a file: `2 rows, 101.50 SEK`, or the codes for which it is refused."""
    try:
        accepted = taken(raw, name, **choices).files[0].accepted
    except Refused as refused:
        return "refused: " + ", ".join(dict.fromkeys(one.code for one in refused.problems))
    money = ", ".join(f"{amount} {currency}" for currency, amount in sorted(accepted.amounts.items()))
    return f"{accepted.rows} rows, {money}"


def refusal(raw: str | bytes, name: str = "l.csv", **choices: object) -> str:
    """Return the whole text that refuses a file."""
    try:
        held = taken(raw, name, **choices)
    except Refused as refused:
        return str(refused)
    raise AssertionError(f"it was read: {held.files[0].accepted}")


def amounts(*written: str) -> str:
    """Return a ledger with one row for each of these amounts."""
    rows = (f"2024-01-{day:02d};A AB;6410;{text}\n" for day, text in enumerate(written, 1))
    return HEADER + "".join(rows)


def dates(*written: str) -> str:
    """Return a ledger with one row of 1,50 for each of these dates."""
    return HEADER + "".join(f"{text};A AB;6410;1,50\n" for text in written)


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook with these sheets: Blad1, Blad2, …"""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    for number, rows in enumerate(sheets or (CELLS,), 1):
        sheet = book.add_worksheet(f"Blad{number}")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, cell)
    book.close()
    return packed.getvalue()


def repacked(
    raw: bytes,
    change: Mapping[str, Callable[[str], str]] | None = None,
    more: Mapping[str, str | bytes] | None = None,
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return the workbook with some of its parts changed, and more parts after them."""
    result, change = io.BytesIO(), change or {}
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(result, "w", packing) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change[name](text.decode()) if name in change else text)
        for name, added in (more or {}).items():
            new.writestr(name, added)
    return result.getvalue()


def part(raw: bytes, name: str) -> str:
    """Return the text of a part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(name).decode()


def marked_encrypted(raw: bytes) -> bytes:
    """Return the archive with the flag of a password on each of its parts."""
    data = bytearray(raw)
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(magic), raw):
            data[found.start() + flags] |= 1
    return bytes(data)


def scratched(raw: bytes, name: str) -> bytes:
    """Return the archive with some bytes of a part's packed data overwritten."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        start = archive.getinfo(name).header_offset + 30 + len(name)
    return raw[: start + 5] + b"\xff" * 55 + raw[start + 60 :]


def understated(raw: bytes, name: str, size: int) -> bytes:
    """Return the archive with a part that says it has only `size` bytes, with their check sum."""
    data = bytearray(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        held, directory = archive.getinfo(name), archive.start_dir
        with archive.open(name) as stream:
            crc = zipfile.crc32(stream.read(size)).to_bytes(4, "little")
    listed = raw.index(name.encode(), directory) - 46
    for at in (held.header_offset + 14, listed + 16):
        data[at : at + 4] = crc
    for at in (held.header_offset + 22, listed + 24):
        data[at : at + 4] = size.to_bytes(4, "little")
    return bytes(data)
