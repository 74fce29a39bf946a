"""Which rows are the same purchase booked twice: all that a ledger says of a row, but for its place, as one number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from procurement_footprint.ledger.columns import LEDGER

_PLACE = "row_id"
_AT_ONCE = 4_000_000  # fingerprints that are compared with each other at once, so that memory does not grow with rows


def fingerprints(rows: pl.DataFrame) -> pl.Series:
    """Return one number (UInt64) for each LEDGER row; rows that say the same have the same."""
    # what is not said adds nothing, and a column that says nothing costs nothing
    parts = [_part(rows[name], seed) for seed, name in enumerate(LEDGER) if name != _PLACE and rows[name].count()]
    return rows.select(pl.sum_horizontal(pl.lit(0, pl.UInt64), *parts).alias("fingerprint")).to_series()


def repeated(blocks: Sequence[pl.Series]) -> int:
    """Return how many rows say what a row before them says. blocks: their `fingerprints`."""
    return sum(map(len, blocks)) - sum(len(distinct) for (distinct,) in _in_shares([blocks]))


def shared(blocks: Sequence[pl.Series], others: Sequence[pl.Series]) -> int:
    """Return how many different rows say what a row of others says. blocks, others: their `fingerprints`."""
    return sum(int(one.is_in(other.implode()).sum()) for one, other in _in_shares([blocks, others]))


def _in_shares(sides: Sequence[Sequence[pl.Series]]) -> Iterator[list[pl.Series]]:
    """Yield the distinct numbers of each side, a share of all numbers at a time."""
    shares = 1 + sum(len(block) for side in sides for block in side) // _AT_ONCE
    for share in range(shares):
        yield [
            pl.concat(
                [pl.Series([], dtype=pl.UInt64), *(block.filter(block % shares == share) for block in side)]
            ).unique()
            for side in sides
        ]


def _part(column: pl.Series, seed: int) -> pl.Expr:
    said = pl.col(column.name)
    number = said.hash(seed=seed)
    return pl.when(said.is_not_null()).then(number).otherwise(pl.lit(0, pl.UInt64)) if column.null_count() else number
