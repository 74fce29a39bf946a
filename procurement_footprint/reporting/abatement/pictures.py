"""The pictures of the leaflet about measures: the marginal abatement cost curve, and the path year by year."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from procurement_footprint.reporting import charts
from procurement_footprint.reporting.abatement.view import View
from procurement_footprint.reporting.language import printable

NEAR = 0.055  # of the width: numbers nearer than this stand above each other
STEP = 0.07  # of the height: so far above each other
LONGEST = 50  # characters of a measure's name under the curve
PLAN, PALE, EDGE, TARGET = "#00665e", "#c3ccca", "#7f8e8c", "#b45309"  # charts/abatement_path.vl.json


def curve(view: View) -> Markup:
    """Return the marginal abatement cost curve of a plan that lowers something."""
    words = view.words
    bars = list(_bars(view))
    axes: list[dict[str, object]] = [
        {"kind": "up", "name": words("measures.up", unit=view.unit)},
        {"kind": "across", "name": words("measures.across")},
    ]
    return charts.draw("macc", [*axes, *bars], words("measures.curve_caption"), words)


def _bars(view: View) -> Iterable[dict[str, object]]:
    frame = view.plan.curve
    costs = [float(cost) for cost in frame["per_tonne"]]
    width, height = float(frame["kg_to"].max() or 1), max([0.0, *costs]) - min([0.0, *costs]) or 1.0  # type: ignore[arg-type]
    lifted: dict[bool, tuple[float, int]] = {}
    rows = frame.select("measure", "kg_from", "kg_to", "kg_per_year", "per_tonne").iter_rows()
    for order, (name, start, end, mass, cost) in enumerate(rows):
        middle, up = float(start + end) / 2, cost >= 0
        before, level = lifted.get(up, (-width, 0))
        level = (level + 1) % 3 if (middle - before) / width < NEAR else 0
        lifted[up] = (middle, level)
        away = STEP * height * (level + 0.6)
        yield {
            "kind": "bar",
            "order": order,
            "number": f"{order + 1}",
            "name": _short(name),
            "figure": view.words(
                "measures.curve_figure", cost=view.words.number(cost), unit=view.unit, mass=view.kilograms(mass)
            ),
            "from": float(start) / 1000,
            "to": float(end) / 1000,
            "middle": middle / 1000,
            "cost": float(cost),
            "at": float(cost) + (away if up else -away),
            "zero": 0,
        }


def path(view: View) -> Markup:
    """Return emissions year by year: with the plan, what it lowers, and targets where there are any."""
    words, plan = view.words, view.plan
    rows = plan.years.select("year", "kg_without", "kg_with").iter_rows()
    years = [(year, float(without) / 1000, float(left) / 1000) for year, without, left in rows]
    bars = [{"kind": "year", "year": year, "left": left, "without": without} for year, without, left in years]
    first, base, _ = years[0]
    label = {"kind": "label", "year": first, "value": base, "name": view.kilograms(plan.whole.kg_base)}
    inside = plan.targets.filter(plan.targets["year"].is_between(plan.base_year, plan.until)).sort("target", "year")
    numbers = {name: f"{number}" for number, name in enumerate(sorted(set(inside["target"])), 1)}
    last = dict(inside.select("target", "year").iter_rows())
    targets = [
        {
            "kind": "target",
            "year": year,
            "value": float(kilograms) / 1000,
            "name": name,
            "number": numbers[name] if year == last[name] else "",
        }
        for name, year, kilograms in inside.iter_rows()
    ]
    said = (words("measures.legend_target", name=name, number=number) for name, number in numbers.items())
    legend = [*_legend(view), *((one, TARGET, TARGET) for one in said)]
    lines = [
        {"kind": "legend", "place": place, "name": name, "colour": colour, "edge": edge}
        for place, (name, colour, edge) in enumerate(legend)
    ]
    return charts.draw("abatement_path", [*bars, label, *targets, *lines], words("measures.path_caption"), words)


def _legend(view: View) -> list[tuple[str, str, str]]:
    """Return what the bars are, with the figure of the year in which the plan lowers most, and their colours."""
    years = view.plan.years.sort("kg_lowered", "year", descending=[True, False])
    year, lowered, left = years.select("year", "kg_lowered", "kg_with").row(0)
    said = (("measures.legend_left", left, PLAN, PLAN), ("measures.legend_lowered", lowered, PALE, EDGE))
    return [(view.words(key, mass=view.kilograms(mass), year=year), one, edge) for key, mass, one, edge in said]


def _short(name: str) -> str:
    text = printable(name)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
