"""The sampled lines as columns: what an auditor needs to judge each, natural persons not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from procurement_footprint.analysis import suppliers
from procurement_footprint.analysis.audit.sample import Sample
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.ledger.identity import masked
from procurement_footprint.mapping import listing
from procurement_footprint.mapping.rule import Rule
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.sheets import POOLS, Cell, Column, Kind, text

FACTS = (
    "line",
    "booked_on",
    "supplier",
    "supplier_id",
    "department",
    "account",
    "account_text",
    "text",
    "amount",
    "currency",
    "status",
    "says",
    "kg_co2e",
)
JUDGED = ("verdict", "right_category", "right_amount", "comment")
REASONS = (
    "evidence",
    "rule",
    "asks",
    "why",
    "reviewed",
    "factor",
    "kg_per_unit",
    "quality",
    "activity",
    "stratum",
    "certain",
    "weight",
)
NUMBERS: Mapping[str, Kind] = {"amount": "money", "kg_co2e": "kilograms"}
FREE = ("kg_per_unit", "weight")  # numbers that are shown with all their digits


def columns(sample: Sample, basis: Basis, words: Words) -> tuple[Column, ...]:
    """Return the columns of the sheet from left to right: facts, the empty ones that are filled in, reasons."""
    rules = {rule.id: rule for rule in basis.mappings.rules}
    pooled = suppliers.pooled(sample.lines.with_columns(person=sample.lines["sole_trader"].fill_null(False)))
    rows = [_cells(row, rules.get(row["rule_id"] or ""), basis, words) for row in pooled.iter_rows(named=True)]
    return tuple(_column(name, rows, words) for name in (*FACTS, *JUDGED, *REASONS))


def category_label(name: str, identifier: str) -> str:
    """Return how the drop-down calls a category: its name and its id."""
    return f"{name} ({identifier})"


def labels(basis: Basis, words: Words) -> dict[str, str]:
    """Return every category: how the drop-down calls it → its id, in alphabetical order."""
    every = basis.mappings.taxonomy.categories.values()
    named = {category_label(getattr(one.name, words.language), one.id): one.id for one in every}
    return dict(sorted(named.items()))


def _column(name: str, rows: list[dict[str, Cell]], words: Words) -> Column:
    header, values = words(f"audit_column.{name}"), [row.get(name) for row in rows]
    if name in NUMBERS:
        return Column(header, NUMBERS[name], values)
    return text(header, [None if value is None else str(value) for value in values])


def _cells(row: Mapping[str, Any], rule: Rule | None, basis: Basis, words: Words) -> dict[str, Cell]:
    return dict(_facts(row, basis, words)) | dict(_reasons(row, rule, words))


def _facts(row: Mapping[str, Any], basis: Basis, words: Words) -> Iterator[tuple[str, Cell]]:
    pool = row["pooled"]
    yield "line", row["line"]
    yield "booked_on", row["booked_on"].isoformat()
    yield "supplier", words(f"pooled.{pool}") if pool in POOLS else _masked(row["supplier"])
    yield "supplier_id", _masked(row["supplier_id"])
    yield "department", _masked(row["department"] or row["department_id"])
    yield "account", row["account"]
    yield "account_text", _masked(row["account_text"])
    # what stands in the free text of a natural person's invoice may name her
    yield "text", None if row["person"] else _masked(row["text"])
    yield "amount", float(row["amount"])
    yield "currency", row["currency"]
    yield "status", words(f"status.{row['status']}")
    yield "says", _says(row, basis, words)
    yield "kg_co2e", None if row["kg_co2e"] is None else float(row["kg_co2e"])


def _reasons(row: Mapping[str, Any], rule: Rule | None, words: Words) -> Iterator[tuple[str, Cell]]:
    yield "evidence", words.name("evidence", row["evidence"]) if row["evidence"] else None
    yield "rule", row["rule_id"]
    if rule:
        yield "asks", masked(listing.asks(rule))
        yield "why", rule.why
        yield "reviewed", f"{rule.reviewed_on} {rule.reviewed_by}"
    if row["factor_set"]:
        yield "factor", f"{row['factor_set']}, {row['factor_year']}"
        yield "kg_per_unit", f"{row['kg_per_unit']:.9g}"
    yield "quality", row["quality"]
    yield "activity", row["activity"]
    yield "stratum", words(f"audit_stratum.{row['stratum']}")
    yield "certain", words(f"yes_no.{str(row['certain']).lower()}")
    yield "weight", f"{row['weight']:.9g}"


def _says(row: Mapping[str, Any], basis: Basis, words: Words) -> str | None:
    if one := basis.mappings.taxonomy.categories.get(row["category"] or ""):
        return category_label(getattr(one.name, words.language), one.id)
    if reason := basis.mappings.reasons.by_id.get(row["reason"] or ""):
        return category_label(getattr(reason.name, words.language), reason.id)
    return words.name("reason", row["reason"]) if row["reason"] else None


def _masked(value: str | None) -> str | None:
    return None if value is None else masked(value)
