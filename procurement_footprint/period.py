"""Periods as people write them: 2024, 2024-Q1, 2024-03."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from procurement_footprint.problems import Refused, problem

LOOKS = re.compile(r"(?P<year>(19|20)\d\d)(-(Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A year, quarter or month: `first` up to but not including `end`."""

    name: str
    first: date
    end: date

    @property
    def is_quarter(self) -> bool:
        """Say whether it is a quarter."""
        return "Q" in self.name

    def __str__(self) -> str:
        return self.name


def parse(text: str) -> Period:
    """Return the Period written as `2024`, `2024-Q1` or `2024-03`; anything else is refused."""
    match = LOOKS.fullmatch(text.strip())
    if not match:
        raise Refused([problem("period-unreadable", "--period", text)])
    year = int(match["year"])
    start, months = 1, 12
    if match["quarter"]:
        start, months = 3 * int(match["quarter"]) - 2, 3
    elif match["month"]:
        start, months = int(match["month"]), 1
    beyond = start + months
    end = date(year + 1, 1, 1) if beyond > 12 else date(year, beyond, 1)
    return Period(match[0], date(year, start, 1), end)
