"""What must not change a footprint: the order, files and spelling of rows, a note taken back, a department's name."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import compared
import invented
import openpyxl
import polars as pl
import pytest
from invented import Book, Dialect

SEEDS, LONG_SEEDS, ROWS = (1,), range(2, 60), 20
SPELT = {  # together all encodings, separators, decimals, thousands and days that `invented` knows
    "as in Excel": Dialect(";", "cp1252", ",", " ", "%Y-%m-%d"),
    "of a mainframe": Dialect("|", "cp850", ",", ".", "%Y%m%d"),
    "with a BOM": Dialect(",", "utf-8-sig", ",", "\u00a0", "%d/%m/%Y"),
    "in UTF-16": Dialect("\t", "utf-16", ".", ",", "%Y-%m-%d"),
    "with months only": Dialect(";", "utf-8", ".", "", "%Y%m"),
    "with a total": Dialect(",", "utf-8", ".", " ", "%Y%m%d", total=True),
}
Found = tuple[compared.Made, list[tuple[object, ...]]]


def shuffled(book: Book) -> list[Book]:
    return [replace(book, rows=random.Random(0).sample(book.rows, len(book.rows)))]


def by_quarter(book: Book) -> list[Book]:
    parts: dict[int, list[invented.Row]] = {}
    for row in book.rows:
        parts.setdefault((row["booked_on"].month - 1) // 3, []).append(row)
    return [replace(book, name=f"q{quarter}.csv", rows=rows) for quarter, rows in sorted(parts.items())]


def spelt(dialect: Dialect) -> Callable[[Book], list[Book]]:
    return lambda book: [replace(book, dialect=dialect)]


def workbook(book: Book, path: Path) -> None:
    """Write a ledger as a workbook with days and numbers in its cells."""
    sheet = openpyxl.Workbook()
    assert sheet.active is not None
    for line in [[invented.COLUMNS[name] for name in book.columns], *_cells(book, float)]:
        sheet.active.append(line)
    sheet.save(path)


def parquet(book: Book, path: Path) -> None:
    kinds = {"booked_on": pl.Date(), "amount": pl.Decimal(18, 2)}
    schema = {invented.COLUMNS[name]: kinds.get(name, pl.String()) for name in book.columns}
    pl.DataFrame(_cells(book, Decimal), schema, orient="row").write_parquet(path)


def json_lines(book: Book, path: Path) -> None:
    names = [invented.COLUMNS[name] for name in book.columns]
    rows = [dict(zip(names, map(_plain, cells), strict=True)) for cells in _cells(book, str)]
    path.write_text(json.dumps(rows), encoding="utf-8")


def _cells(book: Book, money: Callable[[Decimal], object]) -> list[list[object]]:
    return [[money(row[name]) if name == "amount" else row[name] for name in book.columns] for row in book.rows]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


FORMATS = {".xlsx": workbook, ".parquet": parquet, ".json": json_lines}


def footprint(books: Sequence[Book], folder: Path) -> Found:
    """Return the footprint of ledgers, and what its rows are apart from their addresses."""
    folder.mkdir()
    for book in books:
        path = folder / book.name
        FORMATS[path.suffix](book, path) if path.suffix in FORMATS else path.write_bytes(book.written())
    made = compared.made([folder / book.name for book in books], folder, chart="kbas")
    names = [name for name in compared.SAME if name != "booked_on"]
    return made, sorted([tuple(map(str, map(row.get, names))) for row in made.rows.values()])


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Book, Found]]:
    """A ledger of a seed and its footprint, made once."""
    known: dict[int, tuple[Book, Found]] = {}

    def found(seed: int) -> tuple[Book, Found]:
        if seed not in known:
            (book,) = invented.books(seed, 1, ROWS, "kbas", (2018, 2025))
            book.rows[0]["booked_on"] = book.rows[0]["booked_on"].replace(day=28)
            for row in book.rows:  # accents as all encodings have them
                row["account_text"] = row["account_text"] and unicodedata.normalize("NFC", row["account_text"])
            book = replace(book, dialect=Dialect())
            known[seed] = book, footprint([book], tmp_path_factory.mktemp("base") / str(seed))
        return known[seed]

    return found


def called(suffix: str) -> Callable[[Book], list[Book]]:
    return lambda book: [replace(book, name=f"ledger{suffix}")]


LAWS = {"shuffled": shuffled, "in quarters": by_quarter, **{name: spelt(one) for name, one in SPELT.items()}}
LAWS |= {f"as {suffix}": called(suffix) for suffix in FORMATS}


def same(base: Callable[[int], tuple[Book, Found]], seed: int, law: str, folder: Path) -> None:
    book, (before, rows) = base(seed)
    after, found = footprint(LAWS[law](book), folder)
    assert found == rows
    assert (after.tables, after.totals, after.by_sql) == (before.tables, before.totals, before.by_sql)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_changes_no_meaning_changes_no_figure(
    seed: int, law: str, base: Callable[[int], tuple[Book, Found]], tmp_path: Path
) -> None:
    same(base, seed, law, tmp_path / "after")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_credit_note_and_its_reversal_add_nothing_but_rows(
    seed: int, base: Callable[[int], tuple[Book, Found]], tmp_path: Path
) -> None:
    book, (before, _) = base(seed)
    sums = [*before.totals.items()]
    notes = [row | {"amount": Decimal(sign) * Decimal("-98765.43")} for row in book.rows for sign in (1, -1)]
    after, _ = footprint([replace(book, rows=[*book.rows, *notes])], tmp_path / "after")
    for (status,), (rows, money, kilograms) in sums:
        assert after.totals[(status,)] == (3 * rows, money, kilograms)
    for name, table in before.tables.items():
        assert after.tables[name] == {key: (3 * rows, *rest) for key, (rows, *rest) in table.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_renamed_department_is_the_same_line_under_another_name(
    seed: int, base: Callable[[int], tuple[Book, Found]], tmp_path: Path
) -> None:
    book, (before, _) = base(seed)
    renamed = {one: f"{one} och mer" if one == "Kommunstyrelsen" else one for _, one in invented.DEPARTMENTS}
    rows = [row | {"department": renamed[row["department"]]} for row in book.rows]
    after, _ = footprint([replace(book, rows=rows)], tmp_path / "after")
    named = {(*key[:-1], renamed.get(key[-1], key[-1])): sums for key, sums in before.tables["departments"].items()}
    assert after.tables == before.tables | {"departments": named}
    assert named != before.tables["departments"]
    assert after.totals == before.totals


@pytest.mark.long
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("seed", LONG_SEEDS)
def test_what_changes_no_meaning_changes_no_figure_of_many(
    seed: int, law: str, base: Callable[[int], tuple[Book, Found]], tmp_path: Path
) -> None:
    same(base, seed, law, tmp_path / "after")
