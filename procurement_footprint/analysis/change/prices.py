"""The change of spend: dearer or more? Nominal change = method + price + volume, to the öre.

    price = amount_after − real_after − (amount_restated − real_before)
    volume = real_after − real_before
    method = amount_restated − amount_before

real: in the prices of the earlier side. Method is money that only one side's boundary or mapping counts here.
"""

from __future__ import annotations

import polars as pl

SPEND = ("spend_price", "spend_volume", "spend_method")


def priced(lines: pl.DataFrame) -> pl.DataFrame:
    """Return `lines` with SPEND and amount_change in the reporting currency, exact; lines: from `sides.lines`.

    The earlier side's real money is its money, in its own prices: where it is given otherwise, the difference is price.
    """
    return lines.with_columns(
        spend_price=(pl.col("amount_after") - pl.col("real_after"))
        - (pl.col("amount_restated") - pl.col("real_before")),
        spend_volume=pl.col("real_after") - pl.col("real_before"),
        spend_method=pl.col("amount_restated") - pl.col("amount_before"),
        amount_change=pl.col("amount_after") - pl.col("amount_before"),
    )


def price_index() -> pl.Expr:
    """Return later prices ÷ earlier ones, as the later side's purchases weigh them; null where there are none."""
    after, real = pl.col("amount_after").cast(pl.Float64), pl.col("real_after").cast(pl.Float64)
    return pl.when(real != 0).then(after / real)
