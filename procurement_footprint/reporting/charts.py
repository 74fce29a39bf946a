"""The page's charts: Vega-Lite and Vega specifications from `reports/charts/`, drawn as static pictures (SVG).

Figures are written into the chart as text that is ready to read, so a chart says the same as the table next to it.
A picture that leaves this file holds shapes and texts only: no script, no style, no link, no identifier.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring
from markupsafe import Markup

from procurement_footprint import shelf
from procurement_footprint.reporting import drawing
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.page_tables import BridgeLine, Line

LABEL = 40  # characters that stand beside a figure; Vega would measure each text to the pixel, five times as slow
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {"g", "path", "text", "tspan", "rect", "line"}
_ATTRIBUTES = {
    "d", "dy", "fill", "font-size", "font-weight", "height", "opacity", "stroke", "stroke-width", "text-anchor",
    "transform", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip

Values = Sequence[dict[str, object]]


def bridge(lines: Sequence[BridgeLine], label: str, currency: str, words: Words) -> Markup:
    """Return the waterfall from the ledger's total to what is counted, one floating bar a step."""
    return draw("bridge", list(waterfall(lines, currency, words)), label, words)


def bars(lines: Sequence[Line], label: str, digits: int, words: Words) -> Markup:
    """Return one horizontal bar for each line, as long as its kilograms; figures are tonnes with `digits` decimals."""
    return draw("bars", [_bar(order, line, digits, words) for order, line in enumerate(lines)], label, words)


def quarters(lines: Sequence[Line], label: str, digits: int, words: Words) -> Markup:
    """Return one column for each period, in the order given; figures are tonnes with `digits` decimals."""
    return draw("quarters", [_bar(order, line, digits, words) for order, line in enumerate(lines)], label, words)


def draw(name: str, values: Values, label: str, words: Words) -> Markup:
    """Return a chart of `reports/charts/` with `values` as SVG; `label` is what it is read out as.

    name: `bars` is bars.vl.json (Vega-Lite), or bars.vg.json (Vega).

    Markup: Vega writes the texts escaped, `_cleaned` keeps an allowed set of shapes and attributes of what it
    wrote, and ElementTree escapes every text and attribute once more, so the result goes into a page as it is.
    """
    picture = drawing.picture(_specification(name, values), words.axis())
    return Markup(tostring(_cleaned(fromstring(picture), label), encoding="unicode"))


def _specification(name: str, values: Values) -> dict[str, Any]:
    charts = shelf.folder("reports") / "charts"
    lite, full = charts / f"{name}.vl.json", charts / f"{name}.vg.json"
    specification: dict[str, Any] = json.loads((lite if lite.exists() else full).read_text(encoding="utf-8"))
    specification["config"] = json.loads((charts / "style.json").read_text(encoding="utf-8"))
    if lite.exists():
        specification["datasets"] = {"lines": values}
    else:
        specification["data"][0]["values"] = values
    return specification


def waterfall(lines: Sequence[BridgeLine], currency: str, words: Words) -> Iterable[dict[str, object]]:
    """Return where the bar of each step starts and ends: the ledger from zero, each step from where the last ended."""
    level = lines[0].amount if lines else 0
    for order, line in enumerate(lines):
        whole = line.step in ("ledger", "counted")
        start = 0 if whole else level - line.amount
        yield {
            "order": order,
            "name": short_label(line.label),
            "figure": words.money_short(line.amount, currency),
            "start": float(start),
            "end": float(line.amount if whole else level),
            "kind": line.step,
        }
        level = level if whole else level - line.amount


def _bar(order: int, line: Line, digits: int, words: Words) -> dict[str, object]:
    figure = words.tonnes(line.kg, digits)
    name, end = short_label(line.label), float(line.kg)
    return {"order": order, "name": name, "figure": figure, "end": end, "kind": line.kind}


def short_label(text: str) -> str:
    """Return a text that is short enough to stand beside a figure."""
    text = printable(text)
    return text if len(text) <= LABEL else text[: LABEL - 1].rstrip() + "…"


def _cleaned(picture: Element, label: str) -> Element:
    size = {name: picture.attrib[name] for name in ("width", "height", "viewBox")}
    clean = Element("svg", {**size, "role": "img", "aria-label": label})
    clean.extend(_shapes(picture))
    return clean


def _shapes(parent: Element) -> Iterable[Element]:
    for child in parent:
        tag = str(child.tag).removeprefix(_SVG)
        if tag not in _SHAPES or (tag == "path" and child.get("fill") is None and child.get("stroke") is None):
            continue
        clean = Element(tag, {name: _short(text) for name, text in child.attrib.items() if name in _ATTRIBUTES})
        clean.text = child.text
        clean.extend(_shapes(child))
        if tag != "g" or len(clean):
            yield clean


def _short(text: str) -> str:
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", text)
