"""The hot spots that a footprint's own report shows: its largest categories, and what a requirement there gives."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from procurement_footprint.analysis.hot_spots.in_brief import PER_CENT
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Sheet, Table, text
from procurement_footprint.reporting.workbook import views


def table(report: Report, words: Words, most: int | None = None) -> Table:
    """Return the categories with the most kilograms, each with its lever; all beyond `most` in one line."""
    every = report.hot_spots.with_columns(
        name=pl.Series(list(map(report.category, report.hot_spots["category"])), dtype=pl.String),
        means=pl.Series(list(map(report.lever, report.hot_spots["lever"])), dtype=pl.String),
    )
    frame = every if most is None or every.height <= most else _with_others(every, most, words)
    gives = words("hotspots.gives", per_cent=words.percent(PER_CENT / 100, 0))
    name = text(words("column.category"), frame["name"])
    places = [addresses.category(one) for one in frame["category"].drop_nulls()]
    held = (
        columns.leading(replace(name, total=words("line.total")), places),
        columns.tonnes(words("column.tonnes"), frame["kg_co2e"]),
        columns.numbers(words("column.share_of_kg"), "share", frame["share_of_kg"], 1 if frame.height else None),
        columns.numbers(words("hotspots.running"), "share", frame["running_share"]),
        columns.numbers(words("hotspots.three_largest"), "share", frame["three_largest"]),
        text(words("hotspots.lever"), frame["means"]),
        columns.tonnes(gives, frame["kg_gain"], False),
    )
    return Table("", held)


def _with_others(every: pl.DataFrame, most: int, words: Words) -> pl.DataFrame:
    rest = every.slice(most)
    name = words("line.others", count=words.number(rest.height))
    others = rest.select(pl.sum("kg_co2e", "share_of_kg"), pl.last("running_share"), name=pl.lit(name))
    return pl.concat([every.head(most), others], how="diagonal")


def sheet(report: Report, words: Words) -> Sheet:
    """Return all categories as a sheet of the workbook."""
    return views.sheet("requirements", replace(table(report, words), name="requirements"), words)
