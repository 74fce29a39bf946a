"""What all parts of the leaflet about measures need: the plan, its words and what things are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.abatement.abatement import Abatement
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.sheets import POOLS, Column, Table

Names = dict[str, dict[str, str]]  # identifier → language → name
SHOWN = 25  # lines of a table of suppliers or categories; the CSV file has all


@dataclass(frozen=True, slots=True)
class View:
    """A plan as it is shown. categories: what they are called."""

    plan: Abatement
    words: Words
    categories: Names

    @property
    def unit(self) -> str:
        """What one unit of the plan's money is called."""
        return self.words.currency(self.plan.currency)

    @property
    def taken(self) -> pl.DataFrame:
        """The measures of the plan."""
        return self.plan.measures.filter("taken")

    def money(self, amount: Decimal) -> str:
        """Return an amount of about three digits."""
        return self.words.money_short(amount, self.plan.currency)

    def price(self, amount: Decimal) -> str:
        """Return money for a tonne, in whole units."""
        return self.words.money(amount, self.plan.currency, 0)

    def kilograms(self, amount: Decimal) -> str:
        """Return a mass of about three digits."""
        return self.words.mass(amount)

    def amounts(self, key: str, values: pl.Series, with_total: bool = True) -> Column:
        """Return a column of money under the header `key`, in the plan's currency."""
        total = Decimal(str(values.sum())) if with_total else None
        return columns.numbers(self.words(key, unit=self.unit), "money", values, total)

    def category(self, identifier: str | None) -> str:
        """Return what a spending category is called; its identifier where it has no name."""
        return self.categories.get(identifier or "", {}).get(self.words.language) or identifier or "–"

    def department(self, frame: pl.DataFrame) -> list[str]:
        """Return what the departments of a table are called, with their organisation where there are several."""
        nobody = self.words("missing.department")
        whose = frame.select(pl.coalesce("organisation", "organisation_id")).to_series()
        named = frame.select(pl.coalesce("department", "department_id")).to_series()
        several = whose.n_unique() > 1
        pairs = zip(named, whose, strict=True)
        return [f"{name or nobody}, {organisation}" if several else name or nobody for name, organisation in pairs]

    def supplier(self, frame: pl.DataFrame) -> list[str]:
        """Return what the suppliers of a table are called."""
        pools = {one: self.words(f"pooled.{one}") for one in POOLS}
        known = frame.select("pooled", name=pl.coalesce("supplier", "supplier_id"))
        return [pools.get(pool or "") or name or "–" for pool, name in known.iter_rows()]


def totalled(heading: str, first: Column, others: Sequence[Column], words: Words) -> Table:
    """Return a table whose first column says that its last line is the total."""
    return Table(heading, (replace(first, total=words("line.total")), *others))
