"""Where a ledger says the accounting period beside the date, the period decides in which month a row stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.ledger import accounting_period
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.problems import Refused

HEADER = (
    "Period;Organisationsnr.;Lev.nr;Lev.nr(T);Ver.nr;Ansvar;Ansvar(T);Verks;Motpart;Ver.datum;Konto;Konto(T);Belopp"
)


def delivered(folder: Path, *dated: tuple[str, str]) -> Path:
    """An extract from Unit4 with these periods and voucher dates."""
    lines = [
        f"{period};5560000001;1;El AB;{number};10;Skola;1;85;{day};62110;El;100,00"
        for number, (period, day) in enumerate(dated)
    ]
    path = folder / "unit4.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def ledger(folder: Path, *dated: tuple[str, str]) -> Ledger:
    spool = folder / "spool"
    spool.mkdir()
    return read([delivered(folder, *dated)], spool, Choices(), lambda name, rows: None)


def test_a_voucher_of_january_stands_in_the_december_and_the_closing_that_it_is_booked_in(tmp_path: Path) -> None:
    found = ledger(
        tmp_path,
        ("202412", "2024-12-03"),
        ("202412", "2025-01-15"),  # an invoice of January that belongs to the year before
        ("202413", "2025-01-31"),
        ("202501", "2024-12-30"),  # dated before its period
    )
    rows = found.rows.select("booked_on", pl.col("period").cast(pl.String)).collect()
    assert rows.rows() == [
        (date(2024, 12, 3), "2024-Q4"),
        (date(2024, 12, 31), "2024-Q4"),
        (date(2024, 12, 31), "2024-Q4"),
        (date(2025, 1, 1), "2025-Q1"),
    ]
    assert "unit4.csv: rows dated outside their accounting period, which stand inside it: 3" in found.notes


def test_what_is_no_period_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        ledger(tmp_path, ("202412", "2024-12-03"), ("202414", "2024-12-03"))
    assert str(refused.value) == (
        'unit4.csv:3, column "Period": this is not an accounting period\n'
        "    202414\n"
        "    fix: write year and month, like 202403; 202413 is the closing of 2024"
    )


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1990, 2060), st.integers(1, 13))
def test_a_row_never_stands_outside_its_period_nor_moves_inside_it(day: date, year: int, month: int) -> None:
    rows = pl.DataFrame({"booked_on": [day], accounting_period.COLUMN: [f"{year}{month:02d}"]})
    found = accounting_period.inside(rows).row(0, named=True)
    stands, last = found["booked_on"], month == accounting_period.CLOSING
    assert (stands.year, stands.month) == (year, 12 if last else month)
    assert stands == day or found["moved"]
    assert (stands == day) == (not found["moved"])
    if (day.year, day.month) == (year, month):
        assert stands == day
