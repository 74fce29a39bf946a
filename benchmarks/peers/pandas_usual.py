"""The footprint of a ledger with pandas, in the usual way: `apply` a function to every row, merge, group.

    python benchmarks/peers/pandas_usual.py LEDGER TABLES OUT

TABLES: what `exported_rules.py` wrote. The function remembers its answers (`functools.cache`), so that the 5,000 lines
of rules are gone through once for each account with its text, not for each row. Money is float, as is usual.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

LEFT_OUT, UNMAPPED = "left out", "unmapped"
KEYS = {"departments": "forvaltning", "suppliers": "leverantor_id", "outcomes": "outcome"}


class Outcome(NamedTuple):
    """What a rule says of a row: a category, or left out for a reason."""

    category: str
    left_out: str


UNDECIDED = Outcome("", "")


def table(folder: Path, name: str) -> pd.DataFrame:
    """Return one of the exported tables, all of it texts."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def read(path: Path) -> pd.DataFrame:
    """Return the ledger: amounts as numbers, days as dates, the rest texts."""
    texts = ["kopare_id", "kopare", "verifikationsnummer", "leverantor", "leverantor_id", "konto_nr", "konto_text"]
    kinds = dict.fromkeys([*texts, "forvaltning"], str)
    return pd.read_csv(
        path, sep=";", decimal=",", encoding="utf-8-sig", dtype=kinds, keep_default_na=False, parse_dates=["datum"]
    )


def folded(text: str) -> str:
    """Return a text without accents and punctuation, in lower case, with a space at both ends."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return f" {re.sub('[^a-z0-9]+', ' ', plain).strip()} "


def by_supplier(folder: Path) -> Callable[[str, str, str], Outcome]:
    """Return the function that decides by who was paid: number of the buyer, number and name of the supplier."""
    rules = table(folder, "supplier_rules")
    numbers, words = rules[rules["supplier_id"] != ""], rules[rules["supplier_id"] == ""]
    known = {line.supplier_id: _outcome(line) for line in numbers.itertuples()}
    named = [(_words(line), _outcome(line)) for line in words.itertuples()]

    @cache
    def decided(buyer: str, number: str, name: str) -> Outcome:
        if number and number == buyer:
            return known["own"]
        if number in known:
            return known[number]
        text = folded(name)
        return next((outcome for asked, outcome in named if all(word in text for word in asked)), UNDECIDED)

    return decided


def by_account(folder: Path) -> Callable[[str, str], Outcome]:
    """Return the function that decides by the account and its text: the first line that fits."""
    excluded: dict[str, list[list[str]]] = {}
    for line in table(folder, "exclusions").itertuples():
        excluded.setdefault(line.rule, []).append(_words(line))
    rules = [
        (line.account, line.vague == "1", _words(line), excluded.get(line.rule, []), _outcome(line))
        for line in table(folder, "account_rules").itertuples()
    ]
    accounts = table(folder, "accounts").sort_values("account", key=lambda column: column.str.len(), ascending=False)
    vague = list(accounts.itertuples(index=False, name=None))

    @cache
    def decided(account: str, text: str) -> Outcome:
        said = folded(text)
        open_to_texts = next((flag == "1" for digits, flag in vague if account.startswith(digits)), False)
        for digits, only_vague, asked, unless, outcome in rules:
            if (
                account.startswith(digits)
                and (open_to_texts or not only_vague)
                and all(word in said for word in asked)
                and not any(all(word in said for word in words) for words in unless)
            ):
                return outcome
        return UNDECIDED

    return decided


def _words(line) -> list[str]:
    return [word for word in (line.word_1, line.word_2, line.word_3) if word]


def _outcome(line) -> Outcome:
    return Outcome(line.category, line.left_out)


def classified(ledger: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return the ledger with `category` and `left_out`, the reason; both are empty where no rule decides."""
    of_supplier, of_account = by_supplier(folder), by_account(folder)

    def decide(row) -> Outcome:
        found = of_supplier(row["kopare_id"], row["leverantor_id"], row["leverantor"])
        return found if found != UNDECIDED else of_account(row["konto_nr"], row["konto_text"])

    decided = ledger.apply(decide, axis=1)  # of the five text columns alone it takes pandas 3.1 three times as long
    ledger["category"] = decided.str[0]
    ledger["left_out"] = decided.str[1]
    return ledger


def priced(ledger: pd.DataFrame, factors: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger with `kg_co2e`, in whole grams."""
    ledger["year"] = ledger["datum"].dt.year
    ledger = ledger.merge(factors, on=["category", "year"], how="left")
    ledger["kg_co2e"] = (ledger["belopp"] * ledger["kg_per_sek"]).round(3)
    return ledger


def totals(ledger: pd.DataFrame, out: Path) -> None:
    """Write money and kilograms of each department and supplier, and of what is counted, left out and unmapped."""
    ledger["outcome"] = "counted"
    ledger.loc[ledger["left_out"] != "", "outcome"] = LEFT_OUT
    ledger.loc[(ledger["category"] == "") & (ledger["left_out"] == ""), "outcome"] = UNMAPPED
    for name, key in KEYS.items():
        found = ledger.groupby(key).agg(rows=("belopp", "size"), amount=("belopp", "sum"), kg_co2e=("kg_co2e", "sum"))
        found.round({"amount": 2, "kg_co2e": 3}).to_csv(out / f"{name}.csv", index_label="key")


def factors(folder: Path) -> pd.DataFrame:
    """Return kg CO2e per krona of each category and year."""
    return table(folder, "factors").astype({"year": "int32", "kg_per_sek": float})


if __name__ == "__main__":
    path, tables, target = map(Path, sys.argv[1:])
    totals(priced(classified(read(path), tables), factors(tables)), target)
