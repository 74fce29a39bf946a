"""A measure: what it acts on, by how much, from when, for how long, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from procurement_footprint.analysis.selection import Selection

Kind = Literal["volume", "intensity", "kg_per_year"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FILE = "measures.yaml"
WHOLE = Decimal(100)
OERE = Decimal("0.01")

# How far an effect may be from what is stated, with 95 %, of 1. A, B and C are the ratings high, good and fair of the
# GHG Protocol's guidance on uncertainty assessment, which stops at "poor, more than 30 %".
# assumption: D is twice as wide as C; of E nothing is known but the size: from nothing to twice the effect.
CONFIDENCE = {
    "A": Decimal("0.05"),
    "B": Decimal("0.15"),
    "C": Decimal("0.30"),
    "D": Decimal("0.60"),
    "E": Decimal("1.00"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """How much is lowered, as numbers above zero: % of the quantity or of kg per krona, or kilograms a year.

    low, high: between them the effect lies with 95 %. how: how kilograms a year were computed.
    """

    kind: Kind
    size: Decimal
    low: Decimal
    high: Decimal
    how: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a plan. Money is in the reporting currency and in fixed prices.

    ramp: in which year of its life the effect is full. lifetime: years in which it works. investment: paid when
    `start` begins. yearly: paid at the end of each year it works; below zero it is saved. discount_rate: % a year,
    without inflation. needs, excludes: names of measures. assumption: stands where there is no source. place: where
    it is written, `measures.yaml:3`.
    """

    name: str
    acts_on: Selection
    effect: Effect
    start: int
    ramp: int
    lifetime: int
    investment: Decimal
    yearly: Decimal
    discount_rate: Decimal
    place: str
    source: str = ""
    url: str = ""
    assumption: str = ""
    confidence: str = ""
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The last year in which it works."""
        return self.start + self.lifetime - 1

    def force(self, year: int) -> float:
        """Return how much of the full effect it has in a year, of 1.

        force(year) = min(1, (year − start + 1) ÷ ramp) from start to the last year, else 0
        """
        return min(1.0, (year - self.start + 1) / self.ramp) if self.start <= year <= self.last else 0.0

    @property
    def annuity(self) -> float:
        """Return which share of the investment each year of the lifetime carries, interest included.

        annuity = d ÷ (1 − (1 + d)^−n), n years of life and d the discount rate; 1 ÷ n without interest
        """
        rate = float(self.discount_rate) / 100
        return rate / (1 - (1 + rate) ** -self.lifetime) if rate else 1 / self.lifetime

    @property
    def annual_cost(self) -> Decimal:
        """Return what it costs a year: investment × annuity + yearly, to the öre; below zero it saves money."""
        return (self.investment * Decimal(self.annuity) + self.yearly).quantize(OERE)

    def present_cost(self, year: int) -> Decimal:
        """Return what all of it costs, brought to the beginning of a year with the discount rate, to the öre.

        present = (investment + yearly ÷ annuity) ÷ (1 + d)^(start − year)
        """
        whole = self.investment + self.yearly / Decimal(self.annuity)
        return (whole / (1 + self.discount_rate / WHOLE) ** (self.start - year)).quantize(OERE)
