"""Personal identity numbers are not passed on, wherever a cell that could not be read may hold one."""

from __future__ import annotations

import re

import polars as pl

# six or eight digits that are a day of birth (day + 60 in a coordination number), then four more
_DAY = "(?:0[1-9]|[12]\\d|3[01]|6[1-9]|[78]\\d|9[01])"
_MARK = "[-+ \u2010-\u2015\u2212]?"
NUMBER = re.compile(rf"(?<!\d)(?:\d\d)?\d\d(?:0[1-9]|1[0-2]){_DAY}{_MARK}\d{{4}}(?!\d)")
MASK = "******-****"


def hidden(text: str) -> str:
    """Return a text with every personal identity number in it masked."""
    return NUMBER.sub(MASK, text)


def masked(rejected: pl.DataFrame) -> pl.DataFrame:
    """Return the rejected cells with every personal identity number in their values masked."""
    values = [value and hidden(value) for value in rejected["value"]]
    return rejected.with_columns(value=pl.Series(values, dtype=pl.String))
