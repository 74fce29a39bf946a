"""Which rows of two versions are the same line of the ledger.

First by address: the same file and line, with everything that the line says. Then, of what is left, by content alone,
with multiplicity: a month that was delivered again has other addresses, and most of its lines say what they said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from procurement_footprint.footprint.manifest import named_inputs
from procurement_footprint.footprint.unsplit import PART

BLOCK = 250_000  # rows that are joined at a time
SAID = [
    "organisation_id", "booked_on", "voucher", "account", "account_text", "cpv", "unspsc", "state_account", "text",
    "counterparty", "contract", "amount", "currency",
]  # fmt: skip
SETTLED = ["supplier_id", "supplier", "department_id"]  # the project's settings may have put these in order
TIMES = "times"
PAIRS = {"row_id": pl.String(), "row_id_after": pl.String()}


def pairs(before: pl.LazyFrame, after: pl.LazyFrame, redelivered: Collection[str]) -> pl.DataFrame:
    """Return the addresses of each line that both versions have: row_id (before), row_id_after.

    before, after: FOOTPRINT rows. redelivered: the files, as addresses name them, that were not the same in both; of
    their lines supplier and department must be the same as well.
    """
    sides = [_whole(side) for side in (before, after)]
    count = max(pl.collect_all([side.select(pl.len()) for side in sides], engine="streaming"), key=_rows).item()
    parts = max(-(-count // BLOCK), 1)
    address = ["row_id", *SAID, "settled"]
    marked = [side.with_columns(settled=_settled(redelivered)) for side in sides]
    found, left = [], []
    for part in range(parts):
        blocks = [side.filter(pl.col("row_id").hash(seed=0) % parts == part) for side in marked]
        one, other = pl.collect_all(blocks, engine="streaming")
        shared = one.select(address).join(other.select(address), on=address, nulls_equal=True)["row_id"]
        found.append(pl.DataFrame({"row_id": shared, "row_id_after": shared}, PAIRS))
        left.append([side.filter(~pl.col("row_id").is_in(shared.implode())) for side in (one, other)])
    again = [pl.concat(column) for column in zip(*left, strict=True)]
    return pl.concat([*found, *_by_content(again[0], again[1], parts)])


def redelivered(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the files that two versions do not both rest on as they are, from their manifests."""
    one, other = ({(name, file["sha256"]) for name, file in named_inputs(written)} for written in (before, after))
    return frozenset(name for name, _ in one ^ other)


def _whole(side: pl.LazyFrame) -> pl.LazyFrame:
    """Return one line for each row of the ledger, with the whole of its money."""
    rows = side.select("row_id", PART, *SAID, *SETTLED)
    in_parts = rows.filter(pl.col(PART).is_not_null())
    money = in_parts.group_by("row_id").agg(pl.sum("amount").alias("whole"))
    together = in_parts.filter(pl.col(PART) == 1).join(money, on="row_id")
    columns = ["row_id", *SAID, *SETTLED]
    put_together = together.with_columns(amount=pl.col("whole").cast(pl.Decimal(18, 2))).select(columns)
    return pl.concat([rows.filter(pl.col(PART).is_null()).select(columns), put_together])


def _settled(files: Collection[str]) -> pl.Expr:
    if not files:
        return pl.lit(None, dtype=pl.String)
    said = pl.concat_str(pl.col(SETTLED).fill_null(""), separator="\x1f")
    named = pl.any_horizontal(pl.col("row_id").str.starts_with(f"{name}:") for name in sorted(files))
    return pl.when(named).then(said)


def _by_content(before: pl.DataFrame, after: pl.DataFrame, parts: int) -> list[pl.DataFrame]:
    keys = [*SAID, *SETTLED, TIMES]
    content = pl.struct(*SAID, *SETTLED).hash(seed=0) % parts
    found = []
    for part in range(parts):
        sides = [side.filter(content == part) for side in (before, after)]
        one, other = (_numbered(side).select("row_id", *keys) for side in sides)
        same = one.join(other, on=keys, nulls_equal=True, suffix="_after")
        found.append(same.select(pl.col(name).cast(kind) for name, kind in PAIRS.items()))
    return found


def _numbered(side: pl.DataFrame) -> pl.DataFrame:
    """Number lines that say the same, in the order of their addresses."""
    return side.sort("row_id").with_columns(pl.int_range(pl.len()).over(*SAID, *SETTLED).alias(TIMES))


def _rows(counted: pl.DataFrame) -> int:
    return int(counted.item())
