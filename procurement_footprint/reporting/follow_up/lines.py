"""The indicators in words: what each is called, what it is, and its figures with their units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.follow_up.indicators import (
    COVERAGE,
    FOOTPRINT,
    GROUP,
    INHABITANT,
    MEASURED,
    MONEY,
    TARGET,
    Indicator,
)
from procurement_footprint.reporting.change.said import signed
from procurement_footprint.reporting.follow_up.found import FollowUp, Line
from procurement_footprint.reporting.language import NBSP, Words
from procurement_footprint.reporting.leaflet.columns import numbers
from procurement_footprint.reporting.sheets import Table, text
from procurement_footprint.reporting.targets.units import in_language

NAMES = {
    FOOTPRINT: "follow_up.footprint",
    INHABITANT: "follow_up.per_inhabitant",
    MONEY: "follow_up.per_money",
    COVERAGE: "follow_up.coverage",
    MEASURED: "follow_up.measured",
}
DEFINITIONS = {
    FOOTPRINT: "follow_up.means_footprint",
    INHABITANT: "follow_up.means_per_inhabitant",
    MONEY: "follow_up.means_per_money",
    COVERAGE: "follow_up.means_coverage",
    MEASURED: "follow_up.means_measured",
}
SHOWN = Decimal("0.0005")  # the smallest share that is not shown as 0,0 %
FIGURES = pl.Decimal(38, 6)
FRAME: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "year": pl.String(),
    "value": FIGURES,
    "low": FIGURES,
    "high": FIGURES,
    "unit": pl.String(),
    "before": FIGURES,
    "change": FIGURES,
    "definition": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A follow-up and the words in which it is told."""

    of: FollowUp
    words: Words

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.of.report.breakdown.currency

    def lines(self) -> Iterator[Line]:
        """Yield the indicators, ready to read."""
        for one in self.of.indicators:
            yield Line(
                id=f"indicator-{one.id}",
                name=self.name(one),
                definition=self.definition(one),
                value=self.value(one, one.value),
                between=self.between(one),
                before="" if one.before is None else self.value(one, one.before),
                change=self.change(one),
            )

    def name(self, one: Indicator) -> str:
        """Return what an indicator is called."""
        return self.called(one.id)

    def called(self, name: str) -> str:
        """Return what the indicator of an id is called."""
        if name.startswith(GROUP):
            return self.of.report.group(name.removeprefix(GROUP))
        if name.startswith(TARGET):
            return self.words("follow_up.target", name=self._target(name.removeprefix(TARGET)))
        return self.words(NAMES[name], unit=self.words.currency(self.currency))

    def definition(self, one: Indicator) -> str:
        """Return what an indicator is, in a sentence."""
        if one.id.startswith(GROUP):
            return self.words("follow_up.means_group")
        if one.id.startswith(TARGET):
            return self.words("follow_up.means_target")
        return self.words(DEFINITIONS[one.id], unit=self.words.currency(self.currency))

    def value(self, one: Indicator, figure: Decimal) -> str:
        """Return a figure of an indicator with its unit; a distance with its sign."""
        match one.unit:
            case "share":
                return self.words.percent(figure)
            case "g_per_money":
                return f"{self.words.number(figure, 1)}{NBSP}g"
            case _:
                mass = self.words.mass(figure)
                return signed(mass, figure) if one.id.startswith(TARGET) else mass

    def between(self, one: Indicator) -> str:
        """Return the range of an indicator; nothing where it has none."""
        if one.low is None or one.high is None:
            return ""
        if one.unit == "g_per_money":
            low, high = (self.words.number(bound, 1) for bound in (one.low, one.high))
            return self.words("number.between", low=low, high=high) + f"{NBSP}g"
        return self.words.mass_range(one.low, one.high, one.value or one.high)

    def change(self, one: Indicator) -> str:
        """Return how much an indicator changed, with its sign; nothing where nothing is known of the year before."""
        change = one.change
        if change is None or one.before is None:
            return ""
        if one.unit == "share":
            points = self.words.number(change * 100, 1)
            return self.words("follow_up.points", points=signed(points, change))
        shown = f"{self.words.number(change, 1)}{NBSP}g" if one.unit == "g_per_money" else self.words.mass(change)
        plain = signed(shown, change)
        share = change / one.before if one.before else Decimal(0)
        if one.id.startswith(TARGET) or abs(share) < SHOWN:
            return plain
        return f"{plain} ({signed(self.words.percent(share), change)})"

    def unit(self, one: Indicator) -> str:
        """Return the unit of an indicator's exact figures."""
        units = {
            "kg": "kg CO2e",
            "kg_per_inhabitant": "kg CO2e per inhabitant",
            "g_per_money": f"g CO2e per {self.currency}",
            "share": "share",
        }
        return units[one.unit]

    def frame(self) -> pl.DataFrame:
        """Return FRAME: the exact figures of the indicators, a line each, in their order."""
        rows = [
            (
                one.id, self.of.name, *map(_text, (one.value, one.low, one.high)), self.unit(one),
                *map(_text, (one.before, one.change)), self.definition(one),
            )
            for one in self.of.indicators
        ]  # fmt: skip
        plain = {name: pl.String() for name in FRAME}
        return pl.DataFrame(rows, schema=plain, orient="row").cast(FRAME)  # type: ignore[arg-type]

    def table(self) -> Table:
        """Return the exact figures as a table for a workbook."""
        words, held = self.words, self.of.indicators
        earlier = self.of.comparison.before.name if self.of.comparison else words("follow_up.before")
        return Table(
            "",
            (
                text(words("follow_up.indicator"), [self.name(one) for one in held]),
                numbers(self.of.name, "number", [one.value for one in held]),
                numbers(words("follow_up.low"), "number", [one.low for one in held]),
                numbers(words("follow_up.high"), "number", [one.high for one in held]),
                text(words("follow_up.unit"), [self.unit(one) for one in held]),
                numbers(earlier, "number", [one.before for one in held]),
                numbers(words("follow_up.change"), "number", [one.change for one in held]),
                text(words("follow_up.definition"), [self.definition(one) for one in held], "prose"),
            ),
        )

    def _target(self, name: str) -> str:
        targets = self.of.wanted.targets if self.of.wanted else ()
        return next((in_language(one.name, self.words) for one in targets if one.id == name), name)


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"
