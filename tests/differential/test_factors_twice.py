"""Every factor that a footprint uses, after the vintage policy and for capital goods, is that of the oracle."""

from __future__ import annotations

from decimal import Decimal

import oracle

from procurement_footprint.factors import chosen, factor_set, figures


def test_every_factor_is_that_of_the_oracle() -> None:
    used = chosen.named(factor_set.EMBEDDED, None, figures.shelves(None))
    found = {
        (product, year, kind): Decimal(f"{kg * used.description.per:.12g}")
        for kind, frame in (("false", used.table), ("true", used.capital))
        for product, year, kg in frame.select("product", "year", "kg_per_unit").iter_rows()
    }
    plain = {key for key in oracle.FACTORS if key[2] == "false" or key in found}  # some have none for capital goods
    assert found == {key: oracle.FACTORS[key] for key in plain}
    assert all(oracle.FACTORS[key] == oracle.FACTORS[(*key[:2], "false")] for key in oracle.FACTORS.keys() - plain)
    assert len(found) == 371 + 365
