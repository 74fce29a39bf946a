"""Rows that say the same have the same fingerprint, in whatever block, file and company of columns they stand."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from procurement_footprint.ledger import fingerprint
from procurement_footprint.ledger.columns import LEDGER
from procurement_footprint.ledger.fingerprint import fingerprints

ROW = {
    "booked_on": date(2024, 1, 31),
    "supplier": "A AB",
    "account": "6410",
    "amount": Decimal("1.50"),
    "currency": "SEK",
}
OTHER = ROW | {"contract": "K-1"}


def ledger(*rows):
    full = [{**dict.fromkeys(LEDGER), **row, "row_id": f"l.csv:{line}"} for line, row in enumerate(rows)]
    return pl.DataFrame(full, schema=LEDGER)


def test_rows_that_say_the_same_agree_whatever_stands_beside_them():
    (alone,), (first, second) = fingerprints(ledger(ROW)), fingerprints(ledger(ROW, OTHER))
    assert alone == first
    assert first != second


@pytest.mark.parametrize(
    "change", [{"amount": Decimal("1.51")}, {"supplier": "6410", "account": "A AB"}, {"text": "x"}]
)
def test_rows_that_say_something_else_differ(change):
    one, other = fingerprints(ledger(ROW, ROW | change))
    assert one != other


def test_repeated_and_shared_rows_are_counted_share_by_share(monkeypatch):
    blocks = [pl.Series([1, 2, 2, 3], dtype=pl.UInt64), pl.Series([3, 9], dtype=pl.UInt64)]
    others = [pl.Series([2, 9, 9, 11], dtype=pl.UInt64)]
    for at_once in (1, 3, 1000):
        monkeypatch.setattr(fingerprint, "_AT_ONCE", at_once)
        assert fingerprint.repeated(blocks) == 2
        assert fingerprint.shared(blocks, others) == 2
    assert fingerprint.repeated([]) == 0
