"""Why a figure is what it is: from the ledger line to the kilograms, in numbered steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from procurement_footprint.footprint import made_of, priced, trace_activity, trace_group, trace_part, trace_rule
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.made_of import Product
from procurement_footprint.footprint.trace_rule import Step
from procurement_footprint.ledger.columns import COUNTED
from procurement_footprint.ledger.identity import masked

__all__ = ["Step", "of_part", "of_row"]


def of_row(footprint: pl.LazyFrame, row_id: str, basis: Basis) -> tuple[Step, ...] | None:
    """Return the steps from one ledger line to its kilograms; None where there is no such line."""
    found = footprint.filter(pl.col("row_id") == row_id).sort("part").collect(engine="streaming")
    return tuple(_steps(found.rows(named=True), basis)) if found.height else None


def of_part(footprint: pl.LazyFrame, part: pl.Expr, name: str, basis: Basis) -> tuple[Step, ...] | None:
    """Return the steps that make up the figure of a supplier, category or department; None where it has no rows.

    part: which rows. The last steps explain its largest row.
    """
    found = trace_part.explained(footprint.filter(part), name)
    if found is None:
        return None
    return (*found.steps, *((of_row(footprint, found.largest, basis) or ()) if found.largest else ()))


def _steps(parts: list[dict[str, Any]], basis: Basis) -> Iterator[Step]:
    """Yield the steps of one ledger line. parts: its rows in the footprint, one unless it is split."""
    yield _ledger_line(parts[0] | {"amount": sum(row["amount"] for row in parts)}, basis)
    yield from trace_group.steps(parts)
    own = [row for row in parts if not trace_group.left_out(row)]
    for of_rule in _by_decision(own):
        rule = next((one for one in basis.mappings.rules if one.id == of_rule[0]["rule_id"]), None)
        yield trace_rule.step(of_rule, rule, basis.mappings.books.register)
    for row in parts:
        if row["status"] == COUNTED:
            yield from _counted(row, basis)


def _by_decision(parts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the parts of a row, those together that one rule decides for one code: an invoice may have several."""
    groups: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in parts:
        groups.setdefault((row["rule_id"], row["cpv"], row["unspsc"]), []).append(row)
    return list(groups.values())


def _counted(row: dict[str, Any], basis: Basis) -> Iterator[Step]:
    yield _products(row, basis)
    yield Step(f"{_part(row)}Prices and currency", priced.lines(row, basis))
    yield _kilograms(row)
    if row.get("activity"):
        said = trace_activity.lines(row, basis.activities.lines)
        yield Step(f"Activity data: {row['activity']}", tuple(said))


def _ledger_line(row: dict[str, Any], basis: Basis) -> Step:
    vat = "VAT included" if basis.vat else "net of VAT"
    supplier = "a sole trader" if row["sole_trader"] else _both(row["supplier"], row["supplier_id"])
    return Step(
        f"The ledger line {row['row_id']}",
        (
            f"{row['booked_on']}  {row['amount']:,} {row['currency']}  {vat}",
            f"supplier: {supplier}",
            *_aliases(row, basis),
            f"department: {_both(row['department'], row['department_id'])}",
            f"account: {_both(row['account'], row['account_text'])} (chart {row['chart'] or 'unknown'})",
        ),
    )


def _aliases(row: dict[str, Any], basis: Basis) -> Iterator[str]:
    """Yield who decided which numbers and names to be this supplier; nothing of a natural person is told."""
    for one in () if row["sole_trader"] else basis.aliases.of(row["supplier_id"], row["supplier"]):
        others = masked(", ".join((*one.numbers, *one.names)))
        yield f"  the same supplier by {one.id}: {others}; {one.who}, {one.when}: {one.why} ({one.place})"


def _products(row: dict[str, Any], basis: Basis) -> Step:
    lines = [_product(one, basis) for one in made_of.products(row["category"], row["factor_year"], basis)]
    source = basis.factors.citation
    made_with = f"{row['factor_set']}, {row['factor_year']}"
    return Step(
        f"{_part(row)}Category {row['category']} is made of these products of {made_with}",
        (*lines, f"source: {source.attribution}"),
    )


def _product(one: Product, basis: Basis) -> str:
    """Return the line of one product, with a word on everything that is not as its publisher gives it."""
    factors, marks = basis.factors, []
    if one.changed:
        marks.append(f"changed by {factors.policy}, published {one.published}: {one.changed}")
    if one.derived:
        marks.append(f"changed: for capital goods, derived with {one.derived}; not an ordinary factor of the publisher")
    said = f"{one.share} × {one.product} ({one.name}): {one.kg_per_unit} kg CO2e per {factors.currency}"
    return "; ".join((said, *marks))


def _kilograms(row: dict[str, Any]) -> Step:
    if row.get("activity"):
        by_money, how = row["kg_spend_based"], "whole grams, by money alone"
    else:
        by_money, how = row["kg_co2e"], f"whole grams; quality {row['quality']}, scope {row['scope']}"
    return Step(
        f"{_part(row)}Kilograms",
        (
            f"kg per {row['currency']} = deflator × price basis × Σ share × factor ÷ exchange rate "
            f"= {row['kg_per_unit']:.9g}",
            f"{row['amount']:,} {row['currency']} × {row['kg_per_unit']:.9g} = {by_money:,} kg CO2e ({how})",
        ),
    )


def _part(row: dict[str, Any]) -> str:
    return "" if row["part"] is None else f"Part {row['part']}. "


def _both(one: str | None, other: str | None) -> str:
    return " ".join(part for part in (one, other) if part) or "not given"
