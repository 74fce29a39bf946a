"""The picture of what the whole is made of: groups, and in each its categories, as tall as their kilograms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import wrap

from markupsafe import Markup

from procurement_footprint.reporting import charts
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.page_tables import Line, share

LINES = 44  # lines of text that the height of charts/icicle.vg.json has room for
NEARLY = Decimal("0.85")  # of a line is room enough for one
GROUP, CATEGORY = 20, 26  # characters in a line of a group's and of a category's block
WHOLE = "whole"

Part = tuple[str, Decimal]
Values = Iterator[dict[str, object]]


def picture(groups: Sequence[tuple[Line, tuple[Line, ...]]], label: str, words: Words) -> Markup:
    """Return the icicle of all groups and categories above zero; `label` is what it is read out as.

    groups: each with its categories; they stand largest first. What is too small to be written on is put
    together; what is too small even so stays empty.
    """
    return charts.draw("icicle", list(blocks(groups, words)), label, words)


def blocks(groups: Sequence[tuple[Line, tuple[Line, ...]]], words: Words) -> Values:
    """Return the blocks: the whole, and each group followed by its categories."""
    held = [(group.label, _above_zero(categories)) for group, categories in groups]
    sizes = [(name, parts, sum((size for _, size in parts), Decimal(0))) for name, parts in held if parts]
    sizes.sort(key=lambda one: -one[2])
    whole = sum((size for _, _, size in sizes), Decimal(0))
    large = [(name, _put_together(parts, whole, words)) for name, parts, size in sizes if _room(size, whole)]
    if small := sizes[len(large) :]:
        names, rest = ", ".join(name for name, *_ in small), sum((size for *_, size in small), Decimal(0))
        large.append((words("line.others", count=words.number(len(small))), [(names, rest)]))
    yield {"id": WHOLE, "parent": None, "size": 0, "lines": [], "figure": ""}
    for order, (name, parts) in enumerate(large):
        yield from _group(f"{order}", name, parts, whole, words)


def _group(identifier: str, name: str, parts: Sequence[Part], whole: Decimal, words: Words) -> Values:
    size = sum((part for _, part in parts), Decimal(0))
    figure, room = words.percent(share(size, whole), 0), _room(size, whole)
    lines = [*_lines(name, GROUP, room - 1), figure] if room > 1 else _lines(f"{name} {figure}", GROUP, room)
    yield {"id": identifier, "parent": WHOLE, "size": 0, "lines": lines, "figure": ""}
    for order, (category, part) in enumerate(parts):
        room = _room(part, whole)
        yield {
            "id": f"{identifier}.{order}",
            "parent": identifier,
            "size": float(part),
            "lines": _lines(category, CATEGORY, room),
            "figure": words.percent(share(part, whole), 0) if room else "",
        }


def _above_zero(lines: Sequence[Line]) -> list[Part]:
    parts = [(line.label, line.kg) for line in lines if line.kg > 0]
    return sorted(parts, key=lambda part: -part[1])


def _put_together(parts: Sequence[Part], whole: Decimal, words: Words) -> list[Part]:
    """Return the parts that have room for a line of text, and all others as one."""
    large = [part for part in parts if _room(part[1], whole)]
    small = parts[len(large) :]
    if len(small) < 2:
        return [*large, *small]
    name = words("line.others", count=words.number(len(small)))
    return [*large, (name, sum((size for _, size in small), Decimal(0)))]


def _room(part: Decimal, whole: Decimal) -> int:
    """Return how many lines of text the block of a part has room for."""
    lines = LINES * part / whole if whole else Decimal(0)
    return 1 if NEARLY <= lines < 1 else int(lines)


def _lines(text: str, longest: int, most: int) -> list[str]:
    """Return a text in at most `most` lines; what does not fit ends in a sign that there is more."""
    if most < 1:
        return []
    lines = wrap(printable(text), longest)
    if len(lines) <= most:
        return lines
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], rest[: longest - 1].rstrip(" ,") + "…"]
