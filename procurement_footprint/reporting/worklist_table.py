"""The worklist as a table: one line for each group, for `unmapped --out`."""

from __future__ import annotations

import polars as pl

from procurement_footprint.analysis.worklist import SUGGESTED, Group, Worklist
from procurement_footprint.reporting import tables

SCHEMA: dict[str, pl.DataType] = {
    "number": pl.Int64(),
    "conditions": pl.String(),
    "supplier_id": pl.String(),
    "supplier": pl.String(),
    "suppliers": pl.Int64(),
    "natural_persons": pl.Boolean(),
    "account": pl.String(),
    "account_text": pl.String(),
    "texts": pl.String(),
    "rows": pl.Int64(),
    "reporting_amount": pl.Decimal(38, 2),
    "kg_at_stake": pl.Float64(),
    "kg_expected": pl.Float64(),
    "money_decided": pl.Float64(),
    "kg_decided": pl.Float64(),
}
PROPOSED = {"suggestion": pl.String(), "probability": pl.Float64(), "reason": pl.String()}


def as_csv(found: Worklist) -> bytes:
    """Return the groups, largest stake first, as the bytes of a CSV file; suggestions in three columns each."""
    columns = SCHEMA | {f"{name}_{n}": kind for n in range(1, SUGGESTED + 1) for name, kind in PROPOSED.items()}
    lines = [_line(number, group) for number, group in enumerate(found.groups, 1)]
    return tables.as_csv(pl.DataFrame(lines, columns, orient="row"))


def said(group: Group) -> str:
    """Return the conditions of a group in one line: `account 90110; account_text |obs konto|`."""
    return "; ".join(f"{field} {' or '.join(values)}" for field, values in group.where)


def _line(number: int, group: Group) -> list[object]:
    proposed = [(one.outcome, one.probability, one.reason) for one in group.suggestions]
    proposed += [(None, None, None)] * (SUGGESTED - len(proposed))  # type: ignore[list-item]
    return [
        number,
        said(group),
        group.supplier_id,
        group.supplier,
        group.suppliers,
        group.persons,
        group.account,
        group.account_text,
        " | ".join(group.texts) or None,
        group.rows,
        group.amount,
        group.stake,
        group.expected,
        group.money_decided,
        group.kg_decided,
        *(value for three in proposed for value in three),
    ]
