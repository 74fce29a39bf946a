"""All departments of a footprint at once, and then each by itself: tables that add up to the department, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from procurement_footprint.analysis.bridge import LEDGER_STEP
from procurement_footprint.analysis.cells import SUPPLIERS
from procurement_footprint.analysis.change.changes import Change
from procurement_footprint.analysis.departments.booked import SUMMED, Booked
from procurement_footprint.analysis.departments.changed import CHANGED, with_change
from procurement_footprint.analysis.departments.folding import first, folded
from procurement_footprint.analysis.hot_spots import best
from procurement_footprint.analysis.hot_spots.found import PER_CENT, HotSpots
from procurement_footprint.analysis.measures import EXACT, measured
from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.analysis.totals import Totals, exact_sum
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.stated import Ranking, beside
from procurement_footprint.footprint.widths import Widths
from procurement_footprint.ledger.columns import COUNTED, STATUSES, UNMAPPED
from procurement_footprint.mapping.levers import Levers
from procurement_footprint.mapping.taxonomy import Taxonomy
from procurement_footprint.problems import Unbalanced

Row = Mapping[str, Any]
GROUPS, CATEGORIES = (*DEPARTMENTS, "group"), (*DEPARTMENTS, "group", "category")
SELLERS, SPOT = (*DEPARTMENTS, *SUPPLIERS), (*DEPARTMENTS, *SUPPLIERS, "group", "category")
FIRST = {
    "groups": 7,
    "categories": 7,
    "suppliers": 5,
    "spots": 5,
    "unmapped": 3,
}  # lines by name, as many as a page can hold
WHOLES = {"bridge": LEDGER_STEP, "unmapped": UNMAPPED}  # tables of money that do not add up to what is counted


@dataclass(frozen=True, slots=True)
class Sources:
    """What tables of departments are made from.

    cells: of the footprint (`cells.CELLS`). booked: the same rows by department, counted or not. spots: its hot spots.
    change: from an earlier footprint, None without one.
    """

    cells: pl.DataFrame
    booked: Booked
    spots: HotSpots
    change: Change | None


@dataclass(frozen=True, slots=True)
class Departments:
    """Tables of all departments of a footprint (DEPARTMENTS); each adds up to each department, to the öre and the gram.

    ranked: a line for each of which something is counted, most kilograms first: measures.MEASURES, range, quality and
    above_next. bridge, periods: see `Booked`. groups, categories, suppliers, spots: EXACT, range and quality, most
    kilograms first; the first FIRST lines by name and the others in one, which says how many they are (OTHERS). groups
    and categories have changed.CHANGED, spots lever, kg_reached and kg_gain. unmapped: see `Booked`. evidence:
    evidence, quality and EXACT.
    """

    ranked: pl.DataFrame
    bridge: pl.DataFrame
    groups: pl.DataFrame
    categories: pl.DataFrame
    suppliers: pl.DataFrame
    spots: pl.DataFrame
    periods: pl.DataFrame
    unmapped: pl.DataFrame
    evidence: pl.DataFrame

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables by name, but for `ranked`."""
        names = ("bridge", "groups", "categories", "suppliers", "spots", "periods", "unmapped", "evidence")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Own:
    """One department. row: its line of `ranked`, or only DEPARTMENTS where nothing of it is counted.

    place: its number in the order of their kilograms, from 1; None where nothing is counted. tables: the lines of
    `Departments.tables` that are its own; a table of which it has none is empty.
    """

    row: Row
    place: int | None
    tables: Mapping[str, pl.DataFrame]

    @property
    def key(self) -> tuple[str | None, ...]:
        """What tells it from all others: DEPARTMENTS."""
        return tuple(self.row[name] for name in DEPARTMENTS)

    @property
    def kilograms(self) -> Decimal:
        """Its kilograms; 0 where nothing is counted."""
        return exact_sum(self.tables["groups"]["kg_co2e"])

    def money(self, step: str) -> Decimal:
        """Return the money of a step of its bridge."""
        return exact_sum(self.tables["bridge"].filter(pl.col("step") == step)["reporting_amount"])

    @property
    def covered(self) -> Decimal | None:
        """Counted money ÷ all that is booked; None where credit is larger than what was bought in a part of it."""
        ledger = self.money(LEDGER_STEP)
        parts = [self.money(step) for step in STATUSES]
        return self.money(COUNTED) / ledger if ledger > 0 and min(parts) >= 0 else None


def departments(held: Sources, tree: Taxonomy, widths: Widths, levers: Levers, totals: Totals) -> Departments:
    """Return the tables of all departments, computed at once.

    totals: those of the footprint. Errors: Unbalanced where a table does not add up to a department, or the departments
    not to the whole.
    """
    known = kinds(held.cells, widths)
    small = numbered(held.cells, known)
    kept = {"groups": GROUPS, "categories": CATEGORIES, "suppliers": SELLERS}
    every = {name: _summed(small, keys) for name, keys in kept.items()}
    for name in ("groups", "categories"):
        every[name] = with_change(every[name], held.change, kept[name])
    named = {name: first(lines, FIRST[name]) for name, lines in every.items()}
    rankings = [
        Ranking(measured(small, DEPARTMENTS, totals), small, DEPARTMENTS),
        *(Ranking(lines, small, kept[name]) for name, lines in named.items()),
    ]
    ranked, *others = beside(rankings, known)
    sums = {"groups": (*EXACT, *CHANGED), "categories": (*EXACT, *CHANGED), "suppliers": EXACT}
    lines = {
        name: folded(table.drop("above_next"), every[name], FIRST[name], sums[name])
        for name, table in zip(named, others, strict=True)
    }
    found = Departments(
        ranked=ranked,
        bridge=held.booked.bridge,
        **lines,
        spots=_spots(held.spots, tree, levers),
        periods=held.booked.periods,
        unmapped=folded(
            first(held.booked.unmapped, FIRST["unmapped"]), held.booked.unmapped, FIRST["unmapped"], SUMMED
        ),
        evidence=_summed(small, (*DEPARTMENTS, "evidence", "quality")),
    )
    _check(found, totals)
    return found


def each(found: Departments) -> Iterator[Own]:
    """Yield each department that the ledger has: most kilograms first, then those of which nothing is counted."""
    parts = {name: table.partition_by(DEPARTMENTS, as_dict=True) for name, table in found.tables.items()}
    empty = {name: table.clear() for name, table in found.tables.items()}
    rows: list[Row] = list(found.ranked.iter_rows(named=True))
    counted = {tuple(row[name] for name in DEPARTMENTS) for row in rows}
    others = found.bridge.select(DEPARTMENTS).unique(maintain_order=True).iter_rows(named=True)
    rows += [row for row in others if tuple(row.values()) not in counted]
    for at, row in enumerate(rows):
        key = tuple(row[name] for name in DEPARTMENTS)
        tables = {name: parts[name].get(key, empty[name]) for name in parts}
        yield Own(row, at + 1 if at < found.ranked.height else None, tables)


def _summed(small: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """Return EXACT by `keys`, sorted by department and then most kilograms first."""
    rest = keys[len(DEPARTMENTS) :]
    falling = [*(False for _ in DEPARTMENTS), True, *(False for _ in rest)]
    summed = small.group_by(keys).agg(pl.sum(*EXACT))
    return summed.sort(*DEPARTMENTS, "kg_co2e", *rest, descending=falling, nulls_last=True).select(*keys, *EXACT)


def _spots(spots: HotSpots, tree: Taxonomy, levers: Levers) -> pl.DataFrame:
    """Return the first hot spots of each department with what a requirement of PER_CENT gives, and the others."""
    most = FIRST["spots"]
    own = first(spots.lines, most)
    held = best.with_lever(own, own, SPOT, levers.by_category, tree.burnt, PER_CENT)
    ranges = ("kg_co2e_low", "kg_co2e_high", "quality")
    named = held.select(*SPOT, *EXACT, *ranges, "lever", "kg_reached", "kg_gain")
    return folded(named, spots.lines, most, EXACT)


def _check(found: Departments, totals: Totals) -> None:
    """See that every table adds up to each department, and their bridges to the whole."""
    steps = found.bridge.group_by(*DEPARTMENTS, "step").agg(pl.sum(*SUMMED))
    counted = found.ranked.select(*DEPARTMENTS, *EXACT)
    wrong: list[str] = []
    for name, table in found.tables.items():
        if name == "bridge":
            continue
        whole = steps.filter(step=WHOLES[name]).drop("step") if name in WHOLES else counted
        sums = table.group_by(DEPARTMENTS).agg(pl.sum(*whole.columns[len(DEPARTMENTS) :]))
        wrong += _unequal(name, sums, whole)
    wrong += _unequal(COUNTED, counted.drop("kg_co2e"), steps.filter(step=COUNTED).drop("step"))
    for step, amount in totals.amount.items():
        added = exact_sum(found.bridge.filter(pl.col("step") == step)["reporting_amount"])
        wrong += [f"{step}: the departments add up to {added} instead of {amount}"] if added != amount else []
    if wrong:
        raise Unbalanced("\n  ".join(["the departments do not add up:", *sorted(wrong)]))


def _unequal(name: str, sums: pl.DataFrame, whole: pl.DataFrame) -> Iterator[str]:
    figures = sums.columns[len(DEPARTMENTS) :]
    both = sums.join(whole, on=list(DEPARTMENTS), how="full", nulls_equal=True, suffix="_whole")
    for figure in figures:
        one, other = pl.col(figure).fill_null(0), pl.col(f"{figure}_whole").fill_null(0)
        named = pl.coalesce("department", "department_whole", "department_id", "department_id_whole")
        for department, has, wanted in both.filter(one != other).select(named, one, other).iter_rows():
            yield f"{name}: {department}: {figure} adds up to {has} instead of {wanted}"
