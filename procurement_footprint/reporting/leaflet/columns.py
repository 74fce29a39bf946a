"""The columns of a leaflet's tables, from the columns of small frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.reporting.sheets import Column, Kind

Figures = Iterable[Decimal | float | int | None]


def tonnes(header: str, kilograms: pl.Series, with_total: bool = True) -> Column:
    """Return kilograms as tonnes; the total is their exact sum."""
    return _mass(header, "tonnes", kilograms, with_total)


def change(header: str, kilograms: pl.Series, with_total: bool = True) -> Column:
    """Return a difference of kilograms as tonnes with their sign; the total is their exact sum."""
    return _mass(header, "change", kilograms, with_total)


def numbers(header: str, kind: Kind, values: Figures, total: Decimal | float | int | None = None) -> Column:
    """Return numbers of any kind: money, count, share (of 1), share_change, grams, number or year."""
    held: list[str | float | None] = [None if value is None else float(value) for value in values]
    return Column(header, kind, held, None if total is None else float(total))


def unbroken(header: str, values: Iterable[str], total: str | None = None) -> Column:
    """Return texts that stay on one line, such as ranges; they are ours, not those of a ledger."""
    return Column(header, "short", list(values), total)


def leading(column: Column, places: Iterable[str | None]) -> Column:
    """Return a column whose cells lead to these addresses, from the top; cells below the last of them lead nowhere."""
    held = list(places)
    return replace(column, addresses=[*held, *([None] * (len(column.values) - len(held)))])


def _mass(header: str, kind: Kind, kilograms: pl.Series, with_total: bool) -> Column:
    whole = float(exact_sum(kilograms).scaleb(-3)) if with_total else None
    return Column(header, kind, [None if one is None else float(Decimal(one).scaleb(-3)) for one in kilograms], whole)
