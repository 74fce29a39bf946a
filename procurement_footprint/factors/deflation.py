"""How amounts are brought to another year's prices: by which index, which of its items, and in which currency.

An amount is converted to the currency of the index at the rate of its own year, deflated there, and converted to the
factors' currency at the rate of the year in whose prices they are. For an index and factors in the same currency the
second conversion is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from procurement_footprint.factors.prices import EVERYTHING, ITEMS, Item, PriceIndex
from procurement_footprint.problems import Refused, problem


@dataclass(frozen=True, slots=True)
class Deflated:
    """One deflator and where it comes from; index and item are None in the factor's own prices."""

    deflator: float
    index: PriceIndex | None = None
    item: Item | None = None

    @property
    def currency(self) -> str | None:
        """Return the currency in which the amount is deflated."""
        return self.index.description.currency if self.index else None


@dataclass(frozen=True, slots=True)
class Deflation:
    """The price index that is chosen, and the one that steps in where it does not reach.

    groups: spending category → its group.
    """

    index: PriceIndex
    fallback: PriceIndex | None = None
    groups: Mapping[str, str] = field(default_factory=dict)

    def between(self, category: str, from_year: int, to_year: int) -> Deflated:
        """Return what money of `from_year` that bought this category is worth in prices of `to_year`.

        Errors: Refused when no index has a value for both years.
        """
        if from_year == to_year:
            return Deflated(1.0)
        used = self.used(from_year, to_year)
        item = used.item(category, self.groups.get(category, ""))
        return Deflated(used.deflator(from_year, to_year, item), used, item)

    def used(self, from_year: int, to_year: int) -> PriceIndex:
        """Return the index for two years: the fallback only where the chosen one does not reach and it does."""
        if self.fallback and not self.index.reaches(from_year, to_year) and self.fallback.reaches(from_year, to_year):
            return self.fallback
        return self.index

    def indices(self, pairs: Iterable[tuple[int, int]]) -> tuple[PriceIndex, ...]:
        """Return the indices that deflate between these pairs of years, the chosen one first."""
        used = [self.used(*pair) for pair in pairs if pair[0] != pair[1]]
        return tuple(one for one in (self.index, self.fallback) if one is not None and one in used)


def check_names(index: PriceIndex, categories: Mapping[str, str]) -> None:
    """Refuse an index whose table of items names something that is neither a spending category nor a group.

    categories: category → group.
    """
    known = {EVERYTHING, *categories, *categories.values()}
    place = f"{index.name}/{index.version}/{ITEMS}"
    unknown = [one for one in index.items.values() if one.stands_for not in known]
    if unknown:
        raise Refused(problem("category-or-group-unknown", place, one.stands_for) for one in unknown)
