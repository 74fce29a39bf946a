"""Decisions: small tables in which a row looks up the rule that decides it, all on one ladder of ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from procurement_footprint.ledger.columns import CLASSIFIED, COUNTED, LEFT_OUT, UNMAPPED
from procurement_footprint.mapping import splits
from procurement_footprint.mapping.candidates import Candidates, best, gives_way, lifted
from procurement_footprint.mapping.keys import PREFIX, Key
from procurement_footprint.mapping.rule import Rule

NO_RULE = "no_rule"
RANK, LIFTED, GIVES_WAY = "_rank", "_lifted", "_gives_way"
OUTCOMES = {
    RANK: pl.Int32(),
    **{name: CLASSIFIED[name] for name in ("status", "category", "reason", "rule_id", "evidence", "part")},
}
_STEP = ["score", "rule", "other", "evidence"]  # what one rank stands for


@dataclass(frozen=True, slots=True)
class Table:
    """One table of decisions: the keys it is looked up by and, for each, the rank of the rule that decides.

    lookup: key columns (unique together), RANK; LIFTED where it differs: the rank for rows whose account
    gives way to texts; GIVES_WAY (1 or null) in the table that knows which rows those are.
    """

    keys: tuple[Key, ...]
    lookup: pl.DataFrame

    @property
    def names(self) -> list[str]:
        """The key columns."""
        return [PREFIX + key.name for key in self.keys]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the rules say about the values of one ledger: the rank of each key, and what each rank stands for.

    The highest rank of a row decides; rank 0 is "no rule". ties: ranks at which two rules differ.
    outcomes: OUTCOMES, a line for each rank; where a split decides, one for each part, with `splits.SPAN`.
    """

    tables: tuple[Table, ...]
    outcomes: pl.DataFrame
    ties: Mapping[int, tuple[Rule, Rule]]

    @property
    def split(self) -> bool:
        """Whether a split decides rows of this ledger."""
        return splits.ENDS in self.outcomes.columns


def decisions(gathered: Sequence[Candidates], rules: Sequence[Rule]) -> Decisions:
    """Return the tables of decisions for the rules that hold for each key."""
    yielding = [
        gives_way(table, rules) if table.only_accounts else table.candidates.select("key").clear() for table in gathered
    ]
    plain = [best(_given_way(table, way), rules) for table, way in zip(gathered, yielding, strict=True)]
    raised = [best(lifted(table.candidates), rules) for table in gathered]
    ladder = _ladder([*plain, *raised])
    tables = [
        _table(gathered[place], plain[place], raised[place], yielding[place], ladder)
        for place in range(len(gathered))
        if not plain[place].is_empty()
    ]
    tied = ladder.filter(pl.col("other").is_not_null())
    ties = {row[RANK]: (rules[row["rule"]], rules[row["other"]]) for row in tied.iter_rows(named=True)}
    return Decisions(tuple(tables), _outcomes(ladder, rules), ties)


def _given_way(table: Candidates, way: pl.DataFrame) -> pl.DataFrame:
    stays = table.candidates.join(way, on="key", how="anti")
    return pl.concat([stays, lifted(table.candidates.join(way, on="key", how="semi"))])


def _ladder(found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if not found:
        return pl.DataFrame(schema={RANK: pl.Int32, "score": pl.Int64, "rule": pl.Int32, "other": pl.Int32,
                                    "evidence": pl.String})  # fmt: skip
    steps = pl.concat(found).select(_STEP).unique().sort(_STEP, descending=[False, True, True, True])
    return steps.with_row_index(RANK, 1).with_columns(pl.col(RANK).cast(pl.Int32))


def _table(
    table: Candidates, plain: pl.DataFrame, raised: pl.DataFrame, way: pl.DataFrame, ladder: pl.DataFrame
) -> Table:
    lookup = _ranked(plain, ladder, RANK)
    if not table.only_accounts and table.candidates["liftable"].any():
        lookup = lookup.join(_ranked(raised, ladder, LIFTED), on="key")
    if not way.is_empty():
        marked = way.with_columns(pl.lit(1, pl.Int32).alias(GIVES_WAY))
        lookup = lookup.join(marked, on="key", how="left")
    keys = _telling(table)
    names = [PREFIX + key.name for key in keys]
    keyed = table.values.join(lookup, on="key").select(*names, *(c for c in lookup.columns if c != "key"))
    return Table(keys, keyed.sort(names))


def _telling(table: Candidates) -> tuple[Key, ...]:
    """Return the keys that differ between rows of the ledger; one that is the same in all only costs time."""
    telling = tuple(key for key in table.keys if table.values[PREFIX + key.name].n_unique() > 1)
    return telling or table.keys[:1]


def _ranked(found: pl.DataFrame, ladder: pl.DataFrame, name: str) -> pl.DataFrame:
    ranks = found.join(ladder, on=_STEP, nulls_equal=True)
    return ranks.select("key", pl.col(RANK).alias(name))


def _outcomes(ladder: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    whole = (None, None, None)  # no part, no span
    decided: list[tuple[object, ...]] = [(0, UNMAPPED, None, NO_RULE, None, None, *whole)]
    for step in ladder.iter_rows(named=True):
        rule = rules[step["rule"]]
        by = (rule.id, step["evidence"])
        if rule.left_out:
            decided.append((step[RANK], LEFT_OUT, None, rule.left_out, *by, *whole))
        elif rule.category:
            decided.append((step[RANK], COUNTED, rule.category, None, *by, *whole))
        for part, category, begins, ends in splits.parts(rule.split):
            decided.append((step[RANK], COUNTED, category, None, *by, part, begins, ends))
    outcomes = pl.DataFrame(decided, OUTCOMES | splits.SPAN, orient="row")
    return outcomes if outcomes["part"].count() else outcomes.select(list(OUTCOMES))
