"""Texts from a ledger, made safe to stand in a cell that somebody opens in a spreadsheet.

A supplier can call itself `=HYPERLINK(...)`, and a name can hold a line break or a terminal command.
"""

from __future__ import annotations

import polars as pl

MARK = "'"
_BLANK = r"[\s\p{Z}]"
_UNPRINTABLE = r"\p{C}"
# What a spreadsheet takes for the start of a formula, also in the full-width and small forms of East Asia.
_FORMULA = r"^[\s\p{Z}\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫]|^[\t\r]"


def one_line(text: pl.Expr) -> pl.Expr:
    """Return a text on one line: tabs and line breaks as spaces, control characters as a visible mark."""
    return text.str.replace_all(_BLANK, " ").str.replace_all(_UNPRINTABLE, "\N{REPLACEMENT CHARACTER}")


def without_formula(text: pl.Expr) -> pl.Expr:
    """Return a text on one line, with a ' before one that a spreadsheet would take for a formula."""
    line = one_line(text)
    return pl.when(~text.str.contains(_FORMULA)).then(line).otherwise(pl.lit(MARK) + line)
