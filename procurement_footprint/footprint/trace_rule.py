"""Why a row is what it is: the rule or decision that says so, what it saw, who answers for it; the parts of a split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from procurement_footprint.factors.activity_factors import ACTIVITY, SUPPLIER_SPECIFIC
from procurement_footprint.ledger.columns import LEFT_OUT
from procurement_footprint.mapping.evidence import CONDITIONS, SNI
from procurement_footprint.mapping.rule import Rule
from procurement_footprint.mapping.supplier_register import Register
from procurement_footprint.person_numbers import masked


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: what it is about, and what there is to say, line by line."""

    title: str
    lines: tuple[str, ...]


def step(parts: Sequence[Mapping[str, Any]], rule: Rule | None, register: Register) -> Step:
    """Return the step that says which rule decides a ledger line.

    parts: its rows in the footprint, one unless it is split. rule: that of the project now; None where there is none.
    register: of the suppliers' industries.
    """
    row = parts[0]
    if row["rule_id"] is None:
        return Step(f"Not mapped: {row['reason']}", ("no rule reaches this line, so it has no kilograms",))
    said = f"category {row['category']}"
    if row["status"] == LEFT_OUT:
        said = f"left out: {row['reason']}"
    elif len(parts) > 1 and (rule.split if rule else True):
        said = f"split over {len(parts)} categories"
    if rule is None:
        return Step(
            f"Rule {row['rule_id']} says {said}", ("the project does not have it now: it was withdrawn or deleted",)
        )
    noun = "Decision" if rule.decided else "Rule"
    return Step(f"{noun} {rule.id} says {said}", tuple(_lines(parts, rule, register)))


def _lines(parts: Sequence[Mapping[str, Any]], rule: Rule, register: Register) -> Iterator[str]:
    row = parts[0]
    seen = [_seen(field, row, register) for field in CONDITIONS if field in rule.fields]
    yield f"evidence: {_evidence(row)}({'; '.join(seen)})"
    asked = [f"{field}: {', '.join(values)}" for field, values in rule.where]
    yield f"it asks for {masked('; '.join(asked))}"
    shares = dict(rule.split)
    for part in parts if len(parts) > 1 else ():
        by = f"share {shares.get(part['category'], '?')}" if shares else "by the lines of its invoice"
        yield f"part {part['part']}: {part['category']}, {by}: {part['amount']:,} {part['currency']}"
    if rule.source:
        yield f"shares from: {rule.source}"
    yield f"why: {rule.why}"
    if rule.suggested:
        yield f"suggested, accepted by {rule.reviewed_by}: {rule.suggested}"
    verb = "decided" if rule.decided else "reviewed"
    yield f"{verb} {rule.reviewed_on} by {rule.reviewed_by}; {rule.book}, {rule.place}"


def _seen(field: str, row: Mapping[str, Any], register: Register) -> str:
    column = CONDITIONS[field]
    if field != SNI:
        return f"{column} = {row[column]}"
    told = register.industries.get(row[column])
    return f"SNI = {told.written}, {told.name or 'no name'} in {register.file}" if told else "not in the register now"


def _evidence(row: Mapping[str, Any]) -> str:
    # where activity data decide, the column says so, and the rule's own evidence is what it saw
    return "" if row["evidence"] in (ACTIVITY, SUPPLIER_SPECIFIC) else f"{row['evidence']} "
