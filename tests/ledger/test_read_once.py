"""Ledgers read once for several periods: what each gets is what it gets when it is read by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint import period
from procurement_footprint.ledger import read
from procurement_footprint.ledger.book import Choices, Ledger
from procurement_footprint.ledger.read_once import Whole
from procurement_footprint.period import Period
from procurement_footprint.problems import Refused

HEADER = "leverantor;leverantor_id;verifikationsnummer;konto_nr;belopp;datum"
PERIODS = ("2022", "2023", "2024", "2023-Q4", "2024-01")


def silent(name: str, rows: int) -> None:
    """Hear nothing."""


def whole(paths: Sequence[Path], spool: Path) -> Whole:
    choices = Choices()
    done = read.through(paths, spool, choices, silent)
    read.ledger(done, choices)
    return Whole(done, choices)


def apart(paths: Sequence[Path], spool: Path, span: Period) -> Ledger | str:
    try:
        return read.read(paths, spool, Choices(period=span), silent)
    except Refused as refused:
        return str(refused)


def same(paths: Sequence[Path], place: Path, periods: Sequence[str] = PERIODS) -> Whole:
    """See that every period is the same both ways."""
    (place / "whole").mkdir()
    once = whole(paths, place / "whole")
    for name in periods:
        (place / name).mkdir()
        held = apart(paths, place / name, period.parse(name))
        if isinstance(held, str):
            with pytest.raises(Refused) as refused:
                once.of(period.parse(name))
            assert str(refused.value) == held
            continue
        found = once.of(period.parse(name))
        assert found.files == held.files
        assert found.notes == held.notes
        assert found.rejected.equals(held.rejected)
        assert [block.collect().height for block in found.blocks] == [block.collect().height for block in held.blocks]
        assert found.rows.collect().equals(held.rows.collect())
    return once


def test_the_years_of_the_small_town(small_town: Path, tmp_path: Path) -> None:
    paths = sorted((small_town / "ledgers").glob("*.csv"))
    assert same(paths, tmp_path).years() == (2023, 2024)


SUPPLIERS = [("Ek AB", "599100-0008"), ("Asp", "930516-9824"), ("Asp", ""), ("asp", "12"), ("", "")]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(SUPPLIERS),
        st.integers(-3, 3),
        st.sampled_from([date(2022, 12, 31), date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 1)]),
    ),
    min_size=1,
    max_size=12,
)


def text_of(rows: Sequence[tuple[tuple[str, str], int, date]]) -> str:
    lines = (f"{name};{number};1;6411;{amount},50;{day}" for (name, number), amount, day in rows)
    return "\n".join([HEADER, *lines, ""])


@settings(max_examples=12)
@given(ROWS, ROWS)
def test_whatever_is_booked(
    first: list[tuple[tuple[str, str], int, date]], second: list[tuple[tuple[str, str], int, date]]
) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        paths = [place / "one-SEK.csv", place / "two-SEK.csv"]
        for path, rows in zip(paths, (first, [*second, (SUPPLIERS[0], 99, date(2022, 5, 1))]), strict=True):
            path.write_text(text_of(rows), encoding="utf-8")
        once = same(paths, place, ("2023", "2024-01"))
        assert once.years() == tuple(sorted({day.year for _, _, day in [*first, *second]} | {2022}))


def test_a_sheet_that_repeats_another_in_one_period_only(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, before in (("A", 10), ("B", 20)):
        sheet = book.create_sheet(name)
        sheet.append(["leverantor", "verifikationsnummer", "konto_nr", "belopp (SEK)", "datum"])
        sheet.append(["Ek AB", "1", "6411", before, date(2023, 5, 1)])
        sheet.append(["Ek AB", "2", "6411", 30, date(2024, 5, 1)])
    book.save(tmp_path / "twice.xlsx")
    once = same([tmp_path / "twice.xlsx"], tmp_path)
    with pytest.raises(Refused, match=r"holds the same rows as twice\.xlsx:A"):
        once.of(period.parse("2024"))
    assert once.of(period.parse("2023")).files[0].rows == 2
