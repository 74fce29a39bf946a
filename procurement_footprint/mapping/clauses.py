"""Clauses: rules taken apart into tables, so that one join asks all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from procurement_footprint.mapping import evidence
from procurement_footprint.mapping.keys import NO_CHART, Column, Key, OwnSupplier, Season
from procurement_footprint.mapping.rule import Rule, RuleSet
from procurement_footprint.mapping.supplier_register import NONE, Register

# Columns that say much the same and are few together: rules over them share a table of decisions.
_FAMILIES = (
    ("own", "supplier_id", "supplier"),
    ("cpv",),
    ("unspsc",),
    ("account", "state_account", "account_text"),
    ("text",),
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule as one AND of conditions, each an OR of values: field → values. `own` is a field of its own."""

    number: int
    rule: int
    where: Mapping[str, tuple[str, ...]]
    base_score: int
    level: str

    @property
    def columns(self) -> frozenset[str]:
        """The key columns that the clause looks at."""
        return frozenset(column_of(field) for field in self.where)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The fields that must match (exclusions aside)."""
        return tuple(field for field in self.where if field not in evidence.EXCLUSIONS)


@dataclass(frozen=True, slots=True)
class Compiled:
    """All rules of all charts, sorted by id, as clauses; charts: which rule holds in which chart.

    register: says the industry of suppliers, the same for all charts.
    """

    rules: tuple[Rule, ...]
    clauses: tuple[Clause, ...]
    charts: pl.DataFrame  # rule, chart
    register: Register

    @property
    def tables(self) -> list[tuple[tuple[Key, ...], list[Clause]]]:
        """The tables of decisions that are needed: their keys, and the clauses that decide in them."""
        tables: dict[tuple[int, ...], list[Clause]] = {}
        for clause in self.clauses:
            tables.setdefault(_families(clause), []).append(clause)
        return [(self._keys(clauses), clauses) for _, clauses in sorted(tables.items())]

    @property
    def _season(self) -> Season:
        begins = {rule.since for rule in self.rules if rule.since}
        ends = {rule.until + timedelta(days=1) for rule in self.rules if rule.until}
        return Season(tuple(sorted(begins | ends)))

    def _keys(self, clauses: list[Clause]) -> tuple[Key, ...]:
        used = {column for clause in clauses for column in clause.columns}
        names = [column for family in _FAMILIES for column in family if column in used]
        columns = [OwnSupplier() if name == "own" else Column(name) for name in names]
        rules = [self.rules[clause.rule] for clause in clauses]
        dated = any(rule.since or rule.until for rule in rules)
        return (Column("chart"), *columns, *([self._season] if dated else []))


def column_of(field: str) -> str:
    """Return the key column that a field of a rule is compared with."""
    return field if field == evidence.OWN else (evidence.CONDITIONS | evidence.EXCLUSIONS)[field]


def compile_rules(rule_sets: Mapping[str | None, RuleSet]) -> Compiled:
    """Return the rules of all charts as clauses. The outcome does not depend on the order of anything."""
    rules = {rule: rule for rule_set in rule_sets.values() for rule in rule_set.rules}
    order = tuple(sorted(rules, key=lambda rule: (rule.id, rule.place)))
    number = {rule: place for place, rule in enumerate(order)}
    clauses: list[Clause] = []
    for place, rule in enumerate(order):
        for where in _alternatives(rule):
            score = evidence.base_score(rule.level, rule.fields, rule.order)
            clauses.append(Clause(len(clauses), place, where, score, rule.level))
    pairs = [(number[rule], chart or NO_CHART) for chart, held in rule_sets.items() for rule in held.rules]
    charts = pl.DataFrame(pairs, {"rule": pl.Int32, "chart": pl.String}, orient="row").unique()
    register = next((held.register for held in rule_sets.values()), NONE)
    return Compiled(order, tuple(clauses), charts, register)


def _alternatives(rule: Rule) -> Iterator[dict[str, tuple[str, ...]]]:
    where = dict(rule.where)
    numbers = where.get("supplier", ())
    if evidence.OWN not in numbers:
        yield where
        return
    rest = {field: values for field, values in where.items() if field != "supplier"}
    yield {evidence.OWN: ("yes",), **rest}
    if others := tuple(number for number in numbers if number != evidence.OWN):
        yield where | {"supplier": others}


def _families(clause: Clause) -> tuple[int, ...]:
    return tuple(place for place, family in enumerate(_FAMILIES) if clause.columns & set(family))
