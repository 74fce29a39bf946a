"""The unit of a target in words and columns: tonnes, kilograms per inhabitant, or grams per unit of money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from procurement_footprint.analysis.targets.follow import stated
from procurement_footprint.analysis.targets.target import PER_AMOUNT, PER_INHABITANT, Milestone, Target
from procurement_footprint.reporting.language import NBSP, Words
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.sheets import Column

COUNTED = {
    "absolute": "targets.absolute",
    PER_INHABITANT: "targets.per_inhabitant",
    PER_AMOUNT: "targets.per_amount",
}
NEUTRAL = {"net_zero": "targets.net_zero", "climate_neutral": "targets.climate_neutral"}
GRAM_DIGITS = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """How the values of a target are written; they are `stated`: kg, kg per inhabitant, or g per unit of money."""

    target: Target
    words: Words
    currency: str

    @property
    def counted(self) -> str:
        """What the target is counted per: `totalt`, `per invånare`, `per kr i löpande priser`."""
        return self.words(COUNTED[self.target.unit], currency=self.money)

    @property
    def money(self) -> str:
        """What one unit of money is called."""
        return self.words.currency(self.currency)

    @property
    def per(self) -> str:
        """What stands behind a value: nothing, `per invånare` or `per kr`."""
        if self.target.unit == PER_INHABITANT:
            return NBSP + self.words("targets.of_inhabitant")
        return NBSP + self.words("targets.of_amount", currency=self.money) if self.target.unit == PER_AMOUNT else ""

    def value(self, value: Decimal) -> str:
        """Return a value with its unit."""
        if self.target.unit == PER_AMOUNT:
            return f"{self.words.number(value, GRAM_DIGITS)}{NBSP}g{self.per}"
        return self.words.mass(value) + self.per

    def between(self, low: Decimal, high: Decimal, value: Decimal) -> str:
        """Return the range around a value, in the value's unit; around nothing in that of its upper bound."""
        if self.target.unit != PER_AMOUNT:
            return self.words.mass_range(low, high, value or high)
        first, last = (self.words.number(one, GRAM_DIGITS) for one in (low, high))
        return self.words("number.between", low=first, high=last) + f"{NBSP}g"

    @property
    def name(self) -> str:
        """What tables and charts count in: `t CO₂e`, `kg CO₂e per invånare` or `g CO₂e per kr`."""
        if self.target.unit == PER_AMOUNT:
            return self.words("targets.unit_g", currency=self.money)
        return self.words("targets.unit_kg" if self.target.unit == PER_INHABITANT else "targets.unit_t")

    def column(self, what: str, values: pl.Series) -> Column:
        """Return a column of values under what they are and their unit."""
        header = f"{what}, {self.name}"
        if self.target.unit in (PER_AMOUNT, PER_INHABITANT):
            return columns.numbers(header, "grams", values.to_list())
        return columns.tonnes(header, values, with_total=False)

    def milestone(self, one: Milestone) -> str:
        """Return a milestone as it is stated: `−50 %`, `2 t per invånare`, `nettonoll (−90 %)`."""
        value = self._stated(one)
        if not one.word:
            return value
        word = self.words(NEUTRAL[one.word])
        return self.words("targets.stated_as", word=word, value=value) if value else word

    def _stated(self, one: Milestone) -> str:
        value = one.value
        if value is None:
            return ""
        if value.amount is not None:
            return self.value(stated(self.target, value.amount))
        lost = Fraction(1) - (value.share_of_base or Fraction(0))
        percent = lost * 100
        digits = 0 if percent.denominator == 1 else 1
        return self.words.percent(-float(lost), digits)


def in_language(texts: Mapping[str, str], words: Words) -> str:
    """Return a text of the targets' file in the reader's language, else in the one that it has."""
    return texts.get(words.language) or next(iter(texts.values()), "")
