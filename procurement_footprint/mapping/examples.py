"""Examples: every rule carries cases that it decides, and they are run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw
import polars as pl

from procurement_footprint.ledger.columns import PRICED
from procurement_footprint.mapping import evidence
from procurement_footprint.mapping.charts import Chart
from procurement_footprint.mapping.classify import classify, ties, weigh
from procurement_footprint.mapping.rule import Example, Rule, RuleBook, RuleSet
from procurement_footprint.mapping.rules import RuleBooks
from procurement_footprint.mapping.supplier_register import Industry, Register
from procurement_footprint.problems import Problem, problem

OWN_NUMBER = "buyer"  # stands for the buying organisation in examples


def check(books: RuleBooks, charts: Sequence[Chart]) -> list[Problem]:
    """Return a Problem for every example of a rule that does not come out as its rule says.

    In its own book the rule itself must decide its examples; in every chart of accounts that uses the book
    the outcome must be the same, by whichever rule. What a later decision of the project decides is as it should be.
    """
    problems = []
    for book in (*books.shipped, *books.project):
        problems += check_book(book)
    for chart in charts:
        held = books.rule_set(chart.books, chart.id)
        cases, found = _decided(held)
        problems += found
        problems += [
            _failed(case, f"chart {chart.id}") for case in cases if not case.same_outcome and not case.overruled
        ]
    return list(dict.fromkeys(problems))


def check_book(book: RuleBook) -> list[Problem]:
    """Return a Problem for every example that its rule does not decide in a book by itself."""
    cases, problems = _decided(RuleSet(book.rules))
    failed = [case for case in cases if case.winner != case.rule and not case.overruled]
    return problems + [_failed(case, f"book {book.name}") for case in failed]


@dataclass(frozen=True, slots=True)
class _Case:
    """An example of a rule, and the rule that decides it; None where no rule meets it."""

    rule: Rule
    example: Example
    winner: Rule | None

    @property
    def same_outcome(self) -> bool:
        return self.winner is not None and self.winner.outcome == self.rule.outcome

    @property
    def overruled(self) -> bool:
        return self.winner is not None and self.winner.order > self.rule.order


def _decided(rule_set: RuleSet) -> tuple[list[_Case], list[Problem]]:
    """Return every example with what came out of it, and the rules that tie on an example."""
    cases = [(rule, example) for rule in rule_set.rules for example in rule.examples]
    rows = pl.DataFrame([_row(place, example) for place, (_, example) in enumerate(cases)], PRICED)
    made = weigh(rows.lazy(), {None: replace(rule_set, register=_register(cases, rule_set.register.book))})
    decided = classify(nw.from_native(rows.lazy()), made).to_native().collect()
    winner = dict(decided.select(pl.col("row_id").cast(pl.Int64), "rule_id").iter_rows())  # once for parts of a row
    rules = {rule.id: rule for rule in rule_set.rules}
    found = [_Case(*case, rules.get(winner[place])) for place, case in enumerate(cases)]
    return found, ties(rows.lazy(), made)


def _failed(case: _Case, where: str) -> Problem:
    written = ", ".join(f"{field}: {value}" for field, value in case.example)
    rule, other = case.rule, case.winner
    winner = "no rule meets it"
    if other:
        outcome = other.outcome if other.split else other.category or other.left_out
        winner = f'rule "{other.id}" decides it: {outcome}'
    return problem("mapping-example", rule.place, f"{{{written}}}", rule=rule.id, where=where, winner=winner)


def _register(cases: Sequence[tuple[Rule, Example]], book: str) -> Register:
    """Return a register in which each supplier of an example has the industry that the example says."""
    said = [dict(example) for _, example in cases]
    industries = {
        one.get("supplier", one["sni"]): Industry(one["sni"], one["sni"], "") for one in said if evidence.SNI in one
    }
    return Register(industries, book)


def _row(place: int, example: Example) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(PRICED)
    row |= {"row_id": str(place), "organisation_id": OWN_NUMBER}
    for field, value in example:
        if field == "booked_on":
            row[field] = date.fromisoformat(value)
        elif field == evidence.SNI:
            row["supplier_id"] = row["supplier_id"] or value
        else:
            own = field == "supplier" and value == evidence.OWN
            row[evidence.CONDITIONS[field]] = OWN_NUMBER if own else value
    return row
