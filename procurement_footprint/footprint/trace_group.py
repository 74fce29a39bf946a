"""Why a row, or a part of one, is not the group's: it was bought inside the group, or belongs to other owners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from procurement_footprint.footprint.trace_rule import Step
from procurement_footprint.mapping.group import EVIDENCE, INTRA_GROUP, OUTSIDE

WHY = {
    INTRA_GROUP: "the seller is of the group, and its own purchases are counted",
    OUTSIDE: "the share of the entity's other owners, or the entity is not of the group on this day",
}


def left_out(row: Mapping[str, Any]) -> bool:
    """Return whether the group's make-up, and no rule, leaves out a row of the footprint."""
    return bool(row["evidence"] == EVIDENCE)


def instead(row: Mapping[str, Any]) -> str:
    """Return what decides a row that no rule decides."""
    return "the group" if row["reason"] in WHY else "no rule"


def steps(parts: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    """Yield the step that says what the group makes of a ledger line; none where it takes nothing away."""
    gone = [row for row in parts if left_out(row)]
    if not gone:
        return
    lines = [
        f"{_part(row)}left out: {row['reason']}, {row['amount']:,} {row['currency']}: {WHY[row['reason']]}"
        for row in gone
    ]
    yield Step("What of it is the group's", tuple(lines))


def _part(row: Mapping[str, Any]) -> str:
    return "" if row["part"] is None else f"part {row['part']}, "
