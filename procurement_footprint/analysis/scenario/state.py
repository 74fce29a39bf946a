"""Where a scenario stands between two steps: its cells, and what kilograms per krona come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from procurement_footprint.analysis.cells import SUMS, together
from procurement_footprint.analysis.scenario.shares import decimals, whole
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.calculate import VAT_SINCE
from procurement_footprint.footprint.quality import LADDER
from procurement_footprint.problems import Refused, problem

LEVELS = LADDER["evidence"].to_list()
WITHOUT_LEVEL = "account"  # assumption: what was measured before has this evidence where money decides again


@dataclass(frozen=True, slots=True)
class State:
    """cells: CELLS. basis: factors, prices and rates that hold now. currency: in which the footprint is reported."""

    cells: pl.DataFrame
    basis: Basis
    currency: str

    def chosen(self, of: Selection, place: str, besides: Iterable[str] = ()) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the cells that are meant, but for those of the categories `besides`, and all others.

        Errors: Refused where there are none.
        """
        meant = of.holds() & ~pl.col("category").is_in(list(besides))
        found, others = self.cells.filter(meant), self.cells.filter(~meant)
        if found.is_empty():
            raise Refused([problem("scenario-nothing", place)])
        return found, others

    def with_cells(self, *parts: pl.DataFrame) -> State:
        """Return the same with these cells."""
        return replace(self, cells=together(pl.concat(parts)))

    def by_money(self, cells: pl.DataFrame, category: str, place: str) -> pl.DataFrame:
        """Return the money of the cells as purchases of a category, with the kilograms that its factor gives.

            kg = money × kg_per_unit(category, year of purchase, reporting currency), in whole grams

        Department, supplier, year, currency, evidence and rows stay. Where amounts include VAT, the rate is that at the
        end of the year. Errors: Refused with each year for which the category has no factor.
        """
        evidence = pl.when(pl.col("evidence").is_in(LEVELS)).then("evidence").otherwise(pl.lit(WITHOUT_LEVEL))
        bought = cells.with_columns(category=pl.lit(category), group=pl.lit(self.group(category)), evidence=evidence)
        table = self.per_unit().filter(category=category).rename({"quality": "letter", "factor_year": "vintage"})
        joined = bought.join(table, on=["category", "year", "evidence"], how="left", maintain_order="left")
        if lost := joined.filter(pl.col("kg_per_unit").is_null())["year"].unique().sort().to_list():
            factors = self.basis.factors.identity
            said = [problem("scenario-no-factor", place, category, factors=factors, year=year) for year in lost]
            raise Refused(said)
        money = whole(joined["reporting_amount"], 2)
        grams = [round(ore * kg * 10) for ore, kg in zip(money, joined["kg_per_unit"], strict=True)]
        return joined.with_columns(
            decimals("kg_co2e", grams),
            decimals("kg_spend_based", grams),
            factor_year=pl.col("vintage"),
            carried=pl.col("year") - pl.col("vintage"),
            quality=pl.col("letter"),
            covered_amount=pl.lit(0, SUMS["covered_amount"]),
            kg_scope_1=pl.lit(0, SUMS["kg_scope_1"]),
        ).select(cells.columns)

    def per_unit(self) -> pl.DataFrame:
        """Return kg per unit of the reporting currency: category, year, evidence, factor_year, quality, kg_per_unit."""
        return last_of_year(self.basis.multipliers([(self.currency, year) for year in self.years])).select(
            "category", "year", "evidence", "factor_year", pl.col("quality").cast(pl.String), "kg_per_unit"
        )

    @property
    def years(self) -> list[int]:
        """The years of purchase, sorted."""
        found: list[int] = self.cells["year"].unique().sort().to_list()
        return found

    def group(self, category: str) -> str:
        """Return the group of a category."""
        return self.basis.mappings.taxonomy.group_of[category].id


def last_of_year(multipliers: pl.DataFrame) -> pl.DataFrame:
    """Return the multipliers at the end of each year, where VAT makes them change in it."""
    if VAT_SINCE not in multipliers.columns:
        return multipliers
    begun = multipliers.filter(pl.col(VAT_SINCE).dt.year() <= pl.col("year")).sort(VAT_SINCE)
    return begun.unique(["category", "year", "currency", "evidence"], keep="last", maintain_order=True)
