"""A footprint in small tables: what was bought, by whom, from whom, when; what was not counted and why.

Every table adds up to the whole: in rows, to the öre and to the gram. `check` makes sure of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis import entities, suppliers
from procurement_footprint.analysis.bridge import LEDGER_STEP, bridge_of
from procurement_footprint.analysis.measures import EXACT, largest_first, measured
from procurement_footprint.analysis.sums import DEPARTMENTS, LEFT_OUT_KEYS, PURCHASES, Sums
from procurement_footprint.analysis.totals import PARTS, Range, Totals, exact_sum, totals_of
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.ranges import KILOGRAMS
from procurement_footprint.analysis.uncertainty.stated import Ranking, beside
from procurement_footprint.footprint.widths import Widths
from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, UNMAPPED
from procurement_footprint.mapping.group import Group
from procurement_footprint.problems import Unbalanced

COUNTED_TABLES = (
    "groups",
    "categories",
    "departments",
    "suppliers",
    "departments_by_group",
    "periods",
    "evidence",
)
CATEGORIES = ("group", "category", "scope3_category", "capital_good")
SUPPLIERS = ("supplier_id", "supplier", "pooled")
RANKED = {"groups": ("group",), "categories": CATEGORIES, "departments": DEPARTMENTS, "suppliers": SUPPLIERS}
OF_GROUP = {**RANKED, "departments": ("entity", *DEPARTMENTS), "entities": ("entity",)}
Keys = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All small tables of one footprint, in the reporting currency.

    groups, categories, departments, suppliers, departments_by_group, periods: the keys their name says, and
    measures.MEASURES, of counted rows only. The first four also have kg_co2e_low and kg_co2e_high (95 %), quality and
    above_next (how sure the line is above the one below); range: low, high and quality of the whole.
    evidence: evidence, quality and rows, reporting_amount, kg_co2e.
    entities, internal: of a group only, see `analysis.entities`; its departments have a column entity.
    bridge, unmapped, left_out: rows and reporting_amount of what is not counted, and why.
    Money is Decimal with 2 decimals, kilograms Decimal with 3; a missing name is null.
    """

    currency: str
    totals: Totals
    range: Range
    bridge: pl.DataFrame
    groups: pl.DataFrame
    categories: pl.DataFrame
    departments: pl.DataFrame
    suppliers: pl.DataFrame
    departments_by_group: pl.DataFrame
    periods: pl.DataFrame
    unmapped: pl.DataFrame
    left_out: pl.DataFrame
    evidence: pl.DataFrame
    entities: pl.DataFrame | None = None
    internal: pl.DataFrame | None = None


def break_down(
    raw: Sums, taxonomy: pl.DataFrame, currency: str, widths: Widths, group: Group | None = None
) -> Breakdown:
    """Return the small tables of a footprint.

    raw: the sums of its rows (`sums.added_up`). taxonomy: group, category, scope3_category and
    capital_good, one line a category. currency: that of reporting_amount. widths: how wide ranges are.
    group: whose purchases these are as one; the sums are by the codes of its entities then (`entities.named`).
    """
    totals = totals_of(raw["by_status"])
    bought = raw["by_department"].join(taxonomy, on="category", how="left", validate="m:1")
    counted_suppliers, unmapped = suppliers.pooled(raw["by_supplier"]), suppliers.pooled(raw["unmapped"])
    shown = suppliers.names([counted_suppliers, unmapped])
    bought_from = suppliers.named(counted_suppliers, shown)
    by_evidence = raw["by_evidence"].select("evidence", "quality", *EXACT)
    keys = RANKED if group is None else OF_GROUP
    ranked, whole = _ranked(bought, bought_from, totals, widths, keys)
    if group is not None:
        ranked["entities"] = entities.entities(ranked["entities"], raw, group)
    return Breakdown(
        currency=currency,
        totals=totals,
        bridge=bridge_of(totals, raw["left_out"], unmapped),
        range=whole,
        **ranked,
        departments_by_group=measured(bought, (*DEPARTMENTS[1:], "group"), totals),
        periods=measured(raw["by_period"], ["period"], totals).sort("period", nulls_last=True),
        unmapped=_unmapped(suppliers.named(unmapped, shown)),
        left_out=_left_out(raw["left_out"]),
        evidence=by_evidence.sort("evidence", "quality", nulls_last=True),
        internal=entities.internal(raw, group) if group else None,
    )


def check(breakdown: Breakdown) -> None:
    """Make sure that every table adds up to the whole; Unbalanced (exit code 4) names each that does not."""
    wrong = [*_parts_against_whole(breakdown), *_tables_against_totals(breakdown), *_without_group(breakdown)]
    if breakdown.entities is not None:
        wrong += entities.unequal(breakdown.entities)
    if wrong:
        raise Unbalanced("\n  ".join(["the tables do not add up to the whole:", *wrong]))


def _ranked(
    bought: pl.DataFrame, bought_from: pl.DataFrame, totals: Totals, widths: Widths, keys: Keys
) -> tuple[dict[str, pl.DataFrame], Range]:
    """Return the tables that have ranges and ranks, and the range of the whole."""
    found = kinds(bought, widths)
    sources = {name: bought_from if name == "suppliers" else bought for name in keys}
    rankings = [
        Ranking(measured(small, keys[name], totals), numbered(small, found), keys[name])
        for name, small in sources.items()
    ]
    # as text, since polars loads numpy to take a Decimal
    of_all = pl.select(kg_co2e=pl.lit(f"{totals.kg_co2e}").cast(KILOGRAMS))
    *tables, whole = beside([*rankings, Ranking(of_all, numbered(bought, found), ())], found)
    _, low, high, quality, _ = whole.row(0)
    nothing = Decimal("0.000")
    return dict(zip(keys, tables, strict=True)), Range(low or nothing, high or nothing, quality)


def _unmapped(pooled: pl.DataFrame) -> pl.DataFrame:
    keys = (*SUPPLIERS, *PURCHASES)
    return largest_first(pooled.group_by(keys).agg(pl.sum("rows", "reporting_amount")), keys)


def _left_out(raw: pl.DataFrame) -> pl.DataFrame:
    return largest_first(raw.group_by(LEFT_OUT_KEYS).agg(pl.sum("rows", "reporting_amount")), LEFT_OUT_KEYS)


def _tables_against_totals(breakdown: Breakdown) -> Iterator[str]:
    totals = breakdown.totals
    for name in (*COUNTED_TABLES, *(["entities"] if breakdown.entities is not None else [])):
        expected = _whole(totals, COUNTED) | {"kg_co2e": totals.kg_co2e}
        yield from _differences(name, getattr(breakdown, name), expected)
    for status, table in ((UNMAPPED, breakdown.unmapped), (LEFT_OUT, breakdown.left_out)):
        yield from _differences(status, table, _whole(totals, status))
    for step in PARTS:
        lines = breakdown.bridge.filter(pl.col("step") == step)
        yield from _differences(f"bridge, {step}", lines, _whole(totals, step))


def _whole(totals: Totals, part: str) -> dict[str, int | Decimal]:
    return {"rows": totals.rows[part], "reporting_amount": totals.amount[part]}


def _differences(name: str, table: pl.DataFrame, expected: dict[str, int | Decimal]) -> Iterator[str]:
    for column, whole in expected.items():
        yield from _difference(name, column, exact_sum(table[column]), whole)


def _parts_against_whole(breakdown: Breakdown) -> Iterator[str]:
    totals = breakdown.totals
    amounts = {"reporting_amount": totals.amount}
    amounts |= {f"amount in {currency}": four for currency, four in totals.booked.items()}
    for column, four in amounts.items():
        yield from _difference("totals", column, _three(four), four[LEDGER_STEP])
    yield from _difference("totals", "rows", _three(totals.rows), totals.rows[LEDGER_STEP])


def _three(four: dict[str, int] | dict[str, Decimal]) -> int | Decimal:
    return four[COUNTED] + four[LEFT_OUT] + four[UNMAPPED]


def _difference(table: str, column: str, found: int | Decimal, expected: int | Decimal) -> Iterator[str]:
    if found != expected:
        yield f"{table}: {column} adds up to {found} instead of {expected} (difference {found - expected})"


def _without_group(breakdown: Breakdown) -> Iterator[str]:
    for category in breakdown.categories.filter(pl.col("group").is_null())["category"]:
        yield f'categories: "{category}" is counted and is not in the taxonomy'
