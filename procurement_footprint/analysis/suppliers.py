"""Suppliers as they are shown: one line each under one name, natural persons pooled into one.

A sole trader's number is a person's number and the name a person's name: neither leaves this file.
"""

from __future__ import annotations

import polars as pl

from procurement_footprint.footprint import public

SOLE_TRADERS, NO_SUPPLIER, SMALL_SUPPLIERS = "sole_traders", "no_supplier", "small_suppliers"


def pooled(frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` without the column sole_trader and with the column pooled.

    pooled: `sole_traders` for natural persons, `no_supplier` where the ledger names nobody, `small_suppliers` for those
    that are too small to be published (`footprint.public`), else null. All three have neither supplier_id nor supplier.
    """
    nobody = pl.col("supplier_id").is_null() & pl.col("supplier").is_null()
    pool = pl.when(pl.col("sole_trader").fill_null(False)).then(pl.lit(SOLE_TRADERS))
    small = pl.col("supplier_id").is_null() & (pl.col("supplier") == public.POOLED)
    pools = pool.when(nobody).then(pl.lit(NO_SUPPLIER)).when(small).then(pl.lit(SMALL_SUPPLIERS))
    with_pool = frame.with_columns(pooled=pools)
    shown = pl.when(pl.col("pooled").is_null())
    return with_pool.drop("sole_trader").with_columns(
        supplier_id=shown.then("supplier_id"), supplier=shown.then("supplier")
    )


def names(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Return supplier_id and the one name it is shown under: the one with the most money, then by alphabet.

    `frames` come from `pooled` and hold supplier_id, supplier and reporting_amount.
    """
    columns = ("supplier_id", "supplier", "reporting_amount")
    return (
        pl.concat([frame.select(columns) for frame in frames])
        .drop_nulls(["supplier_id", "supplier"])
        .group_by("supplier_id", "supplier")
        .agg(pl.sum("reporting_amount").abs())
        .sort("reporting_amount", "supplier", descending=[True, False])
        .unique("supplier_id", keep="first", maintain_order=True)
        .select("supplier_id", "supplier")
    )


def named(frame: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` with each supplier_id under its name in `shown`; who has no number keeps the name."""
    joined = frame.join(shown, on="supplier_id", how="left", suffix="_shown", validate="m:1")
    return joined.with_columns(supplier=pl.coalesce("supplier_shown", "supplier")).drop("supplier_shown")
