"""Periods as people write them: 2024, 2024-Q1, 2024-03."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def spans(months: Sequence[str]) -> tuple[str, ...]:
    """Return months (2024-03), sorted, with three and more in a row as one: `2024-05 to 2025-03`."""
    runs: list[list[str]] = []
    for month in months:
        if runs and _number(month) == _number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return tuple(said for run in runs for said in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run))


def _number(month: str) -> int:
    year, of_year = month.split("-")
    return 12 * int(year) + int(of_year)
