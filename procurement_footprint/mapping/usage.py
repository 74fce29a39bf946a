"""Which rules meet rows of a ledger, and which of them decide any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from procurement_footprint.ledger.columns import LEDGER
from procurement_footprint.mapping.candidates import gather
from procurement_footprint.mapping.classify import classify, distinct, ties
from procurement_footprint.mapping.clauses import compile_rules
from procurement_footprint.mapping.decisions import decisions
from procurement_footprint.mapping.keys import NO_CHART
from procurement_footprint.mapping.rule import Rule, RuleSet
from procurement_footprint.problems import Problem, problem

NOT_MET, IDLE = "mapping-never-met", "mapping-never-wins"


@dataclass(frozen=True, slots=True)
class Usage:
    """What rules do on the rows of a ledger. in_force: the rules that hold for its charts of accounts, sorted by id.

    met: the ids of those that meet a row. won: of those that decide one. ties: where two of equal weight differ.
    """

    in_force: tuple[Rule, ...]
    met: frozenset[str]
    won: frozenset[str]
    ties: tuple[Problem, ...]


def of(rows: pl.LazyFrame, rule_sets: Mapping[str | None, RuleSet]) -> Usage:
    """Return which rules meet and decide rows of LEDGER (or of a footprint), in a few streamed passes."""
    rows = rows.select(list(LEDGER))
    compiled = compile_rules(rule_sets)
    gathered = gather(distinct(rows, compiled), compiled)
    made = decisions(gathered, compiled.rules)
    numbers = {number for table in gathered for number in table.candidates["rule"].unique()}
    priced = rows.with_columns(reporting_amount="amount")  # which splits divide
    decided: pl.LazyFrame = classify(nw.from_native(priced), made).to_native()
    winners = decided.select(pl.col("rule_id").cast(pl.String).unique()).collect(engine="streaming")
    charts = rows.select(pl.col("chart").cast(pl.String).unique().fill_null(NO_CHART)).collect(engine="streaming")
    sets = {chart or NO_CHART: rule_set for chart, rule_set in rule_sets.items()}
    held = {rule.id: rule for chart in charts["chart"] if chart in sets for rule in sets[chart].rules}
    return Usage(
        in_force=tuple(held[rule_id] for rule_id in sorted(held)),
        met=frozenset(compiled.rules[number].id for number in numbers),
        won=frozenset(winners["rule_id"].drop_nulls()),
        ties=tuple(ties(rows, made)),
    )


def idle(used: Usage, wanted: frozenset[str], name: str) -> list[Problem]:
    """Return a Problem for each of the wanted rules that is in force and meets, or decides, no row of `name`."""
    return [
        problem(IDLE if rule.id in used.met else NOT_MET, rule.place, rule=rule.id, name=name)
        for rule in used.in_force
        if rule.id in wanted - used.won
    ]
