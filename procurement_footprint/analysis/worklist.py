"""The worklist: what nobody has decided, grouped to decisions, largest kilograms at stake first.

`grouping` says how a line comes into a group, `stakes` what a group may weigh.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

import polars as pl

from procurement_footprint.analysis import lines as distinct
from procurement_footprint.analysis import stakes, suppliers
from procurement_footprint.analysis.grouping import GROUP, grouped
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.footprint.calculate import NO_FACTOR
from procurement_footprint.mapping import evidence
from procurement_footprint.mapping.rule import Example, Where
from procurement_footprint.mapping.suggestion import LINE, Suggestion

SUGGESTED = 3  # suggestions for each group
TEXTS = 3  # texts that are shown of each group


class Suggests(Protocol):
    """Who proposes what lines are; see `mapping.suggest`."""

    def suggest(self, lines: pl.DataFrame, number: int = 3) -> list[tuple[Suggestion, ...]]:
        """Return up to `number` suggestions for each line (columns LINE), most probable first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that one decision decides.

    number: GROUP of its lines. where: the conditions of the decision; empty where only a rule by hand can decide.
    supplier_id, supplier: where all lines have the same; suppliers: how many there are; persons: whether natural
    persons are among them (they are one nameless supplier). account, account_text: of the line with most money;
    accounts: how many there are. texts: those of the lines with most money. rows, amount: of all lines, in the
    reporting currency. stake: kg CO2e; expected_per_unit: kg CO2e per unit of money. example: what a decision can
    be tested with. money_decided, kg_decided: of all money, and of all kilograms that are known or expected, the
    share that is decided when all groups down to this one are; None where the whole is 0.
    """

    number: int
    where: Where
    supplier_id: str | None
    supplier: str | None
    suppliers: int
    persons: bool
    account: str | None
    account_text: str | None
    accounts: int
    texts: tuple[str, ...]
    rows: int
    amount: Decimal
    suggestions: tuple[Suggestion, ...]
    stake: float
    expected_per_unit: float
    example: Example
    money_decided: float | None = None
    kg_decided: float | None = None

    @property
    def expected(self) -> float:
        """The kg CO2e that these lines will weigh, as far as anybody can say."""
        return float(self.amount) * self.expected_per_unit


@dataclass(frozen=True, slots=True)
class Worklist:
    """What nobody has decided. groups: largest stake first, those that only a rule by hand decides at the end.

    lines: LINES and GROUP of the undecided lines. currency: that of all money. ledger, undecided: money. kg_counted: of
    what is counted. without_factor: rows and money whose category is decided and has no factor: nothing to decide here.
    factors: kilograms per unit of money by category.
    """

    groups: tuple[Group, ...]
    lines: pl.DataFrame
    currency: str
    ledger: Decimal
    undecided: Decimal
    kg_counted: Decimal
    without_factor: tuple[int, Decimal]
    factors: Mapping[str, float]

    @property
    def kg_expected(self) -> float:
        """The kilograms that all groups together are expected to weigh."""
        return sum(group.expected for group in self.groups)


def worklist(lines: pl.DataFrame, currency: str, factors: Mapping[str, float], suggester: Suggests | None) -> Worklist:
    """Return the worklist of a footprint.

    lines: its distinct lines (`lines.LINES`). factors: from `stakes.per_unit`. suggester: None: nothing is proposed.
    """
    opened, conditions = grouped(lines)
    groups = _groups(opened, conditions)
    suggested = suggester.suggest(_typical(opened), SUGGESTED) if suggester and groups else [()] * len(groups)
    weighed = [_weighed(group, said, factors) for group, said in zip(groups, suggested, strict=True)]
    short = lines.filter(pl.col("reason") == NO_FACTOR)
    found = Worklist(
        groups=tuple(sorted(weighed, key=_largest_stake)),
        lines=opened,
        currency=currency,
        ledger=exact_sum(lines["reporting_amount"]),
        undecided=exact_sum(opened["reporting_amount"]),
        kg_counted=exact_sum(lines["kg_co2e"]),
        without_factor=(int(short["rows"].sum()), exact_sum(short["reporting_amount"])),
        factors=factors,
    )
    return replace(found, groups=_with_shares(found))


def _typical(opened: pl.DataFrame) -> pl.DataFrame:
    """Return one line for each GROUP, by number: its line with most money; a supplier only where all lines have it."""
    same = {name: pl.when(pl.col(name).n_unique().over(GROUP) == 1).then(name) for name in ("supplier_id", "supplier")}
    first = opened.with_columns(**same).sort(*_by_money(), descending=_MOST_FIRST).group_by(GROUP).first()
    return first.sort(GROUP).select(pl.col(name).cast(kind) for name, kind in LINE.items())


_MOST_FIRST = [True, *(False for _ in distinct.KEYS)]


def _by_money() -> list[pl.Expr]:
    return [pl.col("reporting_amount").abs(), *map(pl.col, distinct.KEYS)]


def _groups(opened: pl.DataFrame, conditions: Sequence[Where]) -> list[Group]:
    shown = suppliers.names([opened])
    named = suppliers.named(opened, shown).sort(*_by_money(), descending=_MOST_FIRST)
    who = pl.coalesce("supplier_id", "supplier")
    sums = named.group_by(GROUP, maintain_order=True).agg(
        pl.first("supplier_id", "supplier", "account", "account_text", "text", "cpv", "unspsc"),
        pl.sum("rows", "reporting_amount"),
        companies=who.drop_nulls().n_unique(),
        nobody=who.is_null().any(),
        persons=pl.any(distinct.PERSON),
        accounts=pl.col("account").drop_nulls().n_unique(),
        texts=pl.col("text").drop_nulls().unique(maintain_order=True).head(TEXTS),
    )
    return [_group(line, conditions[line[GROUP]]) for line in sums.sort(GROUP).iter_rows(named=True)]


def _group(line: Mapping[str, Any], where: Where) -> Group:
    alone = line["companies"] == 1 and not line["nobody"]
    asked = {field for field, _ in where}
    shown = asked | {"account", "account_text"} | ({"supplier", "supplier_name"} if alone else set())
    held = {field: line[evidence.CONDITIONS[field]] for field in evidence.CONDITIONS if field in shown}
    return Group(
        number=line[GROUP],
        where=where,
        supplier_id=line["supplier_id"] if alone else None,
        supplier=line["supplier"] if alone else None,
        suppliers=line["companies"],
        persons=line["persons"],
        account=line["account"],
        account_text=line["account_text"],
        accounts=line["accounts"],
        texts=tuple(line["texts"]),
        rows=line["rows"],
        amount=line["reporting_amount"],
        suggestions=(),
        stake=0.0,
        expected_per_unit=0.0,
        example=tuple(sorted((field, value) for field, value in held.items() if value is not None)),
    )


def _weighed(group: Group, suggestions: tuple[Suggestion, ...], factors: Mapping[str, float]) -> Group:
    one, money = stakes.stake(suggestions, factors), abs(float(group.amount))
    return replace(group, suggestions=suggestions, stake=money * one.spread, expected_per_unit=one.expected)


def _largest_stake(group: Group) -> tuple[object, ...]:
    return (not group.where, -group.stake, -abs(group.amount), group.where, group.number)


def _with_shares(found: Worklist) -> tuple[Group, ...]:
    money, kilograms = found.ledger - found.undecided, float(found.kg_counted)
    whole = kilograms + found.kg_expected
    groups = []
    for group in found.groups:
        money, kilograms = money + group.amount, kilograms + group.expected
        groups.append(
            replace(
                group,
                money_decided=float(money / found.ledger) if found.ledger else None,
                kg_decided=kilograms / whole if whole else None,
            )
        )
    return tuple(groups)
