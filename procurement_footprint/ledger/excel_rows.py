"""Rows of a sheet's XML as spreadsheet programs write them, recognised from their first byte to their last.

What is recognised is counted in a few passes by the text engine, a hundred times faster than element by element;
whatever looks otherwise in any way (an error, an empty formula, another order of attributes) is not, and is left to
the parser. A cell beyond the last column or row that a workbook may have is never recognised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import polars as pl

_LETTER = r"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
_TEXT = rf"(?:{_LETTER}|&(?:amp|lt|gt|quot|apos);)*"
_COLUMN = "(?:[A-Z]|[A-R][A-Z]|S[A-R])"  # 1 to 512
_ROW = "(?:[1-9][0-9]{0,5}|10[0-9]{5})"  # 1 to 1,099,999
_STYLE = '(?: s="[0-9]+")?'
_TYPE = f'{_STYLE}(?: t="(?:n|s|b|d|str)")?'
_FORMULA = rf'(?:<f(?: (?:t|ref|si|ca)="[0-9A-Za-z:]*")*(?:/>|>{_TEXT}</f>))?'
_CONTENT = (
    rf"{_TYPE}(?:/>|>{_FORMULA}<v>[0-9A-Za-z.,:+-]{_TEXT}</v></c>)"
    rf'|{_STYLE} t="inlineStr"><is><t(?: xml:space="preserve")?>{_TEXT}</t></is></c>'
)
_CELL = rf'<c r="{_COLUMN}{_ROW}"(?:{_CONTENT})'
_OF_ROW = "spans|s|customFormat|ht|customHeight|hidden|outlineLevel|collapsed|thickTop|thickBot|ph|x14ac:dyDescent"
_START = rf'<row r="{_ROW}"(?: (?:{_OF_ROW})="[0-9A-Za-z:. ]*")*'
_ROWS = rf"^(?:{_START}(?:/>|>(?:{_CELL})*</row>))+$"
_VALUED = '"[^<>]*>(?:<f[^<>]*>(?:[^<>]*</f>)?)?<[vi]'  # what follows the address of a cell with a value
_CELLS = f'r="[A-Z]+[0-9]+{_VALUED}'
_ADDRESS = re.compile('r="([A-Z]+)([0-9]+)')
_LAST = re.compile(f'.*<row r="({_ROW})"', re.DOTALL)
COLUMNS = 512


@dataclass(frozen=True, slots=True)
class Extent:
    """How many cells have a value, between which columns and up to which row; row: that of the last `row` element."""

    valued: int
    first_column: int
    last_column: int
    last_row: int
    row: int


def extent(piece: bytes, first_column: int, last_column: int) -> Extent | None:
    """Return what is in a piece of XML that is nothing but whole rows as they are known; else None.

    first_column, last_column: between which columns values are known; where the piece has no others, or none at all,
    they are returned.
    """
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return None
    rows = pl.Series([text])
    last = _LAST.match(text)
    if last is None or not rows.str.contains(_ROWS).item():
        return None
    row, valued = int(last[1]), piece.count(b"<v>") + piece.count(b"<is>")  # each of them in a cell of its own
    beyond = rf'r="(?:{_outside(first_column, last_column)}[0-9]+|[A-Z]+{_above(row)}){_VALUED}'
    in_last = rf'r="[A-Z]+{row}{_VALUED}'
    if rows.str.contains(in_last).item() and not rows.str.contains(beyond).item():
        return Extent(valued, first_column, last_column, row, row)
    found = [_ADDRESS.match(cell) for cell in rows.str.extract_all(_CELLS).item()]
    addresses = [match.groups() for match in found if match]
    if not addresses:
        return Extent(0, first_column, last_column, 0, row)
    columns = {number(letters) for letters, _ in addresses}
    return Extent(valued, min(columns), max(columns), max(int(digits) for _, digits in addresses), row)


def number(letters: str) -> int:
    """Return which column has these letters: A is 1, AA is 27."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def _letters(column: int) -> str:
    return (chr(64 + (column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)


@cache
def _outside(first: int, last: int) -> str:
    """Return a pattern of the columns that are not between two; they may be the wrong way round, for none."""
    others = [_letters(column) for column in range(1, COLUMNS + 1) if not first <= column <= last]
    return f"(?:{'|'.join(others)})"


def _above(row: int) -> str:
    """Return a pattern of the whole numbers, written without leading zeros, that are greater than `row`."""
    digits = str(row)
    longer = [f"[1-9][0-9]{{{len(digits)},}}"]
    same = [
        f"{digits[:place]}[{int(digit) + 1}-9][0-9]{{{len(digits) - place - 1}}}"
        for place, digit in enumerate(digits)
        if digit != "9"
    ]
    return f"(?:{'|'.join([*longer, *same])})"
