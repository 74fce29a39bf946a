"""The tables of a target: its milestones, the years so far, and the departments and entities on the same path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from procurement_footprint.analysis.targets.follow import Followed
from procurement_footprint.analysis.targets.target import ABSOLUTE, PER_INHABITANT
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.sheets import Column, Table, text
from procurement_footprint.reporting.targets.units import Unit


def tables(one: Followed, unit: Unit) -> tuple[Table, ...]:
    """Return the tables of a target about purchases."""
    return (milestones(one, unit), years(one, unit), *_parts(one, unit.words))


def milestones(one: Followed, unit: Unit) -> Table:
    """Return what may be emitted when, how fast it must go, and where the straight line is then."""
    words, frame = unit.words, one.milestones
    by_year = {held.year: held for held in one.target.milestones}
    led = [
        unit.column(words("targets.led"), frame["projected"]),
        unit.column(words("targets.led_low"), frame["projected_low"]),
        unit.column(words("targets.led_high"), frame["projected_high"]),
        _year(words("targets.reached_column"), frame["reached"]),
    ]
    return Table(
        words("targets.milestones"),
        (
            _year(words("targets.milestone"), frame["year"]),
            text(words("targets.stated"), [unit.milestone(by_year[year]) for year in frame["year"]]),
            unit.column(words("targets.allowed"), frame["value"]),
            columns.numbers(words("targets.rate"), "share", frame["yearly_rate"].to_list()),
            *(led if one.slope is not None else ()),
        ),
    )


def years(one: Followed, unit: Unit) -> Table:
    """Return what was emitted in each year so far, and what the path allowed."""
    words, frame = unit.words, one.years
    held = [_year(words("targets.year"), frame["year"])]
    if one.target.unit != ABSOLUTE:
        held.append(columns.tonnes(words("targets.tonnes"), frame["kg_co2e"], with_total=False))
    if one.target.unit == PER_INHABITANT:
        held.append(columns.numbers(words("targets.inhabitants"), "count", frame["inhabitants"].to_list()))
    values = [
        unit.column(words("targets.emitted"), frame["value"]),
        unit.column(words("targets.low"), frame["value_low"]),
        unit.column(words("targets.high"), frame["value_high"]),
        unit.column(words("targets.path"), frame["path"]),
    ]
    return Table(words("targets.years"), (*held, *values))


def _parts(one: Followed, words: Words) -> Iterator[Table]:
    year = one.years["year"][-1]
    nobody = words("missing.department")
    if one.entities is not None:
        names = text(words("column.organisation"), one.entities["organisation"])
        yield Table(words("targets.entities", year=year), (_total(names, words), *_measures(one.entities, words)))
    frame = one.departments
    names = columns.leading(
        text(words("column.department"), [name or nobody for name in frame["department"]]),
        map(addresses.department, frame.iter_rows(named=True)),
    )
    whose = (text(words("column.organisation"), frame["organisation"]),) if one.entities is not None else ()
    yield Table(words("targets.departments", year=year), (_total(names, words), *whose, *_measures(frame, words)))


def _measures(frame: pl.DataFrame, words: Words) -> tuple[Column, ...]:
    shares = columns.numbers(words("column.share_of_kg"), "share", frame["share_of_kg"].to_list())
    kilograms = columns.tonnes(words("targets.tonnes"), frame["kg_co2e"])
    if not frame["path_kg"].len() - frame["path_kg"].null_count():
        return kilograms, shares
    return (
        kilograms,
        shares,
        columns.tonnes(words("targets.path_t"), frame["path_kg"]),
        columns.change(words("targets.distance"), frame["distance_kg"]),
        columns.change(words("targets.low"), frame["distance_low"], with_total=False),
        columns.change(words("targets.high"), frame["distance_high"], with_total=False),
    )


def _total(column: Column, words: Words) -> Column:
    return replace(column, total=words("line.total"))


def _year(header: str, values: pl.Series) -> Column:
    return columns.numbers(header, "year", values.to_list())
