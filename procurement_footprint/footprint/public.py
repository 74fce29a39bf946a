"""A finished footprint as it may be published: no rows of single persons or small suppliers, no text, no voucher.

The rows stay the same in number, money and kilograms, so every table still adds up to the manifest. What changes is who
they are from:

- suppliers from which less than the threshold was bought are pooled;
- a number is published where it is a legal entity's, no other numbering is;
- texts, vouchers, contracts and counterparties are gone.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from procurement_footprint.ledger.identity import identities

POOLED: Final = "(small suppliers)"  # the name under which their rows walk on
_UNPUBLISHED: Final = ("voucher", "text", "counterparty", "contract")
_SUPPLIER: Final = ("supplier_id", "supplier", "sole_trader")


def rows(table: pl.LazyFrame, threshold: int) -> pl.LazyFrame:
    """Return FOOTPRINT rows without small suppliers, numbers of no legal entity, and what is never published."""
    known = table.select(*_SUPPLIER, "reporting_amount").group_by(_SUPPLIER).agg(pl.sum("reporting_amount"))
    suppliers = known.collect(engine="streaming")
    ids = identities(suppliers["supplier_id"]).filter("legal")["delivered"]
    person, number, name = pl.col("sole_trader").fill_null(False), pl.col("supplier_id"), pl.col("supplier")
    nobody = number.is_null() & name.is_null()
    bought = pl.sum("reporting_amount").over(pl.coalesce(number, name), person).abs()
    small = ~person & ~nobody & ((bought < threshold) | name.is_null() & ~number.is_in(ids.implode()))
    shown = suppliers.select(
        *_SUPPLIER,
        _id=pl.when(~person & ~small & number.is_in(ids.implode())).then(number),
        _name=pl.when(small).then(pl.lit(POOLED)).when(~person).then(name),
    )
    joined = table.join(shown.lazy(), on=list(_SUPPLIER), how="left", nulls_equal=True, maintain_order="left")
    named = joined.with_columns(supplier_id="_id", supplier="_name").drop("_id", "_name")
    return named.with_columns(pl.lit(None, pl.String).alias(column) for column in _UNPUBLISHED)
