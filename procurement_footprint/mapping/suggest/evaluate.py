"""Evaluation: how often suggestions are right about lines that were decided, by suppliers that were not learnt from.

Truth is what rules and decisions say. Suppliers are parted into folds; the lines of each fold are predicted by a
suggester that has learnt from the others only. Rules look at accounts and texts themselves, so that with all rules
known the figures say how well rules are learnt again. With a share of the rules hidden (neither their conditions, nor
their examples, nor a line that one of them decides is learnt from), the lines of hidden rules are what is predicted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from procurement_footprint.mapping import patterns
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.rule import RuleBook
from procurement_footprint.mapping.suggest import counted
from procurement_footprint.mapping.suggest.folds import parts_of
from procurement_footprint.mapping.suggest.material import HISTORY, deciding, gathered, with_keys
from procurement_footprint.mapping.suggest.ranked import by_history
from procurement_footprint.mapping.suggest.score import Score, score
from procurement_footprint.mapping.suggest.suggester import trained
from procurement_footprint.mapping.suggestion import LINE

MONEY = "money"  # beside HISTORY: how much money the rows of a line move, in any currency, above 0
FOLDS, NUMBER = 5, 3
Predicted = list[tuple[str, float]]  # outcome and probability, most probable first


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out. lines: how many were predicted, of how many decided ones; sellers: whose.

    rules: how many rules there are; hidden: how many of them were hidden. undecided: how many of the lines no other
    rule decides; of_undecided: the score of these. missing: see Suggester.
    """

    model: Score
    of_undecided: Score
    most_common: Score
    account_history: Score
    lines: int
    decided: int
    sellers: int
    folds: int
    rules: int
    hidden: int
    undecided: int
    missing: str | None


def evaluate(
    known: Mappings, decided: pl.DataFrame, *, hide: float = 0.0, seed: int = 1, folds: int = FOLDS
) -> Evaluation:
    """Return how good suggestions are for the decided lines of a ledger, grouped by supplier.

    decided: HISTORY and MONEY, distinct lines. hide: the share of the rules that is hidden, 0 to 1. seed: which
    suppliers are in which fold, and which rules are hidden.
    """
    lines = _told(known, decided)
    rules = written(known)
    hidden = drawn(rules, hide, seed)
    unknown = lines["rule"].is_in(list(hidden)).fill_null(False)
    taught, asked = lines.filter(~unknown), lines.filter(unknown) if hide else lines
    left = without(known, hidden)
    missing: str | None = None
    said: dict[str, list[Predicted]] = {"model": [], "common": [], "account": []}
    in_order = []
    for part in parts_of(lines["group"].unique().to_list(), folds, seed):
        theirs = pl.col("group").is_in(list(part))
        predict = asked.filter(theirs)
        if predict.is_empty():
            continue
        learnt = taught.filter(~theirs).select(*HISTORY)
        suggester = trained(left, learnt)
        missing = suggester.missing
        said["model"] += [
            [(one.outcome, one.probability) for one in best] for best in suggester.suggest(predict, NUMBER)
        ]
        common, account = _baselines(left, learnt, predict)
        said["common"] += common
        said["account"] += account
        in_order.append(predict)
    predicted = pl.concat(in_order) if in_order else asked.clear()
    model, most_common, account_history = (score(predicted, said[name]) for name in said)
    alone = deciding(left, predicted).is_null()
    rest = [best for best, is_alone in zip(said["model"], alone, strict=True) if is_alone]
    return Evaluation(
        model, score(predicted.filter(alone), rest), most_common, account_history, predicted.height, lines.height,
        predicted["group"].n_unique(), folds, len(rules), len(hidden), len(rest), missing,
    )  # fmt: skip


def written(known: Mappings) -> frozenset[str]:
    """Return the rules that somebody wrote for ledgers' texts and accounts; lines of code books are never hidden."""
    return frozenset(rule.id for book in (*known.books.shipped, *known.books.project) for rule in book.rules)


def drawn(rules: Collection[str], share: float, seed: int) -> frozenset[str]:
    """Return the rules that are hidden: this share of them, drawn by chance; the same seed draws the same."""
    return frozenset(random.Random(seed).sample(sorted(rules), round(share * len(rules))))


def without(known: Mappings, hidden: Collection[str]) -> Mappings:
    """Return the same mappings as if these rules had never been written."""

    def rest(books: Iterable[RuleBook]) -> tuple[RuleBook, ...]:
        return tuple(replace(book, rules=tuple(rule for rule in book.rules if rule.id not in hidden)) for book in books)

    books = replace(known.books, shipped=rest(known.books.shipped), project=rest(known.books.project))
    return replace(known, books=books)


def groups(lines: pl.DataFrame) -> pl.Series:
    """Return whose line each is: suppliers that share a number or a name are one. Lines of nobody: their account."""
    number = pl.lit("number ") + pl.col("supplier_id")
    name = pl.lit("name ") + patterns.folded(pl.col("supplier")).str.strip_chars()
    nobody = pl.lit("nobody ") + pl.concat_str("account", "account_text", ignore_nulls=True)
    pairs = lines.select(first=pl.coalesce(number, name, nobody), second=pl.coalesce(name, number, nobody))
    leader: dict[str, str] = {}

    def led(one: str) -> str:
        while (above := leader.setdefault(one, one)) != one:
            leader[one] = leader[above]
            one = leader[one]
        return one

    for first, second in pairs.unique().sort("first", "second").iter_rows():
        one, other = sorted((led(first), led(second)))
        leader[other] = one
    return pl.Series("group", [led(first) for first in pairs["first"]], pl.String)


def _told(known: Mappings, decided: pl.DataFrame) -> pl.DataFrame:
    """Return the decided lines with `rule` (which decides them) and `group` (whose they are), in a fixed order."""
    lines = gathered(known, decided.select(*HISTORY)).lines
    money = with_keys(decided).group_by(*LINE, "outcome").agg(pl.col(MONEY).cast(pl.Float64).abs().sum())
    whole = lines.join(money, on=[*LINE, "outcome"], nulls_equal=True, how="left")
    return whole.with_columns(groups(whole)).sort(*HISTORY)


def _baselines(known: Mappings, learnt: pl.DataFrame, predict: pl.DataFrame) -> tuple[list[Predicted], list[Predicted]]:
    material = gathered(known, learnt)
    account = counted.learned(material)[:1]
    nothing = dict.fromkeys(("account", "chart"))
    ranked: Callable[[Sequence[dict[str, str | None]]], list[Predicted]] = lambda lines: [  # noqa: E731
        [(one.outcome, one.probability) for one in by_history(line, material.outcomes, account, NUMBER)]
        for line in lines
    ]
    return ranked([nothing]) * predict.height, ranked(with_keys(predict).select("chart", "account").rows(named=True))
