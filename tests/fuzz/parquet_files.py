"""Parquet files of whatever types there are, for readers that expect a ledger."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

import polars as pl

NAMES = (
    "belopp",
    "datum",
    "leverantör",
    "konto",
    "text",
    "belopp",
    "",
    "Datum",
    "org nr",
    "valuta",
    "a\nb",
    "\ufeffid",
)
VALUES: tuple[tuple[Any, Any], ...] = (
    (pl.String(), ("a", "", None, "1234,50", "2024-01-31", "x" * 1000, "=1+1", "a\nb")),
    (pl.Int64(), (0, -1, 2**62, None, 20240131, 45700)),
    (pl.UInt8(), (0, 255, None)),
    (pl.Int128(), (0, 10**30, None)),
    (pl.Float64(), (0.1, float("nan"), float("inf"), -0.0, 1e308, 1e-300, 1234.5, None)),
    (pl.Float32(), (0.1, 16777217.0, None)),
    (pl.Decimal(38, 10), (Decimal("0.0000000001"), Decimal("12.5"), Decimal(10) ** 20, None)),
    (pl.Decimal(10, 2), (Decimal("-12.55"), None)),
    (pl.Date(), (date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31), None)),
    (pl.Datetime("us"), (datetime(2024, 1, 31), datetime(2024, 1, 31, 12, 30), None)),
    (pl.Datetime("ns", "UTC"), (datetime(2024, 1, 31), None)),
    (pl.Duration("us"), (timedelta(days=1), None)),
    (pl.Time(), (time(12, 30), None)),
    (pl.Boolean(), (True, False, None)),
    (pl.Categorical(), ("a", "b", None)),
    (pl.Enum(["a", "b"]), ("a", "b", None)),
    (pl.Binary(), (b"\xff", b"", None)),
    (pl.List(pl.Int64()), ([1], [], None)),
    (pl.Struct({"a": pl.Int64()}), ({"a": 1}, None)),
    (pl.Null(), (None,)),
)


def written(chance: Random) -> bytes:
    """Return a Parquet file with a few columns of any types."""
    height = chance.choice((0, 1, 3, 20))
    columns: dict[str, pl.Series] = {}
    for name in chance.sample(NAMES, chance.randrange(0, 8)):
        kind, values = chance.choice(VALUES if chance.random() < 0.6 else VALUES[:1])
        columns[name] = pl.Series(name, [chance.choice(values) for _ in range(height)], dtype=kind, strict=False)
    held = BytesIO()
    compression = chance.choice(("uncompressed", "zstd", "snappy", "gzip", "lz4"))
    pl.DataFrame(columns).write_parquet(held, compression=compression, row_group_size=chance.choice((None, 2)))
    return held.getvalue()
