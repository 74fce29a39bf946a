"""How long the mapping of a ledger takes with 500 rules and with 5,000.

    python benchmarks/rules.py [--rows 1000000] [--rules 500 5000] [--times 3] [--ledger FILE]

A ledger of a large municipality is made (`large_town.py`: 20,000 suppliers) and read, and a rule book for each number
of rules: supplier numbers, account prefixes, account texts, an account with a text, and supplier names. Measured are,
apart, loading the book and the mapping: `decide` on all rows and `classify` of every block. Printed are medians of CPU
seconds, which tell less of what else the machine does than the clock, and their ratio to the smallest book. Ends with 1
when mapping with the largest takes more than 1.5 times as long.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import TypeVar

import narwhals as nw
import polars as pl
from large_town import YEARS, large_town

from procurement_footprint.job import job
from procurement_footprint.ledger.bookings import booked
from procurement_footprint.ledger.columns import CODED
from procurement_footprint.mapping import taxonomy
from procurement_footprint.mapping.classify import classify, decide
from procurement_footprint.mapping.rule import RuleSet
from procurement_footprint.mapping.rule_files import Known, read
from procurement_footprint.project import around

T = TypeVar("T")
CHART, LIMIT = "kbas", 1.5
HEAD = """\
rule_book: benchmark
version: "1"
title: {sv: "Regler", en: "Rules"}
source: invented for measuring
reviewed: {by: nobody, date: 2026-11-29}
rules:
"""
_OF_TEN = "sssspptmmn"  # of ten rules: by supplier, account prefix, text, account with text ("m"), supplier's name


def rule_book(path: Path, rules: int, ledger: pl.DataFrame, categories: list[str]) -> None:
    """Write a rule book of so many rules, of what stands in a ledger and of what does not; the same bytes every time.

    ledger: supplier_id, supplier, account, account_text.
    """
    conditions = islice(_conditions(ledger), rules)
    entries = [
        f"  - id: rule-{number:05d}\n{condition}    category: {categories[number % len(categories)]}\n"
        f'    why: invented\n    examples: [{{account: "1"}}]\n'
        for number, condition in enumerate(conditions)
    ]
    path.write_text(HEAD + "".join(entries), encoding="utf-8")


def _conditions(ledger: pl.DataFrame) -> Iterator[str]:
    """Yield conditions without end, no two the same: first of what the ledger holds, then of what it does not."""
    held = {name: _distinct(ledger, name) for name in ledger.columns}
    said = {word for text in held["account_text"] for word in text.lower().split()}
    words = sorted(word for word in said if word.isalpha() and len(word) > 2)
    prefixes = list(dict.fromkeys(number[:length] for length in (5, 4, 3) for number in held["account"]))
    suppliers = (*held["supplier_id"], *(f"{number:06d}-0000" for number in range(100_000, 200_000)))
    names = (*held["supplier"], *(f"Bolaget {number} AB" for number in range(100_000)))
    accounts = (*prefixes, *(str(number) for number in range(100_000, 200_000)))
    made = {
        "s": (f'    supplier: ["{one}"]\n' for one in suppliers),
        "p": (f'    account: ["{one}"]\n' for one in accounts),
        "t": (f'    account_text: ["{_text(words, number)}"]\n' for number in count()),
        "m": (
            f'    account: ["{prefixes[number % len(prefixes)]}"]\n    account_text: ["{_text(words, number)}"]\n'
            for number in count()
        ),
        "n": (f'    supplier_name: ["{one}"]\n' for one in names),
    }
    for number in count():
        yield next(made[_OF_TEN[number % len(_OF_TEN)]])


def _distinct(ledger: pl.DataFrame, name: str) -> list[str]:
    return ledger[name].drop_nulls().unique().cast(pl.String).sort().to_list()


def _text(words: list[str], number: int) -> str:
    """Return one word of the ledger, or two that need not stand together, or one that it does not have."""
    times, place = divmod(number, len(words))
    if times == 0:
        return words[place]
    other = words[(place * 7 + times) % len(words)]
    return f"{words[place]} & {other}" if number % 2 else f"{words[place]}{times}"


def purchases(path: Path, spool: Path) -> list[pl.LazyFrame]:
    """Return the rows of a ledger file, block by block, with their chart of accounts and reporting amounts."""
    ledger = booked(job((path,), around(path.parent), chart=CHART), spool, lambda *_: None)
    return [block.with_columns(chart=pl.lit(CHART, CODED), reporting_amount="amount") for block in ledger.blocks]


def mapped(blocks: list[pl.LazyFrame], rules: RuleSet) -> int:
    """Return how many rows of a ledger the rules decide, which are mapped as `run` maps them."""
    decisions = decide(pl.concat(blocks), {CHART: rules}, {rule.id for rule in rules.rules})
    decided = (classify(nw.from_native(block.collect(), eager_only=True), decisions) for block in blocks)
    return sum(rows.height - rows["rule_id"].null_count() for rows in (one.to_native() for one in decided))


def spent(work: Callable[[], T]) -> tuple[float, T]:
    """Return the CPU seconds that something takes, and what it gives."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def main() -> None:
    """Measure; end with 1 when the largest book takes too much longer than the smallest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rules", type=int, nargs="+", default=[500, 5_000])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--ledger", type=Path, help="use this ledger and make none")
    chosen = parser.parse_args()
    tree = taxonomy.load()
    known = Known(tree.categories.keys(), ())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if not chosen.ledger:
            large_town(folder, chosen.rows)
        (folder / "spool").mkdir()
        blocks = purchases(chosen.ledger or folder / f"{YEARS[0]}.csv", folder / "spool")
        ledger = pl.concat(blocks).select("supplier_id", "supplier", "account", "account_text").collect()
        books = {}
        for rules in chosen.rules:
            path = folder / f"rules-{rules}.yaml"
            rule_book(path, rules, ledger, sorted(tree.categories))
            loading, books[rules] = spent(lambda path=path: read(path, known))
            print(f"{rules:>6,} rules, loading {loading:6.2f} CPU-s", flush=True)
        found = {rules: [] for rules in books}
        for _ in range(chosen.times):
            for rules, book in books.items():
                found[rules].append(spent(lambda book=book: mapped(blocks, RuleSet(book.rules))))
        least = None
        for rules, runs in found.items():
            mapping = statistics.median(seconds for seconds, _ in runs)
            least = least or mapping
            print(f"{rules:>6,} rules, mapping {mapping:6.2f} CPU-s, {runs[0][1]:,} of {ledger.height:,} rows decided,"
                  f" {mapping / least:5.2f} x", flush=True)  # fmt: skip
    sys.exit(0 if mapping <= LIMIT * least else 1)


if __name__ == "__main__":
    main()
