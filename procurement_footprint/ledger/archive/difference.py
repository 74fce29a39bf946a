"""What a file holds that an archive does not, and the other way round: month by month, by content.

Two rows are the same when everything that the ledger says of them is; how often they stand there counts too.
Where they stand (`row_id`), and what is not the ledger's word but ours, says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.ledger.archive.imports import Archive, Import
from procurement_footprint.ledger.archive.reading import month, rows_of
from procurement_footprint.ledger.book import NOTHING, Tally
from procurement_footprint.ledger.columns import LEDGER

OURS = ("row_id", "period", "organisation", "sole_trader", "chart")
CONTENT = [name for name in LEDGER if name not in OURS]
KEY = ["month", "one", "other"]


@dataclass(frozen=True, slots=True)
class Month:
    """The rows of a month and their money: only in the archive, only in the file, in both."""

    month: str
    only_archive: Tally
    only_file: Tally
    both: Tally

    @property
    def same(self) -> bool:
        """Whether both hold the same rows."""
        return not self.only_archive.rows and not self.only_file.rows

    @property
    def overlaps(self) -> bool:
        """Whether the archive has rows of this month."""
        return self.only_archive.rows + self.both.rows > 0


def contents(blocks: Iterable[pl.LazyFrame]) -> pl.DataFrame:
    """Return one line for each row, in order: its month, what it says as two hashes, currency and öre."""
    texts = [pl.col(name).cast(pl.String) if LEDGER[name] == pl.Categorical else pl.col(name) for name in CONTENT]
    said = pl.struct(texts)
    wanted = {"month": month(), "one": said.hash(seed=1), "other": said.hash(seed=2)}
    kept = (block.select(**wanted, currency=pl.col("currency").cast(pl.String), ore=_ore()) for block in blocks)
    found = [block.collect() for block in kept]
    return pl.concat(found) if found else pl.DataFrame(schema=_SCHEMA)


def archived(held: Archive, entity: str, months: set[str]) -> pl.DataFrame:
    """Return the contents of the rows of an entity that count and are booked in these months."""
    frames = [rows_of(held, one, inside) for one in held.of(entity).imports if (inside := _inside(held, one, months))]
    return contents(frames)


def stored(held: Archive, one: Import) -> pl.DataFrame:
    """Return the contents of all rows of an import."""
    return contents([rows_of(held, one, set(one.months))])


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Return whether two contents are of the same rows, in whatever order."""
    return one.sort(one.columns).equals(other.sort(one.columns))


def between(before: pl.DataFrame, after: pl.DataFrame) -> tuple[Month, ...]:
    """Return what differs between the contents of an archive and of a file, for each month of the file."""
    sums = _counted(before, "held").join(
        _counted(after, "new"), on=[*KEY, "currency", "ore"], how="full", coalesce=True
    )
    filled = sums.with_columns(pl.col("held", "new").fill_null(0))
    both = pl.min_horizontal("held", "new")
    parts = filled.with_columns(both=both, only_held=pl.col("held") - both, only_new=pl.col("new") - both)
    found = {part: _by_month(parts, part) for part in ("only_held", "only_new", "both")}
    months = sorted(after["month"].unique())
    return tuple(
        Month(one, *(found[part].get(one, NOTHING) for part in ("only_held", "only_new", "both"))) for one in months
    )


def new_rows(before: pl.DataFrame, after: pl.DataFrame) -> pl.Series:
    """Return for each row of a file whether the archive lacks it: of equal rows those beyond the archive's number."""
    place = pl.int_range(pl.len()).over(KEY)
    held = before.group_by(KEY).agg(held=pl.len())
    joined = after.with_columns(place=place).join(held, on=KEY, how="left", maintain_order="left")
    return joined.select(pl.col("place") >= pl.col("held").fill_null(0)).to_series()


def tallies(rows: pl.DataFrame) -> dict[str, Tally]:
    """Return the rows of each month and their money, by month."""
    return _by_month(rows.with_columns(rows=pl.lit(1, pl.Int64)), "rows")


_SCHEMA = {"month": pl.String(), "one": pl.UInt64(), "other": pl.UInt64(), "currency": pl.String(), "ore": pl.Int64()}


def _ore() -> pl.Expr:
    return (pl.col("amount") * 100).cast(pl.Int64)


def _inside(held: Archive, one: Import, months: set[str]) -> set[str]:
    return months & held.counting(one).keys()


def _counted(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.group_by([*KEY, "currency", "ore"]).agg(pl.len().cast(pl.Int64).alias(name))


def _by_month(parts: pl.DataFrame, part: str) -> dict[str, Tally]:
    money = (pl.col(part).cast(pl.Int128) * pl.col("ore")).sum()
    sums = parts.filter(pl.col(part) > 0).group_by("month", "currency").agg(pl.sum(part), money=money)
    found: dict[str, Tally] = {}
    for named, currency, rows, ore in sums.sort("month", "currency").iter_rows():
        found[named] = found.get(named, NOTHING) + Tally(rows, {currency: Decimal(ore).scaleb(-2)})
    return found
