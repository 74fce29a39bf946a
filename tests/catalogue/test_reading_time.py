"""The failure catalogue, time and locale: a date is a date, of the column's one form, whatever the machine thinks."""

from __future__ import annotations

import locale
import re
import time
from collections.abc import Iterator
from datetime import date

import pytest
from conftest import ROOT
from deliveries import dates, refusal, taken


def days(*written: str) -> list[date]:
    """What is read of a ledger with these dates."""
    found: list[date] = taken(dates(*written)).rows.collect()["booked_on"].to_list()
    return found


@pytest.fixture(params=["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A time zone of the machine."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_time_the_turn_of_the_year_is_the_same_in_every_time_zone(zone: str) -> None:
    written = ["2024-12-31", "2024-12-31T23:59:59", "2024-12-31T23:30:00Z", "2024-12-31T23:30:00-05:00", "2025-01-01"]
    assert days(*written) == [date(2024, 12, 31)] * 4 + [date(2025, 1, 1)]


def test_time_day_and_month_are_decided_by_the_column_or_asked() -> None:
    assert days("31/01/2025", "02/03/2025") == [date(2025, 1, 31), date(2025, 3, 2)]
    assert days("01/31/2025", "02/03/2025") == [date(2025, 1, 31), date(2025, 2, 3)]
    assert refusal(dates("02/03/2025")) == (
        'l.csv, column "datum": the day or the month may come first, and no date of the column tells\n    02/03/2025\n'
        "    fix: write which in a ledger profile: date: DD/MM/YYYY or date: MM/DD/YYYY"
    )
    assert refusal(dates("31/01/2025", "01/31/2025")) == (
        'l.csv, column "datum": in some dates the day comes first, in others the month\n    31/01/2025\n'
        "    01/31/2025\n    fix: export the column in one order, as 2025-01-31"
    )


def test_time_period_13_is_the_last_day_of_its_year() -> None:
    assert days("202412", "202413") == [date(2024, 12, 1), date(2024, 12, 31)]


@pytest.mark.parametrize(
    "text", ["202400", "202414", "240131", "31 jan 2025", "2024", "2024-W05-3", "٢٠٢٤-٠١-٣١", "２０２４-01-31"]
)
def test_time_what_is_no_date_is_refused(text: str) -> None:
    assert refusal(dates("2024-01-31", text)) == (
        f'l.csv:3, column "datum": this is not a date that can be read\n    {text}\n    fix: write it as 2025-01-31'
    )


@pytest.mark.parametrize("text", ["2023-02-29", "2024-31-01", "1900-01-01", "9999-12-31", "0001-01-01"])
def test_time_days_that_do_not_exist_or_cannot_be_meant_are_refused(text: str) -> None:
    assert refusal(dates("2024-01-31", text)) == (
        f'l.csv:3, column "datum": there is no such day\n    {text}\n    fix: write a day that exists, as 2025-01-31'
    )


GUESSES = r"\blocale\.|import locale|strptime|to_datetime\(|str\.to_date\(|try_parse_dates|tzlocal"
TODAY = r"\bdate\.today\(|\bdatetime\.now\(|\btime\.time\("
# where a person decides or closes, or waits for a lock, it is said when; nothing else knows what day it is
SAYS_WHEN = {"closing", "lock", "import_", "__init__", "desk", "merge", "check"}


def test_time_no_date_is_guessed_and_nothing_asks_the_machine() -> None:
    files = {file: file.read_text(encoding="utf-8") for file in (ROOT / "procurement_footprint").rglob("*.py")}
    assert [file.name for file, text in files.items() if re.search(GUESSES, text)] == []
    assert {file.stem for file, text in files.items() if re.search(TODAY, text)} <= SAYS_WHEN


def test_time_a_comma_in_the_locale_changes_no_amount() -> None:
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("sv_SE.UTF-8", "de_DE.UTF-8", "C.UTF-8"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:  # not on this machine
                continue
            assert str(taken(dates("2024-01-31")).files[0].accepted.amounts["SEK"]) == "1.50"
    finally:
        locale.setlocale(locale.LC_ALL, before)
