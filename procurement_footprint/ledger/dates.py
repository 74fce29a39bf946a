"""Dates as ledgers write them: 2025-01-31, 20250131, 202501, 31/01/2025, 31.01.2025, Excel's day numbers.

202513 is period 13, in which the closing bookings of a year are made: the last day of the year.

Whether 02/03/2025 is in March or in February is decided from the whole column, or asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from procurement_footprint.ledger.profile import DateFormat

Order = Literal["day first", "month first"]
FIRST_YEAR, LAST_YEAR = 1980, 2079
_TIME = re.compile(r"[T ]\d{1,2}:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?$", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d\d)\2(\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{4})-?(\d\d)", re.ASCII)
_CLOSING = re.compile(r"(\d{4})(-?)13", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?", re.ASCII)  # 1954 to 2119
_EXCEL_DAY_0 = date(1899, 12, 30)
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a column's values say: an example of a date that only day first, or month first, explains.

    either: an example that both explain. serials, others: how many values are day numbers, or not.
    closing: how many say period 13.
    """

    day_first: str | None = None
    month_first: str | None = None
    either: str | None = None
    serials: int = 0
    others: int = 0
    closing: int = 0

    def __or__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.day_first or other.day_first,
            self.month_first or other.month_first,
            self.either or other.either,
            self.serials + other.serials,
            self.others + other.others,
            self.closing + other.closing,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column writes dates: its form, the order of 02/03/2025, and whether day numbers are believed."""

    form: DateFormat = "auto"
    order: Order = "day first"
    serials: bool = False


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why a column's dates cannot be read without asking: code of the Problem and the values that show it."""

    code: Literal["date-order", "date-order-mixed"]
    examples: tuple[str, ...]


def evidence(counts: Iterable[tuple[str, int]]) -> Evidence:
    """Return what the distinct values of a column, each with its number of rows, say of its dates."""
    day_first = month_first = either = None
    serials = others = closing = 0
    for text, rows in counts:
        if _SERIAL.fullmatch(text):
            serials += rows
            continue
        others += rows
        closing += rows if _CLOSING.fullmatch(text) else 0
        match = _YEAR_LAST.fullmatch(_TIME.sub("", text))
        if not match or match[2] == ".":  # assumption: nobody writes the month first before a full stop
            continue
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            day_first = day_first or text
        elif second > 12 >= first:
            month_first = month_first or text
        elif first != second:
            either = either or text
    return Evidence(day_first, month_first, either, serials, others, closing)


def decide(seen: Evidence, form: DateFormat = "auto") -> Reading | Undecided:
    """Return how a column writes dates, as its profile declares or its values show; else Undecided."""
    if form != "auto":
        return Reading(form, "month first" if form == "MM/DD/YYYY" else "day first")
    if seen.day_first and seen.month_first:
        return Undecided("date-order-mixed", (seen.day_first, seen.month_first))
    if seen.either and not (seen.day_first or seen.month_first):
        return Undecided("date-order", (seen.either,))
    return Reading("auto", "month first" if seen.month_first else "day first", seen.serials > seen.others)


def parse_date(text: str, reading: Reading) -> date:
    """Return the date in one cell; a month alone is its first day, period 13 the last day of the year.

    Errors: ValueError with the code of the Problem.
    """
    text = _TIME.sub("", text)
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[3], match[4], _allowed(reading, "YYYYMMDD", "YYYY-MM-DD"))
    if match := _CLOSING.fullmatch(text):
        # 200113 may be the 13th of January 2020; from 2013 on the year's last digits are no month
        if not match[2] and reading.form != "YYYYMM" and int(match[1]) % 100 <= 12:
            raise ValueError("date-unreadable")
        return _day(match[1], "12", "31", _allowed(reading, "YYYYMM"))
    if match := _MONTH.fullmatch(text):
        if "-" not in text and not _IN_NAME.fullmatch(text):
            raise ValueError("date-unreadable")  # 230203 is a date, but it does not say which
        return _day(match[1], match[2], "1", _allowed(reading, "YYYYMM"))
    if match := _YEAR_LAST.fullmatch(text):
        day, month = (match[1], match[3]) if reading.order == "day first" else (match[3], match[1])
        if match[2] == "." and reading.form == "auto":
            day, month = match[1], match[3]
        return _day(match[4], month, day, _allowed(reading, "DD/MM/YYYY", "MM/DD/YYYY"))
    if match := _SERIAL.fullmatch(text):
        if not reading.serials:
            raise ValueError("date-serial")
        return _EXCEL_DAY_0 + timedelta(days=int(match[1]))
    raise ValueError("date-unreadable")


def month_in_name(name: str) -> date | None:
    """Return the first day of the month that a file's name says, such as `leverantorsfakturor-202005.csv`."""
    found = set(_IN_NAME.findall(name))
    if len(found) != 1:
        return None
    year, month = found.pop()
    return date(int(year), int(month), 1)


def _allowed(reading: Reading, *forms: DateFormat) -> bool:
    return reading.form == "auto" or reading.form in forms


def _day(year: str, month: str, day: str, allowed: bool) -> date:
    if not allowed:
        raise ValueError("date-unreadable")
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("date-impossible") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError("date-impossible")
    return found
