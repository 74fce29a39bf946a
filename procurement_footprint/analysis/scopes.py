"""By scope: what the buyer burns, its electricity and heat, its purchases; and biogenic CO2, outside the total."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.totals import Totals, exact_sum
from procurement_footprint.ledger.columns import COUNTED

SCOPES = ("1", "2", "3")
TABLE = {"scope": pl.String(), "in_total": pl.Boolean(), "kg_co2e": pl.Decimal(38, 3)}
NOTHING = Decimal("0.000")


@dataclass(frozen=True, slots=True)
class Scopes:
    """Kilograms of counted rows by scope, which add up to the total.

    biogenic: kg of CO2 from biomass, where a factor says; not in the total. location, market: of electricity and heat
    with certificates, by the average of the grid and by the certificate. not_burnt: money of fuels whose burning is not
    in the total, since nobody gave litres or a price.
    """

    scope_1: Decimal
    scope_2: Decimal
    scope_3: Decimal
    biogenic: Decimal
    location: Decimal
    market: Decimal
    not_burnt: Decimal

    @property
    def certified(self) -> bool:
        """Whether certificates make a difference."""
        return self.location != self.market

    @property
    def table(self) -> pl.DataFrame:
        """Return one line for each scope, and one for biogenic CO2."""
        lines = [("1", True, self.scope_1), ("2", True, self.scope_2), ("3", True, self.scope_3)]
        return pl.DataFrame([*lines, ("biogenic", False, self.biogenic)], schema=TABLE, orient="row")


def scopes_of(footprint: pl.LazyFrame, totals: Totals, burnt: Collection[str], slices: pl.DataFrame | None) -> Scopes:
    """Return the kilograms of a footprint by scope.

    footprint: the columns of FOOTPRINT. burnt: the categories of fuels. slices: what each line of activity data gave
    (`footprint.activities.SLICES`); None where there are none.
    """
    known = pl.col("kg_scope_1").fill_null(0) != 0
    lit = pl.when(known).then(pl.col("covered_amount")).otherwise(pl.lit(0))
    fuel = pl.col("category").is_in(sorted(burnt))
    sums = (
        footprint.filter(pl.col("status") == COUNTED)
        .select(
            pl.sum("kg_scope_1", "kg_scope_2", "kg_biogenic"),
            not_burnt=(pl.col("reporting_amount") - lit).filter(fuel).sum(),
        )
        .collect(engine="streaming")
    )
    first, second = exact_sum(sums["kg_scope_1"]), exact_sum(sums["kg_scope_2"])
    location, market = (_sum(slices, f"kg_{basis}_based") for basis in ("location", "market"))
    return Scopes(
        scope_1=first,
        scope_2=second,
        scope_3=totals.kg_co2e - first - second,
        biogenic=exact_sum(sums["kg_biogenic"]),
        location=location,
        market=market,
        not_burnt=exact_sum(sums["not_burnt"]),
    )


def of_money(counted: pl.DataFrame, totals: Totals, burnt: Collection[str]) -> Scopes:
    """Return what `scopes_of` does of a footprint without activity data, which has purchases alone.

    counted: category and reporting_amount of counted rows, added up.
    """
    fuels = counted.filter(pl.col("category").is_in(sorted(burnt)))
    purchases = totals.kg_co2e - NOTHING
    return Scopes(NOTHING, NOTHING, purchases, NOTHING, NOTHING, NOTHING, exact_sum(fuels["reporting_amount"]))


def _sum(slices: pl.DataFrame | None, column: str) -> Decimal:
    return NOTHING if slices is None else exact_sum(slices[column])
