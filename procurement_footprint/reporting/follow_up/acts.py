"""What was done and what is planned: measures with what they are computed to give, and what people say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.abatement.abatement import Abatement
from procurement_footprint.analysis.follow_up.actions import Begun
from procurement_footprint.analysis.follow_up.texts import Text
from procurement_footprint.reporting.follow_up.found import Part, Said
from procurement_footprint.reporting.follow_up.lines import Told
from procurement_footprint.reporting.leaflet.columns import numbers, tonnes, unbroken
from procurement_footprint.reporting.sheets import Column, Table, text

STATES = {
    "starting": "follow_up.state_starting",
    "full": "follow_up.state_full",
    "ended": "follow_up.state_ended",
}
KILOGRAMS = pl.Decimal(38, 3)


def done(told: Told) -> Part:
    """Return what was done: the measures that have begun, and what people say."""
    words, begun, texts = told.words, told.of.actions.begun, told.of.texts.done
    missing = []
    if not begun:
        missing.append(words("follow_up.no_begun" if told.of.measures else "follow_up.no_measures"))
    if not texts:
        missing.append(words("follow_up.no_done", year=_key(told)))
    return Part(
        name="done",
        heading=words("follow_up.done", year=told.of.name),
        missing=missing,
        tables=(_begun(told, begun),) if begun else (),
        notes=tuple(_about_begun(told, begun)),
        said=said(told, texts),
    )


def planned(told: Told) -> Part:
    """Return what is planned: the measures to come, and what people say."""
    words, plan, texts = told.words, told.of.actions.planned, told.of.texts.planned
    missing = []
    if plan is None and told.of.measures:
        missing.append(words("follow_up.no_planned" if told.of.whole else "follow_up.no_whole_year"))
    if not texts:
        missing.append(words("follow_up.no_texts_planned", year=_key(told)))
    return Part(
        name="planned",
        heading=words("follow_up.planned"),
        missing=missing,
        tables=(_planned(told, plan),) if plan else (),
        notes=tuple(_about_planned(told, plan)) if plan else (),
        said=said(told, texts),
    )


def said(told: Told, texts: Sequence[Text]) -> tuple[Said, ...]:
    """Return what people say in the reader's language, with the numbers of the indicators that it is about."""
    places: Mapping[str, int] = {one.id: number for number, one in enumerate(told.of.indicators, 1)}

    def leads(name: str) -> tuple[str, str]:
        return (str(places[name]), f"indicator-{name}") if name in places else (told.called(name), "")

    return tuple(
        Said(one.in_language(told.words.language), one.who, tuple(map(leads, one.indicators))) for one in texts
    )


def _begun(told: Told, begun: Sequence[Begun]) -> Table:
    words, year = told.words, told.of.name
    now, full = (pl.Series([getattr(one, name) for one in begun], dtype=KILOGRAMS) for name in ("this_year", "full"))
    columns = (
        Column(words("follow_up.measure"), "text", [one.measure.name for one in begun], words("line.total")),
        numbers(words("follow_up.start"), "year", [one.measure.start for one in begun]),
        text(words("follow_up.state"), [words(STATES[one.state]) for one in begun]),
        tonnes(words("follow_up.lowers_now", year=year), now),
        tonnes(words("follow_up.lowers_full"), full),
        unbroken(words("column.range"), [_between(told, one.low, one.high) for one in begun]),
    )
    return Table(words("follow_up.begun_caption"), columns)


def _planned(told: Told, plan: Abatement) -> Table:
    words, taken, whole = told.words, plan.measures.filter("taken").sort("start", "measure"), plan.whole
    bounds = taken.select("kg_lowered_low", "kg_lowered_high").iter_rows()
    columns = (
        Column(words("follow_up.measure"), "text", taken["measure"].to_list(), words("line.total")),
        numbers(words("follow_up.start"), "year", taken["start"]),
        tonnes(words("follow_up.lowers_full"), taken["kg_lowered"]),
        unbroken(
            words("column.range"),
            [_between(told, *pair) for pair in bounds],
            _between(told, whole.kg_lowered_low, whole.kg_lowered_high),
        ),
        numbers(
            words("follow_up.per_tonne", unit=words.currency(plan.currency)),
            "money",
            taken["per_tonne"],
            whole.per_tonne,
        ),
    )
    return Table(words("follow_up.planned_caption"), columns)


def _about_begun(told: Told, begun: Sequence[Begun]) -> Iterator[str]:
    words, actions = told.words, told.of.actions
    if actions.base is not None:
        yield words("follow_up.begun_note", base=actions.base)
    if unknown := [one.measure.name for one in begun if one.full is None]:
        yield words("follow_up.begun_unknown", names=", ".join(unknown))


def _about_planned(told: Told, plan: Abatement) -> Iterator[str]:
    words = told.words
    yield words("follow_up.planned_note", year=plan.base_year)
    if left := plan.measures.filter(~pl.col("taken"))["measure"].sort().to_list():
        yield words("follow_up.left", names=", ".join(left))


def _between(told: Told, low: Decimal | None, high: Decimal | None) -> str:
    return "" if low is None or high is None or low == high else told.words.tonnes_range(low, high)


def _key(told: Told) -> str:
    """Return the year as the file of texts names it."""
    return str(told.of.year or told.of.name)
