"""How the kilograms of a line have changed since an earlier footprint."""

from __future__ import annotations

import polars as pl

# A line is the same where these are: codes where there are any, since names change.
SAME = {
    "same_organisation": ("organisation_id", "organisation"),
    "same_department": ("department_id", "department"),
    "same_supplier": ("supplier_id", "supplier", "pooled"),
}
MATCHED = (*SAME, "category")


def with_before(lines: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """Return lines with kg_before (Decimal, null where the line was not there) and change = kg_co2e ÷ kg_before − 1.

    before: the cells of an earlier footprint; None: both are null. The change is null, too, where kg_before is not
    above 0. It holds whatever has changed between the two: prices, quantities and method.
    """
    if before is None:
        return lines.with_columns(kg_before=pl.lit(None, pl.Decimal(38, 3)), change=pl.lit(None, pl.Float64))
    names = [pl.coalesce(columns).alias(name) for name, columns in SAME.items()]
    earlier = before.with_columns(names).group_by(MATCHED).agg(kg_before=pl.sum("kg_co2e"))
    joined = lines.with_columns(names).join(earlier, on=MATCHED, how="left", nulls_equal=True, maintain_order="left")
    was, now = pl.col("kg_before").cast(pl.Float64), pl.col("kg_co2e").cast(pl.Float64)
    return joined.with_columns(change=pl.when(was > 0).then(now / was - 1)).drop(SAME)
