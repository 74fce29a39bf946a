"""Codes as ledgers write them, brought to one form; what is no code stays as it was delivered."""

from __future__ import annotations

import polars as pl
import pytest

from procurement_footprint.ledger.codes import NORMALISED, normalised
from procurement_footprint.ledger.columns import CODED

WRITTEN = {
    "cpv": {
        "09134100-8": "09134100",
        "091341008": "09134100",
        "09134100": "09134100",
        "09.13.41.00-8": "09134100",
        "0913 4100": "09134100",
        "9134100": "09134100",
        "9134100-8": "09134100",
        "3000000": "03000000",
        "45233141.0": "45233141",
        "45233141-9 Underhåll av väg": "45233141",
        "4523": "4523",
        "2345678": "2345678",
        "enligt avtal": "enligt avtal",
    },
    "unspsc": {
        "44 12 17 06": "44121706",
        "44.12.17.06": "44121706",
        "44121706.0": "44121706",
        "4412": "4412",
        "pennor": "pennor",
    },
    "state_account": {"S5721": "5721", "s 5721": "5721", "5721": "5721", "57": "57", "okänd": "okänd"},
}


@pytest.mark.parametrize("name", NORMALISED)
def test_codes_come_in_one_form(name: str) -> None:
    said = WRITTEN[name]
    found = normalised(pl.Series(name, [*said, None], CODED))
    assert found.dtype == CODED
    assert dict(zip(said, found.cast(pl.String), strict=False)) == said
    assert found[-1] is None
    assert normalised(found).equals(found)


def test_codes_that_are_so_already_are_left_as_they_are() -> None:
    given = pl.Series("cpv", ["09134100", None], CODED)
    assert normalised(given) is given
