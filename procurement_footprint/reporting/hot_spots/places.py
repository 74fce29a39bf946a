"""Tables of where the kilograms are: hot spots, where in the supply chain they arise, departments; and the chart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
from markupsafe import Markup

from procurement_footprint.analysis.hot_spots.found import HotSpots
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.reporting import addresses, charts
from procurement_footprint.reporting.hot_spots.setting import Setting
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.sheets import Column, Table, text

IN_CHART = 10
CHAIN = {
    "hotspots.own": "kg_own_operations",
    "hotspots.energy": "kg_supplier_energy",
    "hotspots.first_tier": "kg_first_tier",
    "hotspots.upstream": "kg_further_upstream",
    "hotspots.burnt": "kg_burnt",
    "hotspots.undivided": "kg_undivided",
    "hotspots.sweden": "kg_sweden",
    "hotspots.other_eu": "kg_other_eu",
    "hotspots.world": "kg_rest_of_world",
}
ALWAYS = 4  # the first of them; the others only where there is something


def pareto_of_lines(found: HotSpots, setting: Setting) -> Markup:
    """Return the chart of the largest lines, with the share that they and all above them have."""
    rows = list(found.lines.head(IN_CHART).iter_rows(named=True))
    names = [f"{setting.supplier(row)}, {setting.category(row['category'])}" for row in rows]
    return _pareto(rows, names, setting.words("hotspots.chart_lines"), setting)


def pareto_of_categories(found: HotSpots, setting: Setting) -> Markup:
    """Return the same chart of the largest categories."""
    rows = list(found.categories.head(IN_CHART).iter_rows(named=True))
    names = [setting.category(row["category"]) for row in rows]
    return _pareto(rows, names, setting.words("hotspots.chart_categories"), setting)


def _pareto(rows: list[dict[str, Any]], names: list[str], label: str, setting: Setting) -> Markup:
    words = setting.words
    digits = 1 if all(row["kg_co2e"] >= 10_000 for row in rows) else 3
    values = [
        {
            "order": place,
            "name": charts.short_label(f"{place + 1}. {name}"),
            "figure": f"{words.tonnes(row['kg_co2e'], digits)} t",
            "end": float(row["kg_co2e"]),
            "running": min(max(row["running_share"] or 0.0, 0.0), 1.0),
            "running_figure": words.percent(row["running_share"], 0),
        }
        for place, (row, name) in enumerate(zip(rows, names, strict=True))
    ]
    return charts.draw("pareto", values, label, words)


def lines(found: HotSpots, setting: Setting) -> Table:
    """Return the hot spots with range and shares, all others in one line, and the whole."""
    words, shown = setting.words, found.lines.head(found.search.top)
    ranges = [words.tonnes_range(low, high) for low, high in shown.select("kg_co2e_low", "kg_co2e_high").iter_rows()]
    kilograms, rest = shown["kg_co2e"].to_list(), found.lines.slice(found.search.top)
    names: list[Column] = who(shown, setting)
    shares, running = shown["share_of_kg"].to_list(), shown["running_share"].to_list()
    if rest.height:
        others = exact_sum(rest["kg_co2e"])
        named = words("line.others", count=words.number(rest.height))
        names = [_with(one, named if not place else "") for place, one in enumerate(names)]
        kilograms, ranges = [*kilograms, others], [*ranges, ""]
        shares, running = [*shares, part(others, found.kg_co2e)], [*running, found.lines["running_share"][-1]]
    whole = words.tonnes_range(found.range.low, found.range.high)
    held = [
        *names,
        columns.tonnes(words("column.tonnes"), pl.Series(kilograms)),
        columns.unbroken(words("column.range"), ranges, whole),
        columns.numbers(words("column.share_of_kg"), "share", shares, 1.0 if found.kg_co2e else None),
        columns.numbers(words("hotspots.running"), "share", running),
    ]
    return Table(words("hotspots.largest"), totalled(held, words("line.total")))


def about_lines(found: HotSpots, setting: Setting) -> Table:
    """Return how sure the place of each hot spot is, how it compares with its category, and how it has changed."""
    words, shown = setting.words, found.lines.head(found.search.top)
    held = [
        *who(shown, setting),
        columns.unbroken(words("column.above_next"), map(words.sureness, shown["above_next"])),
        columns.unbroken(words("hotspots.above_rest"), map(words.sureness, shown["above_rest"])),
        columns.numbers(words("column.grams", unit=setting.unit), "grams", shown["grams_per_unit"]),
        columns.numbers(words("hotspots.category_grams"), "grams", shown["category_grams_per_unit"]),
        columns.numbers(words("hotspots.three_largest"), "share", shown["three_largest"]),
        text(words("column.quality"), shown["quality"]),
    ]
    if setting.before:
        held.append(columns.numbers(words("hotspots.change", before=setting.before), "share_change", shown["change"]))
    return Table(words("hotspots.about_caption"), tuple(held))


def supply_chain(found: HotSpots, setting: Setting) -> Table:
    """Return where in the supply chain, and where in the world, the kilograms of the hot spots are emitted."""
    words, shown = setting.words, found.lines.head(found.search.top)
    whole = found.categories
    held = [*who(shown, setting), columns.tonnes(words("column.tonnes"), shown["kg_co2e"], False)]
    for place, (header, name) in enumerate(CHAIN.items()):
        if place >= ALWAYS and not exact_sum(whole[name]):
            continue
        of_all = part(exact_sum(whole[name]), found.kg_co2e)
        held.append(columns.numbers(words(header), "share", _parts(shown, name), of_all))
    return Table(words("hotspots.chain_caption"), totalled(held, words("hotspots.everything")))


def departments(found: HotSpots, setting: Setting) -> Table:
    """Return the departments with their largest hot spot."""
    words, frame = setting.words, found.departments
    keys = ("organisation_id", "organisation", "department_id", "department")
    largest = found.lines.unique(keys, keep="first", maintain_order=True)
    order = frame.select(keys).join(largest, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    spots = [f"{setting.category(row['category'])}, {setting.supplier(row)}" for row in order.iter_rows(named=True)]
    ranges = [words.tonnes_range(low, high) for low, high in frame.select("kg_co2e_low", "kg_co2e_high").iter_rows()]
    held = [
        columns.leading(
            text(words("column.department"), [setting.department(row) for row in frame.iter_rows(named=True)]),
            map(addresses.department, frame.iter_rows(named=True)),
        ),
        *([text(words("column.organisation"), frame["organisation"])] if len(setting.organisations) > 1 else []),
        columns.tonnes(words("column.tonnes"), frame["kg_co2e"]),
        columns.unbroken(words("column.range"), ranges),
        columns.numbers(words("column.share_of_kg"), "share", frame["share_of_kg"], 1.0),
        columns.numbers(words("column.grams", unit=setting.unit), "grams", frame["grams_per_unit"]),
        columns.leading(text(words("hotspots.largest_spot"), spots), map(addresses.category, order["category"])),
    ]
    return Table("", totalled(held, words("line.total")))


def who(frame: pl.DataFrame, setting: Setting) -> list[Column]:
    """Return the columns that name a line: number and category, department, supplier."""
    words, rows = setting.words, list(frame.iter_rows(named=True))
    numbers = frame["place"].to_list() if "place" in frame.columns else range(1, frame.height + 1)
    named = zip(numbers, rows, strict=True)
    return [
        columns.leading(
            text(words("column.category"), [f"{number}. {setting.category(row['category'])}" for number, row in named]),
            [addresses.category(row["category"]) for row in rows],
        ),
        columns.leading(
            text(words("column.department"), map(setting.department, rows)), map(addresses.department, rows)
        ),
        columns.leading(text(words("column.supplier"), map(setting.supplier, rows)), map(addresses.supplier, rows)),
    ]


def totalled(held: list[Column], name: str) -> tuple[Column, ...]:
    """Return columns whose first one says what the total is called."""
    first, *others = held
    return (replace(first, total=name), *others)


def _with(column: Column, last: str) -> Column:
    longer = replace(column, values=[*column.values, last])
    return columns.leading(longer, column.addresses) if column.addresses else longer


def part(some: Decimal, whole: Decimal) -> float | None:
    """Return some of a whole as a share; None where the whole is 0."""
    return float(some / whole) if whole else None


def _parts(frame: pl.DataFrame, name: str) -> list[float | None]:
    return [part(some, whole) for some, whole in frame.select(name, "kg_co2e").iter_rows()]
