"""The waterfall of a change: from one footprint over the steps of method to the other's way, and on to the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from procurement_footprint.analysis.change.effects import EFFECTS
from procurement_footprint.reporting import charts
from procurement_footprint.reporting.change.said import DETAILED, Told, signed
from procurement_footprint.reporting.language import Words

TOTAL, UP, DOWN = "total", "up", "down"
NARROW = Decimal("0.5")  # of the largest level: where the steps lie in less, the totals are cut short (a judgement)
BELOW = Decimal("0.2")  # of the steps' span is left below the lowest level
CUT = "//"


@dataclass(frozen=True, slots=True)
class Bar:
    """A total, or a step from the level before: its name, its kilograms, and the level after it."""

    name: str
    kilograms: Decimal
    level: Decimal
    total: bool


def bars(told: Told) -> tuple[Bar, ...]:
    """Return the bars from top to bottom: steps of method only where they change anything."""
    return tuple(_bars(told))


def chart(told: Told) -> tuple[str, Markup]:
    """Return the caption of the waterfall and its picture."""
    held, words = bars(told), told.words
    floor = _floor(held)
    caption = words("change.chart_cut" if floor else "change.chart", **told.names)
    return caption, charts.draw("change", values(held, floor, words), caption, words)


def values(held: Sequence[Bar], floor: Decimal, words: Words) -> list[dict[str, object]]:
    """Return where each bar begins and ends; floor: the level at which totals begin, 0 where they are whole."""
    digits = 3 if max(abs(bar.level) for bar in held) < DETAILED else 0
    return [_value(order, bar, floor, digits, words) for order, bar in enumerate(held)]


def _bars(told: Told) -> Iterator[Bar]:
    words, line, names = told.words, told.total, told.names
    level = line["kg_before"]
    yield Bar(names["before"], level, level, total=True)
    for step in told.steps:
        level += line[step]
        yield Bar(words(f"change.step_{step}"), line[step], level, total=False)
    if told.steps:
        yield Bar(words("change.as_restated", **names), level, level, total=True)
    for effect in EFFECTS:
        level += line[effect]
        yield Bar(words(f"change.step_{effect}"), line[effect], level, total=False)
    yield Bar(names["after"], level, level, total=True)


def _floor(held: Sequence[Bar]) -> Decimal:
    levels = [bar.level for bar in held]
    low, high = min(levels), max(levels)
    span = high - low
    if low <= 0 or not span or span > NARROW * high:
        return Decimal(0)
    return max(low - BELOW * span, Decimal(0))


def _value(order: int, bar: Bar, floor: Decimal, digits: int, words: Words) -> dict[str, object]:
    text = words.tonnes(bar.kilograms, digits)
    kind = TOTAL if bar.total else UP if bar.kilograms > 0 else DOWN
    return {
        "order": order,
        "name": bar.name,
        "figure": text if bar.total else signed(text, bar.kilograms),
        "start": float(floor if bar.total else bar.level - bar.kilograms),
        "end": float(bar.level),
        "kind": kind,
        "cut": CUT if bar.total and floor else "",
    }
