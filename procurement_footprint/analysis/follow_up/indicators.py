"""The indicators of a follow-up: each a figure of the year, with its range, and the same of the year before.

per inhabitant = kg ÷ inhabitants        per money = kg × 1000 ÷ counted money
coverage = counted ÷ (counted + unmapped)        measured = kg by activity and supplier-specific data ÷ kg

The year before is computed by the method of the year (`Change.kg_restated`), so a change of method is no change here.
Coverage and the share that is measured describe how the years were counted, and stand as they were reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import polars as pl

from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.analysis.targets.follow import Followed
from procurement_footprint.analysis.targets.target import PER_AMOUNT, PER_INHABITANT
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.factors.activity_factors import ACTIVITY, SUPPLIER_SPECIFIC

Unit = Literal["kg", "kg_per_inhabitant", "g_per_money", "share"]
FOOTPRINT, INHABITANT, MONEY, COVERAGE, MEASURED = "footprint", "per_inhabitant", "per_money", "coverage", "measured"
ALONE = (FOOTPRINT, INHABITANT, MONEY, COVERAGE, MEASURED)
GROUP, TARGET = "group-", "target-"
LARGEST = 3  # groups that are followed
GRAM, SHARE = Decimal("0.001"), Decimal("0.000001")
BY_DATA = (ACTIVITY, SUPPLIER_SPECIFIC)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure of the year. value, low, high (95 %), before: in `unit`; None where there is none.

    id: what follow_up.yaml calls it. subject: the group or target that it is about, "" for all purchases.
    """

    id: str
    unit: Unit
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    before: Decimal | None = None
    subject: str = ""

    @property
    def change(self) -> Decimal | None:
        """The year minus the year before."""
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class People:
    """How many inhabitants there were in the year, and in the year before; None where nobody says."""

    now: int | None = None
    before: int | None = None


UNKNOWN = People()


def ids(groups: Sequence[str], targets: Sequence[str]) -> tuple[str, ...]:
    """Return the ids that an indicator may have. groups: of the taxonomy; targets: ids of targets."""
    return (*ALONE, *(f"{GROUP}{one}" for one in groups), *(f"{TARGET}{one}" for one in targets))


def indicators(
    breakdown: Breakdown, comparison: Comparison | None, people: People, followed: Sequence[Followed], year: int
) -> tuple[Indicator, ...]:
    """Return the indicators of a footprint, those about all purchases first.

    comparison: with the footprint before; None where there is none. followed: targets about purchases, of which those
    count whose latest year is `year`.
    """
    if not breakdown.totals.has("counted"):
        return tuple(_quality(breakdown, comparison))
    total = comparison.change.total.row(0, named=True) if comparison else None
    return (
        *_of_all(breakdown, total, people),
        *_quality(breakdown, comparison),
        *_groups(breakdown, comparison),
        *(_target(one, year) for one in followed if one.distance and one.distance.year == year),
    )


def _of_all(breakdown: Breakdown, total: dict[str, Any] | None, people: People) -> Iterator[Indicator]:
    kilograms, held = breakdown.totals.kg_co2e, breakdown.range
    before = total["kg_restated"] if total else None
    yield Indicator(FOOTPRINT, "kg", kilograms, held.low, held.high, before)
    if people.now:
        earlier = _each(before, people.before) if people.before else None
        each = (_each(one, people.now) for one in (kilograms, held.low, held.high))
        yield Indicator(INHABITANT, "kg_per_inhabitant", *_known(each), earlier)
    if amount := breakdown.totals.amount["counted"]:
        earlier = _each(before, total["amount_restated"], 1000) if total else None
        grams = (_each(one, amount, 1000) for one in (kilograms, held.low, held.high))
        yield Indicator(MONEY, "g_per_money", *_known(grams), earlier)


def _quality(breakdown: Breakdown, comparison: Comparison | None) -> Iterator[Indicator]:
    amount = breakdown.totals.amount
    covered = _share(amount["counted"], amount["counted"] + amount["unmapped"])
    if covered is not None:
        earlier = comparison.before.coverage if comparison else None
        before = None if earlier is None else Decimal(str(earlier)).quantize(SHARE)
        yield Indicator(COVERAGE, "share", covered, before=before)
    measured = _measured(breakdown.evidence)
    if measured is not None:
        before = _measured(comparison.sides.before) if comparison else None
        yield Indicator(MEASURED, "share", measured, before=before)


def _groups(breakdown: Breakdown, comparison: Comparison | None) -> Iterator[Indicator]:
    earlier = dict(comparison.change.groups.select("group", "kg_restated").iter_rows()) if comparison else {}
    columns = ("group", "kg_co2e", "kg_co2e_low", "kg_co2e_high")
    for group, kilograms, low, high in breakdown.groups.select(columns).head(LARGEST).iter_rows():
        yield Indicator(f"{GROUP}{group}", "kg", kilograms, low, high, earlier.get(group), group)


def _target(one: Followed, year: int) -> Indicator:
    away = one.distance
    if away is None:
        raise ValueError("a target without a distance is no indicator")
    return Indicator(
        f"{TARGET}{one.target.id}", "kg", away.kilograms, away.low, away.high, _away(one, year - 1), one.target.id
    )


def _away(one: Followed, year: int) -> Decimal | None:
    """Return how far an earlier year was from the path, in kg; None in the base and where there is no path."""
    held = one.years.filter((pl.col("year") == year) & pl.col("path").is_not_null())
    if held.is_empty() or one.target.base == year:
        return None
    line = held.row(0, named=True)
    size = {PER_INHABITANT: line["inhabitants"], PER_AMOUNT: line["reporting_amount"] / 1000}.get(one.target.unit, 1)
    goal: Decimal = line["kg_co2e"] - line["path"] * size
    return goal.quantize(GRAM)


def _measured(table: pl.DataFrame) -> Decimal | None:
    """Return the share of kilograms whose evidence is data; None where there are none."""
    by_data = table.filter(pl.col("evidence").cast(pl.String).is_in(BY_DATA))
    return _share(exact_sum(by_data["kg_co2e"]), exact_sum(table["kg_co2e"]))


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(SHARE) if whole else None


def _each(kilograms: Decimal | None, size: Decimal | int, times: int = 1) -> Decimal | None:
    if kilograms is None or not size:
        return None
    exact = Fraction(kilograms) * times / Fraction(size)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(GRAM)


def _known(three: Iterator[Decimal | None]) -> tuple[Decimal, Decimal | None, Decimal | None]:
    value, low, high = three
    return value if value is not None else Decimal(0), low, high
