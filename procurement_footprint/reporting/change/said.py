"""How the figures of a change are said: names, signs, ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from procurement_footprint.analysis.change.sides import METHOD
from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.reporting.language import MINUS, Words

PLUS = "+"
DETAILED = Decimal(10_000)  # kilograms; below, tonnes have three decimals


@dataclass(frozen=True, slots=True)
class Told:
    """A comparison and the words in which it is told."""

    of: Comparison
    words: Words

    @property
    def total(self) -> Mapping[str, Any]:
        """The one line of the change as a whole."""
        return self.of.change.total.row(0, named=True)

    @property
    def names(self) -> dict[str, str]:
        """What the two are called, for texts that name both."""
        return {"before": self.of.before.name, "after": self.of.after.name}

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.of.after.footprint.currency

    @property
    def unit(self) -> str:
        """What one unit of money is called."""
        return self.words.currency(self.currency)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of method that change anything anywhere."""
        lines = self.of.change.lines
        return tuple(step for step in METHOD if (lines[step] != 0).any())

    @property
    def moved_money(self) -> bool:
        """Whether method changed what money is counted, or in which category."""
        return bool((self.of.change.categories["spend_method"] != 0).any())

    def mass(self, kilograms: Decimal) -> str:
        """Return a change of emissions with its sign."""
        return signed(self.words.mass(kilograms), kilograms)

    def money(self, amount: Decimal) -> str:
        """Return a change of money with its sign, in about three digits."""
        return signed(self.words.money_short(amount, self.currency), amount)

    def tonnes_range(self, line: Mapping[str, Any], effect: str) -> str:
        """Return the range of an effect in tonnes; nothing where there is none, or no draw makes a difference."""
        low, high = line[f"{effect}_low"], line[f"{effect}_high"]
        return "" if low == high else self.words.tonnes_range(low, high)

    def range(self, line: Mapping[str, Any], effect: str) -> str:
        """Return the range of an effect as a mass; nothing where no draw makes a difference."""
        if line[f"{effect}_low"] == line[f"{effect}_high"]:
            return ""
        return self.words.mass_range(line[f"{effect}_low"], line[f"{effect}_high"], largest(line, effect))

    def share(self, part: Decimal, whole: Decimal) -> str:
        """Return a change as a share of what was before, without its sign."""
        return self.words.percent(abs(part / whole) if whole else None)


def signed(text: str, value: Decimal) -> str:
    """Return the text of a number with a plus where it is above zero and not shown as zero."""
    plain = not text.startswith((MINUS, PLUS)) and any(one in "123456789" for one in text)
    return PLUS + text if value > 0 and plain else text


def largest(line: Mapping[str, Any], effect: str) -> Decimal:
    """Return the bound of a range that is farthest from zero: it decides the unit."""
    return Decimal(max(abs(line[f"{effect}_low"]), abs(line[f"{effect}_high"])))
