"""Numbers and names that people have decided to be one supplier, and what that does to the rows of a ledger.

A row whose supplier number is one of an alias stands under the decided number and name. A row without a number does so
when its name is one of the alias, whatever its case. Whether the supplier is a natural person stays as delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.columns import CODED

FILE = "supplier-aliases.yaml"
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """One decision: these numbers and names are the supplier `name`. number: null where it has none.

    id, when, who, why: who decided it and for what reason. withdraws: an earlier one that no longer holds; then there
    is nothing else. place: file and line.
    """

    id: str
    when: date
    who: str
    why: str
    number: str | None = None
    name: str = NOBODY
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    withdraws: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Aliases:
    """All decisions of a project in order, and the SHA-256 of their file; empty where there is none."""

    written: tuple[Alias, ...] = ()
    sha256: str = ""

    @property
    def held(self) -> tuple[Alias, ...]:
        """Those that were not withdrawn, in order."""
        gone = {one.withdraws for one in self.written}
        return tuple(one for one in self.written if one.withdraws is None and one.id not in gone)

    def of(self, number: str | None, name: str | None) -> tuple[Alias, ...]:
        """Return the decisions by which rows may have come under this number and name."""
        return tuple(one for one in self.held if (one.number, one.name) == (number, name))


def settled(ledger: Ledger, aliases: Aliases) -> Ledger:
    """Return the ledger with each supplier under the number and name that were decided for it, and a note about it."""
    if not aliases.held:
        return ledger
    blocks = decided(ledger.blocks, aliases)
    return replace(ledger, blocks=blocks, notes=(*ledger.notes, note(ledger.blocks, blocks, aliases)))


def decided(blocks: Sequence[pl.LazyFrame], aliases: Aliases) -> tuple[pl.LazyFrame, ...]:
    """Return the LEDGER blocks with each supplier under the number and name that were decided for it."""
    if not aliases.held:
        return tuple(blocks)
    numbers, names = _numbers(aliases), _names(aliases, blocks)
    return tuple(_decided(block, numbers, names) for block in blocks)


def note(before: Sequence[pl.LazyFrame], after: Sequence[pl.LazyFrame], aliases: Aliases) -> str:
    """Return how many rows, and how much money, stand under another number or name than they were delivered with."""
    columns = [pl.col("supplier_id", "supplier").cast(pl.String)]
    pairs = [
        pl.concat([one.select(columns), other.select(columns).rename(lambda name: f"{name}_now"),
                   one.select("currency", "amount")], how="horizontal")
        for one, other in zip(before, after, strict=True)
    ]  # fmt: skip
    same = [pl.col(name).eq_missing(pl.col(f"{name}_now")) for name in ("supplier_id", "supplier")]
    moved = pl.concat(pairs).filter(~pl.all_horizontal(same))
    sums = moved.group_by(pl.col("currency").cast(pl.String)).agg(pl.len(), pl.sum("amount")).sort("currency")
    found = sums.collect(engine="streaming")
    money = ", ".join(f"{amount:,} {currency}" for currency, amount in found.select("currency", "amount").iter_rows())
    rows = int(found["len"].sum())
    said = f"{rows:,} rows stand under the supplier decided for them" + (f" ({money})" if rows else "")
    decisions = "1 decision" if len(aliases.held) == 1 else f"{len(aliases.held)} decisions"
    return f"{FILE}: {decisions}; {said}"


def _decided(block: pl.LazyFrame, numbers: pl.DataFrame, names: pl.DataFrame) -> pl.LazyFrame:
    by_number = block.join(numbers.lazy(), on="supplier_id", how="left", maintain_order="left")
    found = by_number.join(names.lazy(), on="supplier", how="left", maintain_order="left")
    nameless = pl.col("supplier_id").is_null()  # the number says more than the name
    named = nameless & pl.col("_name_of_name").is_not_null()
    number = pl.when(named).then("_id_of_name").when(pl.col("_name").is_not_null()).then("_id").otherwise("supplier_id")
    name = pl.when(named).then("_name_of_name").otherwise(pl.coalesce("_name", "supplier"))
    return found.with_columns(supplier_id=number, supplier=name).select(block.collect_schema().names())


def _numbers(aliases: Aliases) -> pl.DataFrame:
    """Return for each number, the decided one too, the decided number and name."""
    of = {number: one for one in aliases.held for number in (*([one.number] if one.number else []), *one.numbers)}
    lines = [(number, one.number, one.name) for number, one in of.items()]
    return pl.DataFrame(lines, dict.fromkeys(("supplier_id", "_id", "_name"), CODED), orient="row")


def _names(aliases: Aliases, blocks: Sequence[pl.LazyFrame]) -> pl.DataFrame:
    """Return for each name as it is written in the ledger, and is in an alias, the decided number and name."""
    schema = dict.fromkeys(("supplier", "_id_of_name", "_name_of_name"), CODED)
    of = {bare(name): one for one in aliases.held for name in (one.name, *one.names) if one.names}
    if not of:
        return pl.DataFrame(schema=schema)
    texts = pl.concat(blocks).select(pl.col("supplier").unique().cast(pl.String)).collect(engine="streaming")
    found = [(name, of[bare(name)]) for name in texts["supplier"].drop_nulls() if bare(name) in of]
    return pl.DataFrame([(name, one.number, one.name) for name, one in found], schema, orient="row")


def bare(name: str) -> str:
    """Return a name as names of aliases are compared: case and runs of spaces do not count."""
    return " ".join(name.split()).casefold()
