"""How far deciding has come: what is left of a worklist after some decisions, and which shares are decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.grouping import GROUP
from procurement_footprint.analysis.reach import meets
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.analysis.worklist import Group, Worklist
from procurement_footprint.mapping.rule import Where


@dataclass(frozen=True, slots=True)
class Progress:
    """What is left after some decisions. left: the lines that no decision reaches; kg: counted, or decided since."""

    worklist: Worklist
    left: pl.DataFrame
    kg: float

    def after(self, where: Where, outcome: str) -> Progress:
        """Return what is left when the lines that meet these conditions are decided: a category, or left out (0 kg)."""
        reached, left = self.left.filter(meets(where)), self.left.filter(~meets(where))
        kilograms = float(exact_sum(reached["reporting_amount"])) * self.worklist.factors.get(outcome, 0.0)
        return replace(self, left=left, kg=self.kg + kilograms)

    def of(self, group: Group) -> tuple[int, Decimal]:
        """Return how many rows and how much money of a group are left."""
        lines = self.lines(group)
        return int(lines["rows"].sum()), exact_sum(lines["reporting_amount"])

    def lines(self, group: Group) -> pl.DataFrame:
        """Return what is left of the lines of a group, most money first."""
        return self.left.filter(pl.col(GROUP) == group.number).sort(pl.col("reporting_amount").abs(), descending=True)

    @property
    def money_decided(self) -> float | None:
        """The share of all money that is decided; None where there is no money."""
        whole = self.worklist.ledger
        return float((whole - exact_sum(self.left["reporting_amount"])) / whole) if whole else None

    @property
    def kg_decided(self) -> float | None:
        """The share of all kilograms, known or expected, that is decided; None where there are none."""
        per_unit = {one.number: one.expected_per_unit for one in self.worklist.groups}
        sums = self.left.group_by(GROUP).agg(pl.sum("reporting_amount")).sort(GROUP)
        expected = sum(float(amount) * per_unit[number] for number, amount in sums.iter_rows())
        return self.kg / (self.kg + expected) if self.kg + expected else None


def begin(worklist: Worklist) -> Progress:
    """Return where a worklist stands before the first decision."""
    return Progress(worklist, worklist.lines, float(worklist.kg_counted))
