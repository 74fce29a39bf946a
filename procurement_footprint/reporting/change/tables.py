"""The tables of a change, largest change first: the lines that are shown, one for all others, and the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from procurement_footprint.analysis.change.effects import EFFECTS
from procurement_footprint.analysis.change.series import Series
from procurement_footprint.footprint import manifest
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.change.said import Told
from procurement_footprint.reporting.leaflet.columns import change, leading, numbers, tonnes
from procurement_footprint.reporting.sheets import Column, Kind, Table, text

Row = Mapping[str, Any]
Named = Callable[[Row], str]
REAL = "real_change"


def steps(told: Told) -> Table:
    """Return every step from the one footprint to the other, with its range and what it is."""
    words, line, names = told.words, told.total, told.names
    lines: list[tuple[str, Decimal | None, Decimal | None, str, str]] = []
    lines.append((names["before"], line["kg_before"], None, "", ""))
    for step in told.steps:
        lines.append(_step(told, step))
    if told.steps:
        lines.append((words("change.as_restated", **names), line["kg_restated"], None, "", ""))
    lines += [_step(told, effect) for effect in EFFECTS]
    lines.append((names["after"], line["kg_after"], None, "", ""))
    labels, levels, changes, ranges, meanings = zip(*lines, strict=True)
    kilograms = pl.Decimal(38, 3)
    return Table(
        words("change.caption", **names),
        (
            text(words("change.step"), labels),
            tonnes(words("change.tonnes"), pl.Series(levels, dtype=kilograms), with_total=False),
            change(words("change.change"), pl.Series(changes, dtype=kilograms), with_total=False),
            text(words("column.range"), ranges),
            text(words("change.meaning"), meanings, "prose"),
        ),
    )


def lines(told: Told, frame: pl.DataFrame, header: str, named: Named, most: int) -> Table:
    """Return kilograms, effects and conclusions of a table of a change; most: how many lines are shown by name."""
    words, total, names = told.words, told.total, told.names
    shown = folded(frame, most)
    labels = _labels(told, frame, shown, named)
    columns = [
        replace(labels, header=header, total=words("line.total")),
        tonnes(words("change.before", name=names["before"]), shown["kg_before"]),
        *([change(words("change.step_method"), shown["method"])] if told.steps else []),
        *(change(words(f"change.short_{effect}"), shown[effect]) for effect in EFFECTS),
        tonnes(words("change.before", name=names["after"]), shown["kg_after"]),
        change(words("change.short_real_change"), shown["real_change"]),
        Column(words("change.verdict"), "text", _verdicts(told, shown), _verdict(told, total["verdict"])),
        Column(words("column.range"), "text", _ranges(told, shown), told.tonnes_range(total, REAL)),
    ]
    return Table(words("change.caption_lines", what=header.lower()), tuple(columns))


def spend(told: Told, named: Named, most: int) -> Table:
    """Return what became of the money of each category: price, volume, and the index by which it is told."""
    words, names, unit = told.words, told.names, told.unit
    frame = spent(told)
    shown = folded(frame, most)
    items = [_item(row) for row in shown.iter_rows(named=True)]
    prices = [None if one is None else one - 1 for one in shown["price_index"]]
    whole = told.total["price_index"]
    headers = {
        "amount_before": words("change.amount_before", name=names["before"], unit=unit),
        "amount_after": words("change.amount_after", name=names["after"], unit=unit),
        "amount_change": words("change.amount_change", unit=unit),
        "spend_price": words("change.price", unit=unit),
        "spend_volume": words("change.volume", unit=unit),
    }
    if told.moved_money:
        headers["spend_method"] = words("change.method_money", unit=unit)
    labels = _labels(told, frame, shown, named)
    return Table(
        words("change.caption_spend"),
        (
            replace(labels, header=words("column.category"), total=words("line.total")),
            *(_exact(header, "money", shown[name]) for name, header in headers.items()),
            numbers(words("change.price_change"), "share_change", prices, None if whole is None else whole - 1),
            text(words("change.price_item"), items, "prose"),
        ),
    )


def spent(told: Told) -> pl.DataFrame:
    """Return the categories of the change with the deflator of the later side's last year, largest change first."""
    deflated = told.of.deflators.sort("category", "year").unique("category", keep="last", maintain_order=True)
    joined = told.of.change.categories.join(deflated, on="category", how="left", maintain_order="left")
    size = pl.col("amount_change").abs()
    return joined.sort(size, "category", descending=[True, False], nulls_last=True)


def chain(told: Told, series: Series) -> Table:
    """Return the course of a chain, one line a period."""
    words, course = told.words, series.course
    links = [None, *(link.total.row(0, named=True) for link in series.links)]
    return Table(
        "",
        (
            text(words("change.period"), course["year"]),
            tonnes(words("change.reported"), course["kg_reported"], with_total=False),
            tonnes(words("change.constant"), course["kg_co2e"], with_total=False),
            *(change(words(f"change.short_{effect}"), course[effect], with_total=False) for effect in EFFECTS),
            change(words("change.since"), course["real_change"], with_total=False),
            text(words("column.range"), [told.tonnes_range(one, REAL) if one else "" for one in links]),
            text(words("change.verdict"), [_verdict(told, one["verdict"]) if one else "" for one in links]),
            _exact(words("change.spend_price", unit=told.unit), "money", course["spend_price"]),
            _exact(words("change.spend_volume", unit=told.unit), "money", course["spend_volume"]),
        ),
    )


def files(told: Told) -> Table:
    """Return the files that the two were not both made with, in the order of their roles."""
    words, names = told.words, told.names
    held = manifest.differing(*(one.footprint.manifest["made_with"] for one in (told.of.before, told.of.after)))
    headers = (words("change.role"), words("column.file"), names["before"], names["after"])
    columns = (text(header, [line[place] for line in held]) for place, header in enumerate(headers))
    return Table("", tuple(columns))


def folded(frame: pl.DataFrame, most: int) -> pl.DataFrame:
    """Return the first lines and the sum of all others, so that they add up to the whole; sums have no range."""
    rest = frame.slice(most)
    if rest.height < 2:
        return frame
    money = [name for name, kind in frame.schema.items() if kind.is_decimal() and not name.endswith(("_low", "_high"))]
    return pl.concat([frame.head(most), rest.select(pl.sum(*money))], how="diagonal")


def _labels(told: Told, frame: pl.DataFrame, shown: pl.DataFrame, named: Named) -> Column:
    folds = shown.height < frame.height
    rows = list(shown.head(shown.height - folds).iter_rows(named=True))
    others = [told.words("line.others", count=told.words.number(frame.height - shown.height + 1))] if folds else []
    return leading(text("", [*(named(row) for row in rows), *others]), map(_leads, rows))


def _leads(row: Row) -> str | None:
    """Return the address of what a line is about: a supplier, a department or a category."""
    if "supplier" in row:
        return addresses.supplier(row)
    if "department" in row:
        return addresses.department(row)
    return addresses.category(row["category"]) if "category" in row else None


def _step(told: Told, step: str) -> tuple[str, None, Decimal, str, str]:
    words, line = told.words, told.total
    bounds = told.tonnes_range(line, step)
    return words(f"change.step_{step}"), None, line[step], bounds, words(f"change.means_{step}")


def _ranges(told: Told, shown: pl.DataFrame) -> list[str | float | None]:
    return [told.tonnes_range(row, REAL) for row in shown.iter_rows(named=True)]


def _verdicts(told: Told, shown: pl.DataFrame) -> list[str | float | None]:
    return [_verdict(told, one) for one in shown["verdict"]]


def _verdict(told: Told, one: str | None) -> str:
    return told.words.name("verdict_of_change", one) if one else ""


def _item(row: Row) -> str:
    """Return the price that stands for the category: an item of the index, or the index itself."""
    named = (row[name] for name in ("item", "item_name") if row[name])
    return " ".join(named) or str(row["index"] or "")


def _exact(header: str, kind: Kind, values: pl.Series) -> Column:
    total = sum((Decimal(one) for one in values if one is not None), Decimal(0))
    return numbers(header, kind, values, total)
