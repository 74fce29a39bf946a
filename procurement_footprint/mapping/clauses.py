"""Clauses: rules taken apart into tables, so that one join asks all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_COLUMN_OF = {evidence.OWN: evidence.OWN} | evidence.CONDITIONS | evidence.EXCLUSIONS


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


Table = tuple[tuple[Key, ...], list[Clause]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """All rules of all charts, sorted by id, as clauses; charts: which rule holds in which chart.

    tables: the tables of decisions that are needed: their keys, and the clauses that decide in them.
    register: says the industry of suppliers, the same for all charts.
    """

    rules: tuple[Rule, ...]
    tables: list[Table]
    charts: pl.DataFrame  # rule, chart
    register: Register


def column_of(field: str) -> str:
    """Return the key column that a field of a rule is compared with."""
    return _COLUMN_OF[field]


def compile_rules(rule_sets: Mapping[str | None, RuleSet]) -> Compiled:
    """Return the rules of all charts as clauses. The outcome does not depend on the order of anything."""
    # a rule is an object that stands in many charts, and takes long to hash: each object is hashed once
    objects = {id(rule): rule for rule_set in rule_sets.values() for rule in rule_set.rules}
    equal: dict[Rule, Rule] = {}
    one_of = {key: equal.setdefault(rule, rule) for key, rule in objects.items()}
    order = tuple(sorted(equal, key=lambda rule: (rule.id, rule.place)))
    place_of = {id(rule): place for place, rule in enumerate(order)}
    number = {key: place_of[id(rule)] for key, rule in one_of.items()}
    clauses: list[Clause] = []
    for place, rule in enumerate(order):
        fields = rule.fields
        level = evidence.level(fields)
        for where in _alternatives(rule):
            score = evidence.base_score(level, fields, rule.order)
            clauses.append(Clause(len(clauses), place, where, score, level))
    held_in = [
        pl.DataFrame({"rule": [number[id(rule)] for rule in held.rules]}, {"rule": pl.Int32}).with_columns(
            chart=pl.lit(chart or NO_CHART)
        )
        for chart, held in rule_sets.items()
    ]
    charts = pl.concat([pl.DataFrame(schema={"rule": pl.Int32, "chart": pl.String}), *held_in]).unique()
    register = next((held.register for held in rule_sets.values()), NONE)
    return Compiled(order, _tables(order, clauses), charts, register)


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


def _tables(rules: Sequence[Rule], clauses: Iterable[Clause]) -> list[Table]:
    by_families: dict[tuple[int, ...], list[Clause]] = {}
    for clause in clauses:
        by_families.setdefault(_families(clause), []).append(clause)
    season = _season(rules)
    return [(_keys(rules, held, season), held) for _, held in sorted(by_families.items())]


def _season(rules: Iterable[Rule]) -> Season:
    begins = {rule.since for rule in rules if rule.since}
    ends = {rule.until + timedelta(days=1) for rule in rules if rule.until}
    return Season(tuple(sorted(begins | ends)))


def _keys(rules: Sequence[Rule], clauses: Sequence[Clause], season: Season) -> tuple[Key, ...]:
    used = {column for clause in clauses for column in clause.columns}
    names = [column for family in _FAMILIES for column in family if column in used]
    columns = [OwnSupplier() if name == "own" else Column(name) for name in names]
    own = [rules[clause.rule] for clause in clauses]
    dated = any(rule.since or rule.until for rule in own)
    return (Column("chart"), *columns, *([season] if dated else []))


def _families(clause: Clause) -> tuple[int, ...]:
    columns = clause.columns
    return tuple(place for place, family in enumerate(_FAMILIES) if not columns.isdisjoint(family))
