"""Makes a ledger of any length for measuring: the invented municipality's rows, again and again, varied.

    python benchmarks/make_ledger.py 1000000 ledger.csv

The ten first columns of the national specification 1.1, `;`, UTF-8 with BOM, decimal comma; 156 MB for a
million rows. Rows keep their account, supplier, department and day; the voucher number is unique, and the
amount grows each time round. The same bytes every time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path

from procurement_footprint.demo.settings import load_town
from procurement_footprint.demo.town import HEADER, ledger_lines

YEARS = (2023, 2024)
ROWS_PER_YEAR = 20_000
COLUMNS = 10
BATCH = 50_000
FIRST_VOUCHER = 100_000_000


def large_ledger(path: Path, rows: int) -> None:
    """Write a ledger of `rows` rows to `path`, a batch at a time; memory does not grow with the file."""
    _write(path, islice(_lines(), rows))


def large_ledgers(folder: Path, sizes: Sequence[int]) -> list[Path]:
    """Write one ledger in several files, of so many rows each, into `folder`; return them."""
    lines = _lines()
    paths = [folder / f"ledger-{number:03d}.csv" for number in range(len(sizes))]
    for path, rows in zip(paths, sizes, strict=True):
        _write(path, islice(lines, rows))
    return paths


def _write(path: Path, lines: Iterator[str]) -> None:
    header = ";".join(HEADER.split(";")[:COLUMNS])
    with path.open("wb") as file:
        file.write(f"\ufeff{header}\n".encode())
        while batch := list(islice(lines, BATCH)):
            file.write("".join(batch).encode())


def _lines() -> Iterator[str]:
    """Return lines without end; each time round the amounts are one per mille larger, in whole öre."""
    town = load_town()
    parts = [_parts(line) for year in YEARS for line in ledger_lines(town, year, ROWS_PER_YEAR)]
    voucher = FIRST_VOUCHER
    for time_round in count():
        for head, middle, cents, tail in parts:
            voucher += 1
            amount = cents + cents * time_round // 1000
            whole, rest = divmod(abs(amount), 100)
            yield f"{head}{voucher}{middle}{'-' if amount < 0 else ''}{whole},{rest:02d}{tail}"


def _parts(line: str) -> tuple[str, str, int, str]:
    """Return a line in pieces: up to the voucher, up to the amount, the amount in öre, the rest."""
    cells = line.split(";")[:COLUMNS]
    head, middle, tail = (";".join(part) for part in (cells[:2], cells[3:7], cells[8:]))
    return f"{head};", f";{middle};", int(cells[7].replace(",", "")), f";{tail}\n"


if __name__ == "__main__":
    large_ledger(Path(sys.argv[2]), int(sys.argv[1]))
