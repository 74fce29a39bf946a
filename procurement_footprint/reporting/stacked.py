"""The picture of what each department's footprint is made of: the largest groups, and all others together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from procurement_footprint.reporting import charts
from procurement_footprint.reporting.heat import Heat
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.page_tables import share

NAMED = 4  # groups by name; charts/stacked.vl.json has a shade for each, and one for all others
WRITTEN, NUMBERED = 0.15, 0.035  # of the width: what a part needs for its number with its share, or its number

Values = Iterator[dict[str, object]]


def picture(held: Heat, label: str, digits: int, words: Words) -> Markup:
    """Return one bar for each line of the map of who buys what, divided by group; `label` is what it is read out as.

    The figure of a bar is in tonnes with `digits` decimals. A bar shows what is above zero: a group whose credit
    notes are larger than its purchases has no part in it.
    """
    return charts.draw("stacked", list(values(held, digits, words)), label, words)


def values(held: Heat, digits: int, words: Words) -> Values:
    """Return the keys, and each bar followed by its parts."""
    for part, name in enumerate(_names(held, words), 1):
        yield {"kind": "key", "order": part, "part": part, "name": charts.short_label(name)}
    for order, (label, _, cells, total, _) in enumerate(held.lines):
        figure = words.tonnes(total, digits)
        yield {"kind": "line", "order": order, "name": charts.short_label(label), "figure": figure}
        yield from _parts(order, [cell or Decimal(0) for cell in cells], words)


def _names(held: Heat, words: Words) -> list[str]:
    names = [name for name, _ in held.columns]
    others = names[NAMED:]
    return [*names[:NAMED], *([words("line.others", count=words.number(len(others)))] if others else [])]


def _parts(order: int, cells: list[Decimal], words: Words) -> Values:
    sizes = [max(size, Decimal(0)) for size in (*cells[:NAMED], sum(cells[NAMED:], Decimal(0)))]
    whole, end = sum(sizes, Decimal(0)), 0.0
    for part, size in enumerate(sizes, 1):
        length = share(size, whole) or 0.0
        start, end = end, end + length
        if length:
            mark = _mark(part, length, words)
            yield {"kind": "part", "order": order, "part": part, "from": start, "to": end, "mark": mark}


def _mark(part: int, length: float, words: Words) -> str:
    return f"{part}: {words.percent(length, 0)}" if length >= WRITTEN else f"{part}" if length >= NUMBERED else ""
