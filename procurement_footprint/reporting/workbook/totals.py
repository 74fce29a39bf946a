"""The row of totals below a table that can be filtered: formulas over what is shown, with their values.

A sum is SUBTOTAL(109, cells), which leaves out what a filter hides. Grams per unit of money are the quotient of two
such sums. What is no sum, a range or the like, is shown only while all lines are.
"""

from __future__ import annotations

import math

from procurement_footprint.reporting.sheets import Column, Table
from procurement_footprint.reporting.workbook.formats import TEXTS
from procurement_footprint.reporting.workbook.layout import Placed

_ABSOLUTE = 0.0005  # half a gram or less than an öre: what floats may be off
_RELATIVE = 1e-9


def formula(placed: Placed, place: int) -> str | None:
    """Return the formula of the total below a column; None where its total is a text, or there is none."""
    column = placed.table.columns[place]
    if not isinstance(column.total, int | float) or column.kind in TEXTS:
        return None
    if _is_sum(column, column.total):
        return f"=SUBTOTAL(109,{placed.cells(place)})"
    return _quotient(placed, column) or _only_of_all(placed, column.total)


def _is_sum(column: Column, total: float) -> bool:
    known = [value for value in column.values if isinstance(value, int | float)]
    return math.isclose(math.fsum(known), total, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)


def _quotient(placed: Placed, column: Column) -> str | None:
    kilograms, amount = (_named(placed.table, name) for name in ("kg", "amount"))
    if column.kind != "grams" or kilograms is None or amount is None:
        return None
    above, below = (f"SUBTOTAL(109,{placed.cells(place)})" for place in (kilograms, amount))
    return f'=IF({below}=0,"",1000*{above}/{below})'


def _named(table: Table, name: str) -> int | None:
    return next((place for place, column in enumerate(table.columns) if column.name == name), None)


def _only_of_all(placed: Placed, total: float) -> str:
    columns = enumerate(placed.table.columns)
    full = next((place for place, column in columns if column.values and None not in column.values), None)
    if full is None:
        return f"={total!r}"
    cells = placed.cells(full)
    return f'=IF(SUBTOTAL(103,{cells})=ROWS({cells}),{total!r},"")'
