"""A project with numbers of natural persons in everything that can be written: each place has a number of its own."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from people import numbers, spellings

COLUMNS = (
    "Köpar-id", "Köpare", "Datum", "Leverantör", "Orgnr", "Verifikat", "Konto", "Kontotext", "CPV", "UNSPSC", "Text",
    "Förvaltning", "Avtal", "Motpart", "S-kod", "Belopp",
)  # fmt: skip
PLAIN = (
    "212000-9903", "Norrsele kommun", "2024-02-01", "A AB", "556448-0282", "V1", "64110", "Livsmedel", "", "", "Mat",
    "Skola", "", "", "", "60000,50",
)  # fmt: skip
PLANTED_INTO = (1, 3, 4, 5, 7, 10, 11, 12, 13)  # columns that hold words or numbers of any kind


@dataclass
class Planted:
    """Numbers that were written somewhere. places: every spelling of a number → where it was written."""

    places: dict[str, str] = field(default_factory=dict)
    _left: list[str] = field(default_factory=lambda: numbers(2_000, seed=6))
    _count: int = 0

    def at(self, place: str) -> str:
        """Return a number for a place, in the next spelling."""
        number = self._left.pop()
        every = spellings(number)
        self.places |= dict.fromkeys((form for form in every if len(form) > 9), place)
        self._count += 1
        return every[self._count % len(every)]

    def plain(self, place: str) -> str:
        """Return a number for a place, as six digits, a hyphen and four."""
        number = self._left.pop()
        self.places |= dict.fromkeys((form for form in spellings(number) if len(form) > 9), place)
        return f"{number[:6]}-{number[6:]}"

    def met(self, texts: list[str]) -> set[str]:
        """Return the places whose numbers stand in texts."""
        found = pl.Series(texts, dtype=pl.String).str.extract_many(list(self.places), overlapping=True)
        return {self.places[one] for one in found.explode().drop_nulls().unique()}


def ledger(planted: Planted, rows: int, year: int) -> str:
    """A ledger with a planted number in each row, column after column."""
    lines = [";".join(COLUMNS)]
    for row in range(rows):
        cells = list(PLAIN)
        cells[2], cells[5] = f"{year}-{1 + row % 12:02d}-01", f"V{row}"
        place = PLANTED_INTO[row % len(PLANTED_INTO)]
        one = planted.at(f"column {COLUMNS[place]}")
        cells[place] = one if place in (4, 5) else f"{cells[place]} {one} x"
        lines.append(";".join(cells))
    return "\n".join([*lines, ";".join(PLAIN).replace("2024-", f"{year}-"), ""])


def contents(folder: Path) -> dict[str, list[str]]:
    """Return all that stands in the files of a folder, as text, with the names of the files."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found[name] = [name]
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found[name] += [book.read(one).decode("utf-8", "replace") for one in book.namelist()]
        elif path.suffix == ".parquet":
            table = pl.read_parquet(path.read_bytes())
            found[f"{name}"] += [
                one
                for column in table.columns
                for one in table[column].cast(pl.String, strict=False).unique().drop_nulls()
            ]
        elif path.is_file():
            found[name].append(path.read_text(encoding="utf-8", errors="replace"))
    return found
