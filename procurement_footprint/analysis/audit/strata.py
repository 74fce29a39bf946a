"""The strata of a footprint: what is counted, left out and unmapped, credit notes apart; and how many lines each gets.

What is counted is drawn over kilograms or money, what is not counted has no kilograms and is drawn over money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from procurement_footprint.ledger.columns import COUNTED, STATUSES
from procurement_footprint.problems import Refused, problem

Over = Literal["kg", "money"]
CREDIT = "_credit"
STRATA = tuple(f"{status}{sign}" for status in STATUSES for sign in ("", CREDIT))
LEAST = 5  # lines of each stratum; assumption: fewer say nothing about it
COUNTED_SHARE = 0.7  # assumption: of the other lines, 7 of 10 test what is counted, 3 of 10 what is not
PER_UNIT = {"kg": 1000, "money": 100}  # grams and öre: sizes are whole numbers of them
COLUMN = {"kg": "kg_co2e", "money": "reporting_amount"}


@dataclass(frozen=True, slots=True)
class Population:
    """The lines of one stratum that can be drawn: their sizes in grams or öre, all above 0."""

    name: str
    over: Over
    sizes: Mapping[str, int]

    @property
    def is_credit(self) -> bool:
        """Whether its lines take away from the totals."""
        return self.name.endswith(CREDIT)

    @property
    def is_counted(self) -> bool:
        """Whether its lines have kilograms."""
        return self.name.startswith(COUNTED)

    @property
    def size(self) -> int:
        """What its lines add up to, in grams or öre, without the sign."""
        return sum(self.sizes.values())


def populations(rows: pl.LazyFrame, counted_over: Over) -> tuple[Population, ...]:
    """Return the strata that have lines, in the order of STRATA.

    rows: of a footprint. counted_over: what lines that are counted are drawn over. Lines of size 0 cannot be drawn.
    """
    needed = rows.select(line(rows).alias("line"), "status", *COLUMN.values()).collect(engine="streaming")
    found: list[Population] = []
    for name in STRATA:
        status = name.removesuffix(CREDIT)
        over: Over = counted_over if status == COUNTED else "money"
        size = (pl.col(COLUMN[over]).cast(pl.Float64) * PER_UNIT[over]).round().cast(pl.Int64)
        held = needed.filter(pl.col("status") == status).select("line", size=-size if name.endswith(CREDIT) else size)
        sizes = dict(held.filter(pl.col("size") > 0).iter_rows())
        if sizes:
            found.append(Population(name, over, sizes))
    return tuple(found)


def line(rows: pl.LazyFrame) -> pl.Expr:
    """Return what a line of a sample is called: its row_id, and which part where a row is split."""
    name = pl.col("row_id").cast(pl.String)
    if "part" not in rows.collect_schema():
        return name
    part = pl.concat_str(name, pl.lit("#"), pl.col("part").cast(pl.String))
    return pl.coalesce(part, name)


def allocated(held: Sequence[Population], number: int) -> dict[str, int]:
    """Return how many of `number` lines each stratum gets: LEAST, then by size, COUNTED_SHARE for what is counted.

    A stratum never gets more than it has. The rest goes one by one to the stratum with the largest size ÷ (2 × lines
    that it has got + 1), in units that make both groups comparable (the method of Sainte-Laguë).
    Errors: Refused when `number` is not enough for LEAST lines of each.
    """
    got = {one.name: min(LEAST, len(one.sizes)) for one in held}
    if sum(got.values()) > number:
        raise Refused([problem("audit-size-small", "--size", str(number), least=sum(got.values()))])
    weights = _weights(held)
    for _ in range(min(number, sum(len(one.sizes) for one in held)) - sum(got.values())):
        open_ones = [one.name for one in held if got[one.name] < len(one.sizes)]
        got[max(open_ones, key=lambda name: weights[name] / (2 * got[name] + 1))] += 1
    return got


def _weights(held: Sequence[Population]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for counted, share in ((True, COUNTED_SHARE), (False, 1 - COUNTED_SHARE)):
        group = [one for one in held if one.is_counted == counted]
        whole = sum(one.size for one in group)
        weights |= {one.name: share * one.size / whole for one in group}
    return weights
