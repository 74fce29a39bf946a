"""How long `--help` takes, over Python that does nothing.

    python benchmarks/start.py [--times 15]

Both are started in turn; what is promised is the median of the differences.
"""

from __future__ import annotations

import argparse
import sys

from measuring import PROGRAM, in_turn, longer, median, ratio
from scores import Score, leave, score

LIMIT_MS = 100


def start(times: int) -> list[Score]:
    """Return the scores of bare Python and of `--help`."""
    took = in_turn({"bare Python": [sys.executable, "-c", "pass"], "--help": [*PROGRAM, "--help"]}, times)
    bare, asked = took["bare Python"], took["--help"]
    more = longer(asked, bare) * 1000
    promise = (f"at most {LIMIT_MS} ms more ({more:.0f})", more <= LIMIT_MS)
    return [
        score("bare Python", 0, median(bare)),
        score("--help", 0, median(asked), ("bare Python", ratio(asked, bare)), promise),
    ]


def main() -> None:
    """Measure; end with 1 when the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=15)
    leave(start(parser.parse_args().times))


if __name__ == "__main__":
    main()
