"""What was counted, added up by any keys, with ranges: departments, spending categories, or both at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from procurement_footprint.analysis.measures import measured
from procurement_footprint.analysis.totals import Totals
from procurement_footprint.analysis.uncertainty.kinds import kinds, numbered
from procurement_footprint.analysis.uncertainty.stated import Ranking, beside
from procurement_footprint.footprint.widths import Widths

Keys = Mapping[str, Sequence[str]]


def crossed(bought: pl.DataFrame, keys: Keys, totals: Totals, widths: Widths) -> dict[str, pl.DataFrame]:
    """Return one table for each of `keys`, which each add up to the whole, most kilograms first.

    bought: counted rows, money and kilograms by the columns of all keys and by sums.KNOWN. A table has its keys,
    measures.MEASURES, kg_co2e_low and kg_co2e_high (95 %), and quality. Ranges do not add up.
    """
    found = kinds(bought, widths)
    small = numbered(bought, found)
    rankings = [Ranking(measured(bought, by, totals), small, tuple(by)) for by in keys.values()]
    return {name: table.drop("above_next") for name, table in zip(keys, beside(rankings, found), strict=True)}
