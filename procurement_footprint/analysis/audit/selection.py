"""Monetary-unit sampling: lines drawn with a probability proportional to their size.

A line as large as the interval or larger is taken for certain. The others are put into an order that the seed decides,
by SHA-256 of seed, stratum and line, and every interval's length along them one is taken, from a random start: fixed
intervals over a shuffled list, so that no pattern of the ledger can fall in step with the interval.
Sources: AICPA Audit Guide: Audit Sampling; H. O. Hartley and J. N. K. Rao, Sampling with unequal probabilities and
without replacement, Annals of Mathematical Statistics 33 (1962), 350-374.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from heapq import nlargest
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lines that were drawn. certain: largest first. chosen: in the order of the list that was walked along.

    interval: in the unit of the sizes; 0 where all lines are certain.
    """

    certain: tuple[str, ...]
    chosen: tuple[str, ...]
    interval: Fraction


def draw(sizes: Mapping[str, int], number: int, seed: int, stratum: str) -> Drawn:
    """Draw `number` lines of a stratum, all of them where there are no more.

    sizes: line → its size, above 0, in whole grams or öre. Same lines, number and seed: same draw, in whatever order
    the lines come. A line below the interval is drawn with the probability size ÷ interval.
    """
    certain = _certain(sizes, number)
    rest = {line: size for line, size in sizes.items() if line not in certain}
    wanted, left = number - len(certain), sum(rest.values())
    if not rest or not wanted:
        return Drawn(tuple(certain), (), Fraction(0))
    order = sorted(rest, key=lambda line: _digest(seed, stratum, line))
    # in units of 1/wanted, so that interval and start are whole numbers
    ends = list(accumulate(rest[line] * wanted for line in order))
    start = int.from_bytes(_digest(seed, stratum, "")) % left
    chosen = [order[bisect_right(ends, start + step * left)] for step in range(wanted)]
    return Drawn(tuple(certain), tuple(chosen), Fraction(left, wanted))


def _certain(sizes: Mapping[str, int], number: int) -> dict[str, None]:
    """Return the lines that are at least as large as the interval of what is left without them, largest first."""
    left, found = sum(sizes.values()), dict[str, None]()
    for size, line in nlargest(number, ((size, line) for line, size in sizes.items())):
        if size * (number - len(found)) < left:
            break
        found[line] = None
        left -= size
    return found


def _digest(seed: int, stratum: str, line: str) -> bytes:
    return sha256(f"{seed}\n{stratum}\n{line}".encode()).digest()
