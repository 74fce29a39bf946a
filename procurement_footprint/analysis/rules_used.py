"""Which rules decided the rows of a footprint, and over how much: they add up to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, ROWS, UNMAPPED
from procurement_footprint.mapping.rule import Rule
from procurement_footprint.person_numbers import masked

KEYS = ("rule_id", "status", "category", "reason")
SUMS: Mapping[str, pl.DataType] = {
    "rows": pl.Int64(),
    "reporting_amount": pl.Decimal(38, 2),
    "kg_co2e": pl.Decimal(38, 3),
}
ORDER: Mapping[str, int] = {COUNTED: 0, UNMAPPED: 1, LEFT_OUT: 2}
SAID: Mapping[str, pl.DataType] = {
    "book": pl.String(),
    "level": pl.String(),
    "why": pl.String(),
    "reviewed_by": pl.String(),
    "reviewed_on": pl.Date(),
    "since": pl.Date(),
    "until": pl.Date(),
}


def rules_used(table: pl.LazyFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """Return a line for each rule and outcome: KEYS, SUMS and SAID; the lines of a category or reason stand together.

    What is counted comes first, then what is unmapped and left out; in each most kilograms first, then most money.

    table: FOOTPRINT rows. rules: those of the project now; SAID is null for a rule that is not among them, and where no
    rule reaches. What a rule asks for is not told, since it may ask for a person's name; its book has it.
    """
    keys = [pl.col(name).cast(pl.String) for name in KEYS]
    sums = table.group_by(keys).agg(ROWS.alias("rows"), pl.sum("reporting_amount", "kg_co2e"))
    typed = sums.select(*KEYS, *(pl.col(name).cast(kind) for name, kind in SUMS.items()))
    used = typed.collect(engine="streaming")
    told = pl.DataFrame([_said(rule) for rule in rules], {"rule_id": pl.String(), **SAID}, orient="row")
    joined = used.join(told, on="rule_id", how="left", validate="m:1")
    about, sizes = pl.coalesce("category", "reason"), [pl.col(name) for name in ("kg_co2e", "reporting_amount")]
    whole = [one.abs().sum().over("status", about) for one in sizes]
    order = pl.col("status").replace_strict(ORDER, return_dtype=pl.Int8)
    falling = [False, True, True, False, True, True, *(False for _ in KEYS)]
    by: list[pl.Expr | str] = [order, *whole, about, *(one.abs() for one in sizes), *KEYS]
    return joined.sort(*by, descending=falling, nulls_last=True)


def _said(rule: Rule) -> tuple[object, ...]:
    who = (masked(rule.reviewed_by), rule.reviewed_on, rule.since, rule.until)
    return (rule.id, rule.book, rule.level, masked(" ".join(rule.why.split())), *who)
