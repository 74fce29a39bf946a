"""Candidates: every rule that holds for each distinct value, and which of them decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from procurement_footprint.mapping import evidence
from procurement_footprint.mapping.clauses import Clause, Compiled, column_of
from procurement_footprint.mapping.keys import NO_DATE, PREFIX, Key, Season
from procurement_footprint.mapping.matching import matches
from procurement_footprint.mapping.rule import Rule
from procurement_footprint.mapping.supplier_register import Register

_ACCOUNTS = {"chart", "account", "state_account", "account_text", "season"}
# A rule that holds for a key, and how much it weighs there.
CANDIDATES = {
    "key": pl.UInt32(),
    "rule": pl.Int32(),
    "score": pl.Int64(),
    "liftable": pl.Boolean(),
    "evidence": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """The distinct keys of one table (with a number `key`), and every rule that holds for each of them."""

    keys: tuple[Key, ...]
    values: pl.DataFrame
    candidates: pl.DataFrame
    only_accounts: bool  # the table in which an account may give way to texts


def gather(values: Sequence[pl.DataFrame], compiled: Compiled) -> list[Candidates]:
    """Return which rules hold for each of the distinct keys of each table of `compiled`."""
    numbered = [frame.with_row_index("key") for frame in values]
    tables = compiled.tables
    found = _all_matches(numbered, tables, compiled.register)
    gathered = []
    for frame, (keys, clauses) in zip(numbered, tables, strict=True):
        met = _excluding(frame, _met(frame, clauses, found), clauses, found)
        held = _in_force(frame, keys, met, clauses, compiled)
        only_accounts = {key.name for key in keys} <= _ACCOUNTS
        gathered.append(Candidates(keys, frame, _weigh(held, clauses), only_accounts))
    return gathered


def gives_way(table: Candidates, rules: Sequence[Rule]) -> pl.DataFrame:
    """Return the keys (column `key`) whose strongest account rule lets the texts decide."""
    yielding = [place for place, rule in enumerate(rules) if rule.text_decides]
    account = table.candidates.filter(pl.col("evidence") == evidence.ACCOUNT)
    first = account.sort(["score", "rule"], descending=[True, False]).group_by("key", maintain_order=True).first()
    return first.filter(pl.col("rule").is_in(yielding)).select("key")


def best(candidates: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """Return the rule that decides each key: `key`, `score`, `rule`, `evidence`, `other`.

    Of rules that weigh the same and agree, the smallest id decides; `other` is one that weighs the same and
    does not agree, null where there is none.
    """
    outcomes = [rule.outcome for rule in rules]
    number = {outcome: place for place, outcome in enumerate(sorted(set(outcomes)))}
    says = pl.DataFrame(
        {"rule": range(len(rules)), "says": [number[outcome] for outcome in outcomes]},
        {"rule": pl.Int32, "says": pl.Int32},
    )
    top = candidates.filter(pl.col("score") == pl.col("score").max().over("key")).join(says, on="rule")
    differs = pl.col("says") != pl.col("says").first()
    return (
        top.sort("key", "rule")
        .group_by("key", maintain_order=True)
        .agg(
            pl.col("score", "rule", "evidence").first(),
            pl.col("rule").filter(differs).first().alias("other"),
        )
    )


def lifted(candidates: pl.DataFrame) -> pl.DataFrame:
    """Return the candidates as they weigh where the account gives way: text rules rank as account_text."""
    return candidates.with_columns(
        pl.col("score") + pl.when("liftable").then(evidence.LIFT).otherwise(0),
        pl.when("liftable").then(pl.lit(evidence.ACCOUNT_TEXT)).otherwise(pl.col("evidence")).alias("evidence"),
    )


def _all_matches(
    values: Sequence[pl.DataFrame], tables: Sequence[tuple[tuple[Key, ...], list[Clause]]], register: Register
) -> Mapping[str, pl.DataFrame]:
    clauses = [clause for _, held in tables for clause in held]
    fields = sorted({field for clause in clauses for field in clause.where})
    found = {field: _values_of(column_of(field), values) for field in fields}
    return {
        field: _by_industry(held, clauses, register) if field == evidence.SNI else matches(field, held, clauses)
        for field, held in found.items()
    }


def _by_industry(suppliers: pl.Series, clauses: Sequence[Clause], register: Register) -> pl.DataFrame:
    """Return `matches` of the suppliers by the industry that the register gives them."""
    told = register.told(suppliers)
    by_code = matches(evidence.SNI, told["sni"], clauses).rename({"value": "sni"})
    return told.join(by_code, on="sni").drop("sni")


def _values_of(column: str, values: Sequence[pl.DataFrame]) -> pl.Series:
    name = PREFIX + column
    return pl.concat(frame[name] for frame in values if name in frame.columns)


def _hits(
    values: pl.DataFrame, field: str, clauses: Sequence[Clause], found: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    here = found[field].filter(pl.col("clause").is_in([clause.number for clause in clauses]))
    return values.select("key", pl.col(PREFIX + column_of(field)).alias("value")).join(here, on="value")


def _met(values: pl.DataFrame, clauses: Sequence[Clause], found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    fields = sorted({field for clause in clauses for field in clause.conditions})
    hits = pl.concat(_hits(values, field, clauses, found).drop("value") for field in fields)
    needed = _by_clause(clauses, needed=[len(clause.conditions) for clause in clauses])
    total = hits.group_by("key", "clause").agg(pl.len().alias("met"), pl.col("length", "letters").sum())
    return total.join(needed, on="clause").filter(pl.col("met") == pl.col("needed"))


def _excluding(
    values: pl.DataFrame, met: pl.DataFrame, clauses: Sequence[Clause], found: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    used = {field for clause in clauses for field in clause.where if field in evidence.EXCLUSIONS}
    for field in sorted(used):
        met = met.join(_hits(values, field, clauses, found), on=["key", "clause"], how="anti")
    return met


def _in_force(
    values: pl.DataFrame,
    keys: Sequence[Key],
    met: pl.DataFrame,
    clauses: Sequence[Clause],
    compiled: Compiled,
) -> pl.DataFrame:
    rule_of = _by_clause(clauses, rule=[clause.rule for clause in clauses])
    place = met.join(rule_of, on="clause").join(values.select("key", pl.col("^_key_(chart|season)$")), on="key")
    held = place.join(compiled.charts, left_on=["rule", PREFIX + "chart"], right_on=["rule", "chart"], how="semi")
    season = next((key for key in keys if isinstance(key, Season)), None)
    if season is None:
        return held
    spans = [_span(compiled.rules[clause.rule], season) for clause in clauses]
    bounds = _by_clause(clauses, begins=[span[0] for span in spans], ends=[span[1] for span in spans])
    now = pl.col(PREFIX + season.name)
    return held.join(bounds, on="clause").filter(now >= pl.col("begins"), now < pl.col("ends"))


def _span(rule: Rule, season: Season) -> tuple[int, int]:
    """Return the first season of a rule and the first after it. NO_DATE is a season of undated rules only."""
    undated = rule.since is None and rule.until is None
    begins = season.season(rule.since) if rule.since else (NO_DATE if undated else 0)
    ends = season.season(rule.until + timedelta(days=1)) if rule.until else len(season.days) + 1
    return begins, ends


def _weigh(held: pl.DataFrame, clauses: Sequence[Clause]) -> pl.DataFrame:
    base = _by_clause(
        clauses,
        base=[clause.base_score for clause in clauses],
        evidence=[clause.level for clause in clauses],
    )
    closeness = pl.col("length") * evidence.LENGTH_WEIGHT + pl.col("letters") * evidence.LETTER_WEIGHT
    weighed = held.join(base, on="clause").with_columns(
        (pl.col("base") + closeness).alias("score"), (pl.col("evidence") == evidence.TEXT).alias("liftable")
    )
    return weighed.select(pl.col(name).cast(kind) for name, kind in CANDIDATES.items())


def _by_clause(clauses: Sequence[Clause], **columns: Iterable[int] | Iterable[str]) -> pl.DataFrame:
    numbers = pl.Series("clause", [clause.number for clause in clauses], pl.Int32)
    return pl.DataFrame({"clause": numbers, **{name: list(column) for name, column in columns.items()}})
