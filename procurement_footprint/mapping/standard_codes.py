"""Which rules over standard codes a ledger can meet at all: asked of the codes that stand in it, before anything else.

Most ledgers have no codes, and none has all of them: of a few thousand lines in the code books a few remain.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

import polars as pl

from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.looked import Asked
from procurement_footprint.mapping import evidence
from procurement_footprint.mapping.code_book import CodeBook
from procurement_footprint.mapping.rule import Rule, RuleSet
from procurement_footprint.mapping.supplier_register import Register

RuleSets = Mapping[str | None, RuleSet]
Held = Mapping[str, Collection[str]]  # condition → the codes that occur


def met(rows: pl.LazyFrame, rule_sets: RuleSets, in_parts: Asked | None = None) -> RuleSets:
    """Return the rule sets with the lines of their code books that the rows can meet, as rules.

    Rules that ask for a code where no row has one are left away. rows: the columns of LEDGER. in_parts: the same rows,
    where others look through them.
    """
    asked = _asked(rule_sets)
    held = _held(in_parts or Asked([rows]), asked, _register(rule_sets)) if asked else {}
    return {chart: _narrowed(rule_set, held) for chart, rule_set in rule_sets.items()}


def _asked(rule_sets: RuleSets) -> list[str]:
    rules = {field for held in rule_sets.values() for rule in held.rules for field in rule.fields}
    books = {book.condition for held in rule_sets.values() for book in held.codes}
    return [name for name in evidence.CODES if name in rules | books]


def _register(rule_sets: RuleSets) -> Register:
    return next(iter(rule_sets.values())).register


def _held(rows: Asked, asked: Collection[str], register: Register) -> Held:
    """Return the codes that occur in the rows."""
    columns = {name: evidence.CONDITIONS[name] for name in asked if name != evidence.SNI or register.industries}
    shares = rows.of(partial(_occurring, columns))
    found = {name: [share[name] for share in shares if name in share] for name in columns}
    values = {name: pl.concat(some) for name, some in found.items() if some}
    if evidence.SNI in values:
        values[evidence.SNI] = register.told(values[evidence.SNI].unique())["sni"]
    return {name: values[name].unique().to_list() if name in values else () for name in asked}


def _occurring(columns: Mapping[str, str], rows: pl.LazyFrame) -> dict[str, pl.Series]:
    """Return the distinct values of those columns that have any."""
    # to count is twenty times faster than to look for what is distinct, and mostly there is nothing
    filled = rows.select(pl.col(name).count() for name in columns.values()).collect(engine="streaming").row(0)
    wanted = [name for name, count in zip(columns, filled, strict=True) if count]
    distinct = pl.collect_all([rows.select(columns[name]).unique() for name in wanted], engine="streaming")
    return {name: plain(one).to_series().drop_nulls() for name, one in zip(wanted, distinct, strict=True)}


def _narrowed(rule_set: RuleSet, held: Held) -> RuleSet:
    absent = {name for name, codes in held.items() if not codes}
    rules = {rule.id: rule for rule in rule_set.rules if not absent.intersection(rule.fields)}
    own = {rule.id for rule in rule_set.rules}
    for book in _books(rule_set):
        rules |= {rule.id: rule for rule in book.meeting(held.get(book.condition, ())) if rule.id not in own}
    return RuleSet(_sorted(rules), register=rule_set.register)


def _sorted(rules: Mapping[str, Rule]) -> tuple[Rule, ...]:
    return tuple(rules[rule_id] for rule_id in sorted(rules))


def _books(rule_set: RuleSet) -> list[CodeBook]:
    """Return the code books that hold: of those for industries the one of the register's edition."""
    return [
        in_full(book, rule_set.codes)
        for book in rule_set.codes
        if book.condition != evidence.SNI or book.name == rule_set.register.book
    ]


def in_full(book: CodeBook, others: Collection[CodeBook]) -> CodeBook:
    """Return a book with the lines of the one of which it only says the differences."""
    older = next((one for one in others if one.name == book.instead_of), None)
    return book.over(older) if older else book
