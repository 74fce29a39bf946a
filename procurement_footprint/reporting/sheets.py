"""The nouns of tables and sheets: what stands in the workbook and, as tables, in leaflets, in the report's language.

A table's values and totals are numbers that are known here; the workbook shows by formulas how they come about. Texts
are on one line, without control characters, and never a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import polars as pl

from procurement_footprint.analysis.suppliers import NO_SUPPLIER, SMALL_SUPPLIERS, SOLE_TRADERS
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.reporting import cells
from procurement_footprint.reporting.language import Words

Kind = Literal[
    "text", "short", "prose", "link", "count", "money", "kilograms", "tonnes", "change", "grams", "share",
    "share_change", "number", "year", "date", "multiplier", "factor", "flowing",
]  # fmt: skip
Cell = str | float | None
POOLS = (SOLE_TRADERS, NO_SUPPLIER, SMALL_SUPPLIERS)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, how its cells are shown, their values from top to bottom, and the total.

    kind: a date is a number of days since 1899-12-30, as in a workbook; a flowing text goes over empty cells beside it.
    addresses: where its cells lead, from top to bottom (see `addresses`), None for nowhere; empty where none leads.
    name: what formulas call it (`kg`: the cells are `kg_in_departments` in the table departments); "" for nothing.
    formulas: how a workbook computes the cells, from top to bottom, None for those that are not computed; in them
    {row}, {above} and {first} are the numbers of the cell's own row, the one above and the table's first. They are
    written by us, never taken from data. called: what formulas call each cell, None for nothing.
    """

    header: str
    kind: Kind
    values: list[Cell]
    total: Cell = None
    addresses: Sequence[str | None] = ()
    name: str = ""
    formulas: Sequence[str | None] = ()
    called: Sequence[str | None] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of the same length under a heading ("" for none).

    name: of the table in a workbook, where it can be filtered and its totals follow; "" for a plain one. part: what
    its lines add up to: `counted`, `left_out`, `unmapped` or `ledger`; "" for nothing that can be held against the
    overview. anchors: the address that each line is; empty where none is.
    """

    heading: str
    columns: tuple[Column, ...]
    name: str = ""
    part: str = ""
    anchors: Sequence[str | None] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Where there is only one table, its header is frozen.

    title, note: what stands above the tables; "" where the first table begins in the first row. address: of the sheet.
    holds: what the overview says of it; "" where that is the note.
    """

    name: str
    tables: tuple[Table, ...]
    title: str = ""
    note: str = ""
    address: str = ""
    holds: str = ""


def text(header: str, values: Iterable[str | None], kind: Literal["text", "prose"] = "text", name: str = "") -> Column:
    """Return a column of texts, each made fit to stand in one cell."""
    shown = list(values)
    if not "".join(filter(None, shown)).isprintable():
        shown = pl.Series("text", shown, pl.String).to_frame().select(cells.one_line(pl.col("text")))["text"].to_list()
    return Column(header, kind, [*shown], name=name)


def exact(header: str, kind: Kind, values: pl.Series, name: str = "") -> Column:
    """Return a column of whole numbers or decimals with its sum; they become floats here and not before."""
    return Column(header, kind, values.cast(pl.Float64).to_list(), float(exact_sum(values)), name=name)


def average(kilograms: Decimal, amount: Decimal) -> float | None:
    """Return grams per unit of money: kilograms × 1000 / amount; None where there is no money."""
    return float(kilograms * 1000 / amount) if amount else None


def with_total(columns: tuple[Column, ...], words: Words) -> tuple[Column, ...]:
    """Return the columns with the word for the total below the first."""
    first, *others = columns
    return (replace(first, total=words("line.total")), *others)
