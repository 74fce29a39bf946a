"""Writes the rules, factors and an input-output system as files that other tools can use, for `peers.py`.

    python benchmarks/exported_rules.py FOLDER

The rules that `run` uses for Kommun-Bas, in the order of their precedence: a tool that takes the first line that fits
comes to the same category. A rule stands there once for each of its accounts and keywords, because a longer number and
a longer keyword are stronger (`mapping/evidence.py`). Where an account is vague, texts decide before the account's own
number: which accounts those are stands in `accounts.csv`, and the lines of the texts stand a second time, further up.
Words are looked for in texts without accents, in lower case, with one space between words and at both ends.

- account_rules.csv: place (1 decides first), rule, account (first digits), word_1 to word_3 (all must stand in the
  account's text), vague (1: only on vague accounts), category or left_out (a reason)
- exclusions.csv: rule, word_1 to word_3: a text with all these words is not meant
- accounts.csv: account (first digits), vague (0 or 1); the longest that fits counts
- supplier_rules.csv: rule, supplier_id (`own`: the buyer itself) or word_1 to word_3 (in the supplier's name),
  category or left_out; they decide before all others
- factors.csv: category, year, kg_per_sek: kg CO2e per krona of a purchase in that year, all multipliers included
- system/: the same factors as an input-output system for pymrio
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pymrio
from make_ledger import YEARS

from procurement_footprint import project
from procurement_footprint.footprint import basis
from procurement_footprint.mapping import evidence, patterns
from procurement_footprint.mapping.rule import Rule

CHART, CURRENCY = "kbas", "SEK"
BOUGHT = 0.3  # assumption: what an industry buys for a krona of output, of all alike; the result does not depend on it
WORDS = ("word_1", "word_2", "word_3")
Line = dict[str, str | int]


def supplier_rules(rules: Iterable[Rule]) -> list[Line]:
    """Return the lines of the rules that look at suppliers."""
    lines: list[Line] = []
    for rule in rules:
        where = dict(rule.where)
        for number in where.get("supplier", ()):
            lines.append({"rule": rule.id, "supplier_id": number, **_words(), **_outcome(rule)})
        for pattern in patterns.parse(where.get("supplier_name", ())):
            lines.append({"rule": rule.id, "supplier_id": "", **_words(pattern.parts), **_outcome(rule)})
    return lines


def account_rules(rules: Iterable[Rule]) -> list[Line]:
    """Return the lines of the rules that look at accounts and their texts, strongest first."""
    ranked = sorted((line for rule in rules for line in _ranked(rule)), key=lambda line: (-line[0], line[1]["rule"]))
    return [{"place": place, **line} for place, (_, line) in enumerate(ranked, 1)]


def exclusions(rules: Iterable[Rule]) -> list[Line]:
    """Return the words with which a rule does not mean a text."""
    return [
        {"rule": rule.id, **_words(pattern.parts)}
        for rule in rules
        for pattern in patterns.parse(dict(rule.where).get("not_account_text", ()))
    ]


def accounts(rules: Iterable[Rule]) -> list[Line]:
    """Return which accounts are vague, by their first digits."""
    return [
        {"account": digits, "vague": int(rule.text_decides)}
        for rule in rules
        if rule.level == evidence.ACCOUNT
        for digits in dict(rule.where)["account"]
    ]


def _ranked(rule: Rule) -> Iterator[tuple[int, Line]]:
    """Yield the strength and the line of each account and keyword of a rule."""
    where = dict(rule.where)
    base = evidence.base_score(rule.level, rule.fields)
    for account in where.get("account", ("",)):
        for pattern in patterns.parse(where["account_text"]) if "account_text" in where else [patterns.Pattern((), 0)]:
            strength = base + len(account) * evidence.LENGTH_WEIGHT + pattern.letters * evidence.LETTER_WEIGHT
            line = {"rule": rule.id, "account": account, **_words(pattern.parts), "vague": 0, **_outcome(rule)}
            yield strength, line
            if rule.level == evidence.TEXT:
                yield strength + evidence.LIFT, line | {"vague": 1}


def _words(parts: Sequence[str] = ()) -> Line:
    return dict(zip(WORDS, (*parts, *repeat("", len(WORDS) - len(parts))), strict=True))


def _outcome(rule: Rule) -> Line:
    return {"category": rule.category or "", "left_out": rule.left_out or ""}


def factors(known: basis.Basis) -> pl.DataFrame:
    """Return kg CO2e per krona of each category and year of purchase."""
    table = known.multipliers([(CURRENCY, year) for year in YEARS])
    return table.select("category", "year", kg_per_sek="kg_per_unit").unique().sort("category", "year")


def system(of: pl.DataFrame) -> pymrio.IOSystem:
    """Return an input-output system whose multipliers are these factors: a stressor for each year of purchase.

    kg per krona = direct × (1 − A)⁻¹, hence direct = kg per krona × (1 − A)
    """
    wide = of.pivot("year", index="category", values="kg_per_sek").sort("category")
    industries = pd.MultiIndex.from_product([["SE"], wide["category"].to_list()], names=["region", "sector"])
    demand = pd.MultiIndex.from_product([["SE"], ["all"]], names=["region", "category"])
    stressors = pd.Index([f"kg CO2e, {year}" for year in wide.columns[1:]], name="stressor")
    coefficients = np.full((wide.height, wide.height), BOUGHT / wide.height)
    needed = np.eye(wide.height) - coefficients
    output = np.linalg.solve(needed, np.ones(wide.height))
    direct = wide.drop("category").to_numpy().T @ needed
    return pymrio.IOSystem(
        Z=pd.DataFrame(coefficients * output, industries, industries),
        Y=pd.DataFrame(np.ones((wide.height, 1)), industries, demand),
        emissions={"name": "emissions", "F": pd.DataFrame(direct * output, stressors, industries)},
    )


def export(folder: Path) -> None:
    """Write all files."""
    known = basis.load(project.Project())
    held = [rule for rule in known.mappings.rule_sets[CHART].rules if "state_account" not in rule.fields]
    of_suppliers = [rule for rule in held if rule.level == evidence.SUPPLIER]
    of_accounts = [rule for rule in held if rule.level != evidence.SUPPLIER]
    for name, lines in {
        "supplier_rules": supplier_rules(of_suppliers),
        "account_rules": account_rules(of_accounts),
        "exclusions": exclusions(of_accounts),
        "accounts": accounts(of_accounts),
    }.items():
        pl.DataFrame(lines).write_csv(folder / f"{name}.csv")
    table = factors(known)
    table.write_csv(folder / "factors.csv", float_precision=17)
    system(table).save_all(folder / "system", table_format="csv")


if __name__ == "__main__":
    export(Path(sys.argv[1]))
