"""How long suggestions take to learn from many decided lines, and how much memory they need.

    python benchmarks/suggestions.py [--lines 200000]

The lines are invented (reproducible: one seed): each has its own text, made of a text that a shipped rule knows, an
abbreviation or a second word, and a number; 30,000 suppliers, 3,000 accounts. Measured in a process of its own:
learning (everything, the fit of the weights included), then suggestions for 1,000 lines.

Ends with 1 when the promise is not kept: 200,000 distinct lines learnt in less than 60 seconds on two cores and in less
than 2,000 MB.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time

import polars as pl

from procurement_footprint.mapping import mappings, suggest
from procurement_footprint.mapping.suggest.material import HISTORY, gathered

SEED, SUPPLIERS, ACCOUNTS, ASKED = 20, 30_000, 3_000, 1_000
LIMIT_SECONDS, LIMIT_MB = 60, 2_000


def invented(number: int, known: mappings.Mappings) -> pl.DataFrame:
    """Return so many distinct decided lines (columns HISTORY)."""
    draw = random.Random(SEED)
    told = gathered(known, pl.DataFrame(schema=HISTORY)).sayings.select("words", "outcome").rows()
    words = [word for text, _ in told for word in text.split()]
    accounts = [(f"{40000 + place * 13}", draw.choice(told)) for place in range(ACCOUNTS)]
    names = [" ".join(draw.sample(words, 2)).title() + " AB" for _ in range(SUPPLIERS)]
    lines = []
    for place in range(number):
        account, (text, outcome) = draw.choice(accounts)
        seller = draw.randrange(SUPPLIERS)
        said = f"{text[: draw.randint(4, 20)]} {draw.choice(words)} {place}"
        lines.append(
            (
                f"55{seller:04}-{seller:04}",
                names[seller],
                "kbas",
                account,
                text,
                said,
                None,
                None,
                outcome,
                1 + place % 9,
            )
        )
    return pl.DataFrame(lines, HISTORY, orient="row")


def main() -> int:
    """Measure, print and say whether the promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=200_000)
    number = parser.parse_args().lines
    known = mappings.load()
    history = invented(number, known)
    begin = time.perf_counter(), time.process_time()
    suggester = suggest.trained(known, history)
    learning, working = time.perf_counter() - begin[0], time.process_time() - begin[1]
    begin_asking = time.perf_counter()
    suggester.suggest(history.head(ASKED))
    asking = time.perf_counter() - begin_asking
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = f"{learning:.1f} s ({working:.1f} s of processor), {memory:,.0f} MB"
    print(f"{history.height:,} distinct lines: learnt in {took}")
    print(f"{ASKED:,} lines: suggested in {asking:.1f} s")
    kept = learning < LIMIT_SECONDS and memory < LIMIT_MB
    print("kept" if kept else f"NOT kept: less than {LIMIT_SECONDS} s and {LIMIT_MB:,} MB")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
