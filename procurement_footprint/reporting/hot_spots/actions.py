"""Tables of what to do: levers and what a requirement on them gives, suppliers to ask, criteria."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.cells import LINE
from procurement_footprint.analysis.hot_spots.found import HotSpots
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.mapping.criteria import Criterion
from procurement_footprint.mapping.levers import CHOICE, KINDS
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.hot_spots import places
from procurement_footprint.reporting.hot_spots.setting import Setting
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.sheets import Column, Table, text

CATEGORIES, ASKED = 12, 20  # assumption: as many as a category team can look at in a year


def by_spot(found: HotSpots, setting: Setting) -> Table:
    """Return what the requirement gives at each hot spot, one column a lever; nothing where it makes no sense."""
    words, gains = setting.words, found.requirements
    spots = gains.unique("place", keep="first", maintain_order=True).select("place", *LINE)
    held = places.who(spots, setting)
    for lever in KINDS:
        of_lever = gains.filter(lever=lever).select("place", "kg_gain")
        kilograms = spots.join(of_lever, on="place", how="left", maintain_order="left")["kg_gain"]
        if kilograms.null_count() < kilograms.len():
            held.append(columns.tonnes(setting.short(lever), kilograms, False))
    best = gains.group_by("place", maintain_order=True).agg(pl.max("share_of_kg"))
    held.append(columns.numbers(words("hotspots.best_share"), "share", best["share_of_kg"]))
    return Table(words("hotspots.by_spot", per_cent=per_cent(found, setting)), tuple(held))


def categories(found: HotSpots, setting: Setting) -> Table:
    """Return the largest categories; the others stand in the last line."""
    words, frame = setting.words, found.categories.head(CATEGORIES)
    ranges = [words.tonnes_range(low, high) for low, high in frame.select("kg_co2e_low", "kg_co2e_high").iter_rows()]
    rest = found.kg_co2e - exact_sum(frame["kg_co2e"])
    more = found.categories.height - frame.height
    names = [setting.category(one) for one in frame["category"]]
    held = [
        columns.leading(
            text(
                words("column.category"), [*names, *([words("line.others", count=words.number(more))] if more else [])]
            ),
            map(addresses.category, frame["category"]),
        ),
        columns.tonnes(words("column.tonnes"), pl.Series([*frame["kg_co2e"], *([rest] if more else [])])),
        columns.unbroken(words("column.range"), [*ranges, *([""] if more else [])]),
        columns.numbers(
            words("column.share_of_kg"),
            "share",
            [*frame["share_of_kg"], *([float(rest / found.kg_co2e)] if more and found.kg_co2e else [])],
            1.0 if found.kg_co2e else None,
        ),
        columns.numbers(words("hotspots.running"), "share", [*frame["running_share"], *([1.0] if more else [])]),
        columns.numbers(words("hotspots.three_largest"), "share", [*frame["three_largest"], *([None] if more else [])]),
    ]
    return Table(words("hotspots.categories_caption"), places.totalled(held, words("line.total")))


def levers(found: HotSpots, setting: Setting) -> Table:
    """Return the levers of the largest categories: what they reach, and what the requirement gives."""
    words = setting.words
    largest = found.categories.head(CATEGORIES).select("category", whole="kg_co2e")
    frame = largest.join(found.levers, on="category", maintain_order="left_right")
    sensible = setting.levers.by_category
    ranges = [words.tonnes_range(low, high) for low, high in frame.select("kg_gain_low", "kg_gain_high").iter_rows()]
    said = [
        setting.said(alternatives)
        if lever == CHOICE and (alternatives := sensible[category].alternatives)
        else setting.said(setting.levers.kinds[lever].how)
        for category, lever in frame.select("category", "lever").iter_rows()
    ]
    reached = [places.part(one, whole) for one, whole in frame.select("kg_reached", "whole").iter_rows()]
    gives = words("hotspots.gives", per_cent=per_cent(found, setting))
    held = (
        _category(frame["category"], setting),
        text(words("hotspots.lever"), [setting.lever(one) for one in frame["lever"]]),
        columns.numbers(words("hotspots.reaches"), "share", reached),
        columns.tonnes(gives, frame["kg_gain"], False),
        columns.unbroken(words("column.range"), ranges),
        columns.numbers(words("column.share_of_kg"), "share", frame["share_of_kg"]),
        text(words("hotspots.how"), said, "prose"),
    )
    return Table(words("hotspots.levers_caption"), held)


def asked(found: HotSpots, setting: Setting) -> Table:
    """Return the suppliers to ask, with what to ask them for."""
    words, frame = setting.words, found.asked.head(ASKED)
    sensible = setting.levers.by_category
    spread = (pl.col("kg_spread") / 1000).alias("tonnes")
    rows = list(frame.with_columns(pooled=pl.lit(None)).iter_rows(named=True))
    held = (
        columns.leading(text(words("column.supplier"), map(setting.supplier, rows)), map(addresses.supplier, rows)),
        text(words("column.supplier_id"), frame["supplier_id"]),
        columns.tonnes(words("column.tonnes"), frame["kg_co2e"], False),
        columns.numbers(words("hotspots.spread"), "tonnes", frame.select(spread)["tonnes"]),
        columns.numbers(words("hotspots.share_of_variance"), "share", frame["share_of_variance"]),
        columns.leading(
            text(words("hotspots.mostly"), map(setting.category, frame["category"])),
            map(addresses.category, frame["category"]),
        ),
        text(words("hotspots.ask_for"), [words(ASK[sensible[one].ask]) for one in frame["category"]]),
    )  # fmt: skip
    return Table("", held)


ASK = {"epd": "hotspots.ask_epd", "pcf": "hotspots.ask_pcf", "quantities": "hotspots.ask_quantities"}


def criteria(found: HotSpots, setting: Setting) -> Table:
    """Return the criteria that are known for the largest categories; where none is known, that is said."""
    words = setting.words
    lines: list[tuple[str, Criterion | None]] = []
    for category in found.categories.head(CATEGORIES)["category"]:
        known = setting.criteria.of(category)
        lines += [(category, one) for one in known] or [(category, None)]
    none = words("hotspots.no_criterion")
    held = (
        _category([category for category, _ in lines], setting),
        text(words("hotspots.criterion"), [one.title if one else none for _, one in lines]),
        text(words("hotspots.publisher"), [one.publisher if one else "" for _, one in lines]),
        text(words("hotspots.level"), [levels(one, setting) if one else "" for _, one in lines]),
        text(words("hotspots.about"), [setting.said(one.about) if one else "" for _, one in lines], "prose"),
        Column(words("hotspots.address"), "link", [one.url if one else "" for _, one in lines]),
        columns.unbroken(words("hotspots.checked_on"), [f"{one.checked_on}" if one else "" for _, one in lines]),
    )
    return Table("", held)


def _category(categories: Iterable[str], setting: Setting) -> Column:
    held = list(categories)
    name = text(setting.words("column.category"), map(setting.category, held))
    return columns.leading(name, map(addresses.category, held))


def levels(criterion: Criterion, setting: Setting) -> str:
    """Return the levels of a criterion as its publisher calls them; that none is known where there is none."""
    return ", ".join(criterion.levels) or setting.words("hotspots.no_level")


def per_cent(found: HotSpots, setting: Setting) -> str:
    """Return the per cent of the requirement, without decimals where it has none."""
    whole = found.search.per_cent == found.search.per_cent.to_integral_value()
    return setting.words.percent(found.search.per_cent / 100, 0 if whole else 1)


def worksheet(found: HotSpots, setting: Setting) -> Table:
    """Return one line for each hot spot with empty columns for a category team to fill in."""
    words, shown = setting.words, found.lines.head(found.search.top)
    rows = list(shown.iter_rows(named=True))
    gains = {place: frame for (place,), frame in found.requirements.group_by("place", maintain_order=True)}
    said = [_gains(gains.get(number), setting) for number in range(1, len(rows) + 1)]
    known = [setting.criteria.of(row["category"]) for row in rows]
    titles = ["; ".join(f"{one.title} ({levels(one, setting)})" for one in held) for held in known]
    sensible = setting.levers.by_category
    alternatives = [sensible[row["category"]].alternatives for row in rows]
    empty: Sequence[str] = [""] * len(rows)
    held = [
        *places.who(shown, setting),
        text(words("column.supplier_id"), shown["supplier_id"]),
        columns.numbers(words("column.spend", unit=setting.unit), "money", shown["reporting_amount"]),
        columns.tonnes(words("column.tonnes"), shown["kg_co2e"], False),
        columns.numbers(words("column.share_of_kg"), "share", shown["share_of_kg"]),
        text(words("hotspots.gives_levers", per_cent=per_cent(found, setting)), said),
        text(words("hotspots.alternatives"), [setting.said(one) if one else "" for one in alternatives]),
        text(words("hotspots.criteria_known"), [one or words("hotspots.no_criterion") for one in titles]),
        text(words("hotspots.ask_for"), [words(ASK[sensible[row["category"]].ask]) for row in rows]),
        *(text(words(key), empty) for key in TO_FILL_IN),
    ]
    return Table("", tuple(held))


TO_FILL_IN = (
    "hotspots.contract",
    "hotspots.action",
    "hotspots.chosen_level",
    "hotspots.target",
    "hotspots.responsible",
    "hotspots.by_when",
    "hotspots.verified_by",
    "hotspots.status",
)


def _gains(gains: pl.DataFrame | None, setting: Setting) -> str:
    """Return what each lever gives in a line: `Materials 12.3 t; quantity 15.0 t`, most first."""
    if gains is None:
        return ""
    ordered: Iterable[tuple[str, Decimal]] = (
        gains.sort("kg_gain", descending=True, maintain_order=True).select("lever", "kg_gain").iter_rows()
    )
    return "; ".join(f"{setting.short(lever)} {setting.words.mass(kilograms)}" for lever, kilograms in ordered)
