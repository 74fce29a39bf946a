"""Everything that is found about the suppliers of a ledger, the largest money first."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.supplier_quality import alike, names, numbers, sellers
from procurement_footprint.analysis.supplier_quality.finding import KINDS, Finding, Supplier
from procurement_footprint.ledger.identity import identities

TABLE = {
    "kind": pl.String(),
    "supplier": pl.String(),
    "other": pl.String(),
    "rows": pl.Int64(),
    "amount": pl.Decimal(38, 2),
    "what": pl.String(),
    "fix": pl.String(),
}


def over(rows: pl.LazyFrame) -> tuple[Finding, ...]:
    """Return what is found about the suppliers of PRICED rows: the largest money first, sign ignored.

    One supplier may be found several times: the money of findings is not to be added up.
    """
    held = suppliers(rows)
    found = [
        *sellers.unknown(held, sellers.load()),
        *alike.several_numbers(held),
        *alike.nearly_equal(held),
        *alike.several_names(held),
        *numbers.missing_or_invalid(held),
        *numbers.persons(rows),
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.amount), KINDS.index(one.kind), one.supplier, one.other)))


def suppliers(rows: pl.LazyFrame) -> list[Supplier]:
    """Return each number and name of PRICED rows that is not a natural person's, in one streamed pass, sorted."""
    named = rows.filter(pl.col("sole_trader").not_().fill_null(True)).with_columns(
        pl.col("supplier_id", "supplier").cast(pl.String)
    )
    some = named.filter(pl.any_horizontal(pl.col("supplier_id", "supplier").is_not_null()))
    sums = some.group_by("supplier_id", "supplier").agg(pl.len().alias("rows"), pl.sum("reporting_amount"))
    held = sums.collect(engine="streaming").sort("supplier_id", "supplier")
    legal = set(identities(held["supplier_id"]).filter("legal")["delivered"])
    bare = names.bare([name or "" for name in held["supplier"]])
    return [
        Supplier(number, name, rows_, Decimal(amount), number in legal, short)
        for (number, name, rows_, amount), short in zip(held.iter_rows(), bare, strict=True)
    ]


def table(found: tuple[Finding, ...]) -> pl.DataFrame:
    """Return findings as a table, one line each, in their order: TABLE."""
    lines = [(one.kind, one.supplier, one.other, one.rows, one.amount, one.what, one.fix) for one in found]
    return pl.DataFrame(lines, TABLE, orient="row")
