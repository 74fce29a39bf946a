"""Who buys what from the suppliers that a report lists: what their lines lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.page_tables import department_name, supplier_name
from procurement_footprint.reporting.report import Report

MOST = 3  # departments and categories of each supplier
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A department or category of a supplier: its name, where it leads, and its share of the kilograms to read."""

    name: str
    address: str
    share: str


@dataclass(frozen=True, slots=True)
class Bought:
    """What a supplier sells and to whom: its largest departments and categories, most kilograms first."""

    address: str
    name: str
    departments: tuple[Part, ...]
    categories: tuple[Part, ...]


def bought(report: Report, lines: pl.DataFrame, most: int, words: Words) -> tuple[Bought, ...]:
    """Return what the first `most` suppliers of a report sell and to whom; pools are not told of.

    lines: department, supplier, category and kg_co2e of everything that is counted (`hot_spots.found`).
    """
    listed = [row for row in report.breakdown.suppliers.head(most).iter_rows(named=True) if not row["pooled"]]
    named = lines.filter(pl.col("pooled").is_null())
    parts = dict(named.group_by("supplier_id", "supplier", maintain_order=True))
    return tuple(
        told
        for row in listed
        if (part := parts.get((row["supplier_id"], row["supplier"]))) is not None
        and (told := _told(row, part, report, words))
    )


def _told(row: Row, part: pl.DataFrame, report: Report, words: Words) -> Bought | None:
    address = addresses.supplier(row)
    if address is None:
        return None
    by_department = _largest(part, DEPARTMENTS, lambda one: (department_name(one, words), addresses.department(one)))
    categories = ("category",)
    by_category = _largest(
        part, categories, lambda one: (report.category(one["category"]), addresses.category(one["category"]))
    )
    return Bought(address, supplier_name(row, words), *(_shared(held, words) for held in (by_department, by_category)))


def _largest(
    part: pl.DataFrame, keys: tuple[str, ...], named: Callable[[Row], tuple[str, str]]
) -> list[tuple[str, str, float | None]]:
    """Return name, address and share of the kilograms of the largest parts by `keys`."""
    sums = part.group_by(keys).agg(pl.sum("kg_co2e"))
    whole = sums["kg_co2e"].sum()
    largest = sums.sort("kg_co2e", *keys, descending=[True, *(False for _ in keys)], nulls_last=True).head(MOST)
    rows = largest.iter_rows(named=True)
    return [(*named(one), float(one["kg_co2e"] / whole) if whole else None) for one in rows]


def _shared(held: list[tuple[str, str, float | None]], words: Words) -> tuple[Part, ...]:
    return tuple(Part(name, address, words.percent(share, 0)) for name, address, share in held)
