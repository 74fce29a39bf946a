"""Reads a register of suppliers (CSV or Excel) and says everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from procurement_footprint.ledger.identity import identities, masked
from procurement_footprint.ledger.source import Sheet, SourceHints, open_source
from procurement_footprint.ledger.synonyms import fold, known
from procurement_footprint.mapping.code_book import CodeBook
from procurement_footprint.mapping.supplier_register import NONE, Industry, Register
from procurement_footprint.problems import Problem, Refused, problem

CONDITION = "sni"
# What the column of codes is called, folded; where the name says no edition the codes must.
_HEADERS = {
    "codes/sni-2007": ("sni2007", "snikod2007", "nacerev2", "nace2"),
    "codes/sni-2025": ("sni2025", "snikod2025", "nacerev21", "nace21"),
    "": ("sni", "snikod", "huvudsni", "näringsgren", "branschkod", "nace", "nace code", "industry code"),
}
_EDITION = {fold(name): book for book, names in _HEADERS.items() for name in names}
_NAMES = {fold(name) for name in ("namn", "företagsnamn", "företag", "firma", "name", "company", "company name")}
_AS_NUMBER = re.compile(r"^([0-9]{3,5})\.0$")  # what is left of 81210 where a program took it for a number
_NO_INDUSTRY = "00000"  # what the business register writes for a company without an industry


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    written: str  # the number as it stands, a person's masked
    number: str | None
    sni: str
    name: str


def read(path: Path, books: Sequence[CodeBook]) -> Register:
    """Return the register in a file with a header: organisation number, SNI code and (optional) name.

    Lines without a code are passed over. books: the code books of the editions of SNI.
    Errors: Refused with every line whose number or code is wrong, or that contradicts another.
    """
    source = open_source(path, SourceHints(None, None, True))
    lines, edition, place = _lines(source.sheets, source.name)
    editions = {book.name: book for book in books if book.condition == CONDITION}
    if not lines:
        return Register({}, edition or next(iter(editions)), source.name, source.sha256)
    codes = _digits(line.sni for line in lines)
    book = editions[edition] if edition else _told(codes.values(), editions, place)
    industries, problems = _industries(lines, codes, book)
    if problems:
        raise Refused(problems)
    return Register(industries, book.name, source.name, source.sha256)


def _industries(
    lines: Sequence[_Line], codes: Mapping[str, str], book: CodeBook
) -> tuple[dict[str, Industry], list[Problem]]:
    problems: list[Problem] = []
    first: dict[str, _Line] = {}
    known_codes = _beginnings(book)
    for line in lines:
        if codes[line.sni][:4] not in known_codes:
            problems.append(problem("register-sni", line.place, line.sni, label=book.label))
        elif line.number is None:
            problems.append(problem("register-number", line.place, line.written))
        elif codes[(before := first.setdefault(line.number, line)).sni] != codes[line.sni]:
            problems.append(problem("register-twice", line.place, line.sni, first=before.place, other=before.sni))
    return {number: Industry(codes[line.sni], line.sni, line.name) for number, line in first.items()}, problems


def _beginnings(book: CodeBook) -> set[str]:
    """Return the sections (letters), divisions, groups and classes; what follows a class is a nation's own."""
    sections = {code for code in book.codes if code.isalpha()}
    return sections | {one[:length] for one in book.classes for length in (2, 3, 4)}


def load(path: Path | None, books: Sequence[CodeBook]) -> Register:
    """Return the register of a project, an empty one where it has none; see `read`."""
    return read(path, books) if path else NONE


def _lines(sheets: Sequence[Sheet], name: str) -> tuple[list[_Line], str, str]:
    """Return the lines that have a code, the edition that the header says ("" where it does not), and its place."""
    for sheet in sheets:
        place = name if sheet.name is None else f"{name}:{sheet.name}"
        for line, cells in sheet.head():
            if columns := _columns(cells):
                lines = [one for rows in sheet.blocks(line) for one in _with_codes(rows, columns, place)]
                return lines, _EDITION[fold(cells[columns["sni"]] or "")], f"{place}:{line}"
    raise Refused([problem("register-header", name)])


def _columns(cells: Sequence[str | None]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        ours = known().column(cell) if cell else None
        if cell and fold(cell) in _EDITION:
            found.setdefault("sni", place)
        elif ours == "supplier_id":
            found.setdefault("number", place)
        elif cell and (ours == "supplier" or fold(cell) in _NAMES):
            found.setdefault("name", place)
    return found if {"sni", "number"} <= found.keys() else None


def _with_codes(rows: pl.DataFrame, columns: Mapping[str, int], place: str) -> list[_Line]:
    texts = rows.select("line", **{name: pl.col(f"c{index}").str.strip_chars() for name, index in columns.items()})
    ids = identities(texts["number"].fill_null(""))
    legal = dict(ids.filter("legal").select("delivered", "id").iter_rows())
    return [
        _Line(
            f"{place}:{row['line']}",
            masked(row["number"] or ""),
            legal.get(row["number"] or ""),
            row["sni"],
            row.get("name") or "",
        )
        for row in texts.iter_rows(named=True)
        if row["sni"] and row["sni"] != _NO_INDUSTRY
    ]


def _digits(written: Iterable[str]) -> dict[str, str]:
    """Return each code as digits: `81.210` and `81210` are 81210, `1.110` and `1110` (a zero lost) are 01110."""
    texts = {one: re.sub(r"\s", "", _AS_NUMBER.sub(r"\1", one)) for one in written}
    longest = max((len(text) for text in texts.values() if "." not in text), default=0)
    return {one: _code(text, longest) for one, text in texts.items()}


def _code(text: str, longest: int) -> str:
    group, dot, rest = text.partition(".")
    if dot:
        return group.zfill(2) + rest.replace(".", "")
    return text.zfill(longest) if longest in (4, 5) and len(text) == longest - 1 else text


def _told(codes: Iterable[str], editions: Mapping[str, CodeBook], place: str) -> CodeBook:
    """Return the edition to which all codes belong; the older one where both do and mean the same by them."""
    distinct = sorted(set(codes))
    beginnings = {name: _beginnings(book) for name, book in editions.items()}
    unknown = {name: sum(code[:4] not in held for code in distinct) for name, held in beginnings.items()}
    older, newer = editions["codes/sni-2007"], editions["codes/sni-2025"]
    if unknown[older.name] or unknown[newer.name]:
        return newer if unknown[newer.name] < unknown[older.name] else older
    both = newer.over(older)
    if differing := [code for code in distinct if _says(both, code) != _says(older, code)]:
        raise Refused([problem("register-edition", place, ", ".join(differing[:5]))])
    return older


def _says(book: CodeBook, code: str) -> str | None:
    line = book.nearest(code)
    return line.outcome if line else None
