"""The cells of a leaflet's tables as they are read, on the page and on the terminal."""

from __future__ import annotations

from procurement_footprint.reporting.language import MINUS, Words, printable
from procurement_footprint.reporting.sheets import Cell, Column, Table

PLUS = "+"
LEAST = 0.0005  # tonnes; below, three decimals show nothing
LEFT = frozenset({"text", "short", "prose", "link"})


def cells_of(table: Table, words: Words) -> list[list[str]]:
    """Return the cells of a table's columns as text."""
    return [cells(column, words) for column in table.columns]


def cells(column: Column, words: Words) -> list[str]:
    """Return the cells of a column as text; nothing where there is no value."""
    digits = _digits(column)
    return ["" if value is None else _shown(value, column, digits, words) for value in column.values]


def total(column: Column, words: Words) -> str:
    """Return the total of a column as text."""
    return "" if column.total is None else _shown(column.total, column, _digits(column), words)


def to_the_right(column: Column) -> bool:
    """Return whether the column holds numbers, which stand to the right."""
    return column.kind not in LEFT


def _shown(value: Cell, column: Column, digits: int, words: Words) -> str:
    if isinstance(value, str) or value is None:
        return printable(str(value or ""))
    match column.kind:
        case "share":
            return words.percent(value)
        case "share_change":
            return _signed(words.percent(value), value)
        case "change":
            return _signed(words.number(value, digits), value)
        case "grams":
            return words.number(value, 1)
        case "number":
            return words.number(value, 2)
        case "year":
            return f"{value:.0f}"
        case "tonnes":
            return words.number(value, digits)
        case _:
            return words.number(value)


def _signed(text: str, value: float) -> str:
    plain = not text.startswith(MINUS) and any(one in "123456789" for one in text)
    return PLUS + text if value > 0 and plain else text


def _digits(column: Column) -> int:
    """Return how many decimals the tonnes of a column need: one, or three where all are small and some show."""
    largest = max((abs(value) for value in column.values if isinstance(value, int | float)), default=0)
    return 3 if LEAST <= largest < 10 else 1
