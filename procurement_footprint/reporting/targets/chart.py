"""The picture of a target: the years so far, the path, and where the straight line leads, with their ranges."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from markupsafe import Markup

from procurement_footprint.analysis.targets.follow import Followed
from procurement_footprint.analysis.targets.target import ABSOLUTE, PER_AMOUNT
from procurement_footprint.reporting import charts
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.targets.units import Unit

Value = dict[str, object]

ROOM = Decimal("0.12")  # of the height, which two labels over one another need
NARROW = 0.4  # of the width, which a label to the left of its point needs


def picture(one: Followed, unit: Unit, caption: str) -> Markup:
    """Return the chart of a target."""
    words = unit.words
    values = list(chain(_actual(one), _path(one), _led(one), _labels(one, unit)))
    return charts.draw("path", values, words("targets.chart_label", caption=caption), words)


def _actual(one: Followed) -> Iterator[Value]:
    for line in one.years.iter_rows(named=True):
        three = (line[name] for name in ("value", "value_low", "value_high"))
        value, low, high = (_size(held, one) for held in three)
        yield {"kind": "actual", "year": line["year"], "value": value, "low": low, "high": high}


def _path(one: Followed) -> Iterator[Value]:
    for line in one.ahead.drop_nulls("path").iter_rows(named=True):
        yield {"kind": "path", "year": line["year"], "value": _size(line["path"], one)}
    for line in one.milestones.iter_rows(named=True):
        yield {"kind": "milestone", "year": line["year"], "value": _size(line["value"], one)}


def _led(one: Followed) -> Iterator[Value]:
    for line in one.ahead.drop_nulls("projected").iter_rows(named=True):
        three = (line[name] for name in ("projected", "projected_low", "projected_high"))
        value, low, high = (_size(held, one) for held in three)
        yield {"kind": "led", "year": line["year"], "value": value, "low": low, "high": high}


def _labels(one: Followed, unit: Unit) -> Iterator[Value]:
    """Yield what stands beside the lines: the latest year, the milestones of the path, and where the line leads."""
    words, latest, end = unit.words, one.years.row(-1, named=True), one.ahead.row(-1, named=True)
    led = end["projected"]
    led_higher = led is None or end["path"] is None or led > end["path"]
    actual = f"{words('targets.chart_actual')} {latest['year']}: {_figure(latest['value'], one, words)}"
    yield _label(latest["year"], latest["value"], actual, one, above=led_higher)
    yield from _milestones(one, unit, led if led_higher else None)
    if led is not None:
        name = f"{words('targets.chart_led')}: {_figure(led, one, words)}"
        yield _label(end["year"], led, name, one, above=led_higher, right=True)


def _milestones(one: Followed, unit: Unit, led: Decimal | None) -> Iterator[Value]:
    """Yield the labels of the milestones; the first names the path. led: where the line ends, if that is above it."""
    by_year = {held.year: held for held in one.target.milestones}
    first, last = one.ahead["year"][0], one.ahead["year"][-1]
    for place, line in enumerate(one.milestones.iter_rows(named=True)):
        year = line["year"]
        name = f"{year}: {unit.milestone(by_year[year])}"
        name = name if place else f"{unit.words('targets.chart_path')} {name}"
        early = year - first < NARROW * (last - first)
        room = led is None or led - line["value"] > ROOM * _highest(one)
        yield _label(year, line["value"], name, one, above=year == last and room, right=not early)


def _highest(one: Followed) -> Decimal:
    columns = (one.years["value_high"], one.ahead["projected_high"].fill_null(0))
    return max(Decimal(str(column.max())) for column in columns)


def _label(year: int, value: Decimal, name: str, one: Followed, above: bool, right: bool = False) -> Value:
    align = "right" if right else "left"
    return {
        "kind": "label", "year": year, "value": _size(value, one), "name": name, "align": align, "above": int(above)
    }  # fmt: skip


def _figure(value: Decimal, one: Followed, words: Words) -> str:
    return words.number(value, 1) if one.target.unit == PER_AMOUNT else words.mass(value)


def _size(value: Decimal, one: Followed) -> float:
    """Return a value as the axis counts it: tonnes, kilograms per inhabitant, or grams per unit of money."""
    return float(value.scaleb(-3) if one.target.unit == ABSOLUTE else value)
