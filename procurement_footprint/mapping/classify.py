"""Classify: what every row of a ledger is, or that no rule knows. No row ever leaves; one that is split has parts.

The rules are asked about the distinct values of the ledger (`decide`, polars), which gives a few small
tables; each row then looks its own values up in them (`classify`, any engine); the strongest evidence wins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import narwhals as nw
import polars as pl
from narwhals.typing import FrameT

from procurement_footprint.ledger.attach import attach, attach_each
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import UNMAPPED
from procurement_footprint.ledger.looked import Asked
from procurement_footprint.mapping import splits, standard_codes
from procurement_footprint.mapping.candidates import gather
from procurement_footprint.mapping.clauses import Compiled, column_of, compile_rules
from procurement_footprint.mapping.contradictions import contradiction
from procurement_footprint.mapping.decisions import GIVES_WAY, LIFTED, OUTCOMES, RANK, Decisions, decisions
from procurement_footprint.mapping.keys import PREFIX, Key
from procurement_footprint.mapping.rule import Rule, RuleSet
from procurement_footprint.problems import Problem, Refused

TIE = "tie"


def decide(
    rows: pl.LazyFrame,
    rule_sets: Mapping[str | None, RuleSet],
    may_tie: Collection[str] = (),
    asked: Asked | None = None,
) -> Decisions:
    """Return what the rules of each chart of accounts say about the values that occur in a ledger.

    rows: the columns of LEDGER; a null chart is the chart "none". rule_sets: chart → its rules; rows of
    another chart meet no rule. may_tie: ids of rules that may tie with each other; what they tie about stays open:
    unmapped, for the reason "tie". asked: the same rows in parts, where others look through them.
    Errors: Refused where two other rules of equal weight differ about a row.
    """
    made = weigh(rows, rule_sets, asked)
    refused = {rank for rank, pair in made.ties.items() if not {rule.id for rule in pair} <= set(may_tie)}
    if problems := ties(rows, replace(made, ties={rank: made.ties[rank] for rank in refused})):
        raise Refused(problems)
    return _left_open(made)


def weigh(rows: pl.LazyFrame, rule_sets: Mapping[str | None, RuleSet], asked: Asked | None = None) -> Decisions:
    """Return what `decide` does, but leave ties to be told by `ties`: of two that tie the smaller id decides."""
    compiled = compile_rules(standard_codes.met(rows, rule_sets, asked))
    return decisions(gather(distinct(rows, compiled, asked), compiled), compiled.rules)


def ties(rows: pl.LazyFrame, made: Decisions) -> list[Problem]:
    """Return a Problem for each two rules that tie on a row which no stronger evidence decides."""
    if not made.ties:
        return []
    ranked = _with_rank(nw.from_native(rows), made).to_native()
    tied = ranked.filter(pl.col(RANK).is_in(list(made.ties)))
    examples = tied.group_by(RANK).agg(pl.all().sort_by("row_id").first()).sort(RANK).collect()
    found: dict[tuple[str, str], Problem] = {}
    for row in examples.iter_rows(named=True):
        one, other = made.ties[row[RANK]]
        found.setdefault((one.id, other.id), contradiction(one, other, _excerpt(row, one, other)))
    return [found[pair] for pair in sorted(found)]


def classify(rows: FrameT, made: Decisions) -> FrameT:
    """Return the rows with `status`, `category`, `reason`, `rule_id`, `evidence` (text) and `part` added.

    A row that a split decides leaves as several, one for each part, with that part's money: see `splits`.
    """
    names = rows.collect_schema().names()
    ranked = _with_rank(rows, made)
    if made.split:
        decided = splits.apportioned(attach_each(ranked, made.outcomes, [RANK]))
    else:
        decided = attach(ranked, made.outcomes, [RANK])
    return decided.select(*names, *[name for name in OUTCOMES if name != RANK])


def _with_rank(rows: FrameT, made: Decisions) -> FrameT:
    keys = {PREFIX + key.name: key for table in made.tables for key in table.keys}
    rows = rows.with_columns(key.expression().alias(name) for name, key in keys.items())
    given = any(GIVES_WAY in table.lookup.columns for table in made.tables)
    ranks = [nw.lit(0)]
    for number, table in enumerate(made.tables):
        own = {RANK: f"{RANK}{number}", LIFTED: f"{LIFTED}{number}"}
        held = {name: other for name, other in own.items() if name in table.lookup.columns}
        rows = attach(rows, table.lookup, table.names).rename(held)
        rank = nw.col(own[RANK])
        if given and LIFTED in table.lookup.columns:
            rank = nw.when(nw.col(GIVES_WAY) == 1).then(nw.col(own[LIFTED])).otherwise(rank)
        ranks.append(rank)
    return rows.with_columns(nw.max_horizontal(*ranks).cast(nw.Int32).alias(RANK))


def distinct(rows: pl.LazyFrame, compiled: Compiled, asked: Asked | None = None) -> list[pl.DataFrame]:
    """Return the distinct keys of every table, in one pass over the ledger; asked: as in `decide`."""
    found = (asked or Asked([rows])).of(partial(_distinct, [keys for keys, _ in compiled.tables]))
    if len(found) == 1:
        return found[0]
    return [pl.concat(shares).unique() for shares in zip(*found, strict=True)]


def _distinct(tables: Sequence[Sequence[Key]], rows: pl.LazyFrame) -> list[pl.DataFrame]:
    wanted = []
    for keys in tables:
        expressions = [key.expression().alias(PREFIX + key.name) for key in keys]
        wanted.append(nw.from_native(rows).select(*expressions).unique().to_native())
    return [plain(distinct) for distinct in pl.collect_all(wanted, engine="streaming")]


def _excerpt(row: Mapping[str, object], one: Rule, other: Rule) -> str:
    asked = dict.fromkeys(column_of(field) for field in (*one.fields, *other.fields))
    return ", ".join(f"{column} {row[column]}" for column in asked if row[column] is not None)


def _left_open(made: Decisions) -> Decisions:
    tied = pl.col(RANK).is_in(list(made.ties))
    opened = {"status": UNMAPPED, "category": None, "reason": TIE, "rule_id": None, "evidence": None}
    outcomes = made.outcomes.with_columns(
        pl.when(tied).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in opened.items()
    )
    return replace(made, outcomes=outcomes)
