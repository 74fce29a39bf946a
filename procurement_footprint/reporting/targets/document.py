"""The leaflet of targets: the answer, a section for each target, and the exact tables as frames."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from procurement_footprint import __version__
from procurement_footprint.analysis.targets.beside import Beside
from procurement_footprint.analysis.targets.follow import Followed
from procurement_footprint.analysis.targets.target import PER_AMOUNT, PER_INHABITANT, Target
from procurement_footprint.factors.origin import Citation
from procurement_footprint.mapping.taxonomy import Taxonomy
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet.document import Fact, Leaflet, Section
from procurement_footprint.reporting.record import PROGRAM
from procurement_footprint.reporting.targets import aside, chart, sentences
from procurement_footprint.reporting.targets.sentences import Said
from procurement_footprint.reporting.targets.tables import tables
from procurement_footprint.reporting.targets.units import Unit, in_language

NOT_IN_A_SHEETS_NAME = re.compile(r"[\[\]:*?/\\']")
FRAMES = ("years", "ahead", "milestones", "departments", "entities")
FACTS = 3  # targets whose distance stands on top
MORE = 8  # files that differ, named one by one


@dataclass(frozen=True, slots=True)
class Setting:
    """What all targets of a leaflet have in common.

    buyers: whose purchases. years: that take part; partial: that do not, since months are missing; carried: that are
    computed with factors of an earlier year. methods: name of a footprint → the files it was not made with like the
    latest. citations: the sources of figures. people: who counted the inhabitants, None where that is the project.
    """

    buyers: Sequence[str]
    years: Sequence[int]
    partial: Sequence[int]
    carried: Sequence[int]
    latest: str
    methods: Mapping[str, Sequence[str]]
    currency: str
    taxonomy: Taxonomy
    people: Citation | None
    citations: Sequence[Citation]


def leaflet(followed: Sequence[Followed], besides: Sequence[Beside], setting: Setting, language: str) -> Leaflet:
    """Return the leaflet of targets; those about purchases first."""
    words = Words(language)
    said = [Said(one, Unit(one.target, words, setting.currency)) for one in followed]
    first, last = setting.years[0], setting.years[-1]
    span = str(first) if first == last else f"{first}–{last}"
    return Leaflet(
        title=words("targets.title"),
        subtitle=words("targets.subtitle", buyers=", ".join(setting.buyers), years=span),
        lead=_lead(said, besides, words),
        facts=tuple(_facts(said, besides, words)),
        sections=(*_followed(said, setting), *_aside(besides, len(said), setting, words)),
        notes=tuple(_notes(said, besides, setting, words)),
        citations=setting.citations,
        language=language,
        program=f"{PROGRAM} {__version__}",
    )


def frames(followed: Sequence[Followed], besides: Sequence[Beside]) -> dict[str, pl.DataFrame]:
    """Return the exact tables of all targets, each line with the target that it is of."""
    held = {name: [(one.target, getattr(one, name)) for one in followed] for name in FRAMES}
    held["beside"] = [(one.target, one.goals) for one in besides]
    return {
        name: pl.concat([_named(target, frame) for target, frame in some if frame is not None])
        for name, some in held.items()
        if any(frame is not None for _, frame in some)
    }


def _named(target: Target, frame: pl.DataFrame) -> pl.DataFrame:
    units = {PER_INHABITANT: "kg per inhabitant", PER_AMOUNT: "g per unit of money"}
    named = {"target": pl.lit(target.id), "unit": pl.lit(units.get(target.unit, "kg"))}
    return frame.select(**named, **{name: pl.col(name) for name in frame.columns})


def _lead(said: Sequence[Said], besides: Sequence[Beside], words: Words) -> str:
    if said:
        first = said[0]
        return words("targets.lead", name=in_language(first.followed.target.name, words), said=first.distance())
    latest = besides[0].latest
    return words("targets.lead_aside", mass=words.mass(latest.kilograms), year=latest.year)


def _facts(said: Sequence[Said], besides: Sequence[Beside], words: Words) -> Iterator[Fact]:
    several = len(said) > 1
    for one in said[:FACTS]:
        if away := one.followed.distance:
            span = words.mass_range(away.low, away.high, away.kilograms or away.high)
            label = words("targets.fact_distance", year=away.year)
            yield Fact(_of(one, label, several), sentences.tonnes(away.kilograms, words), span)
    for one in said[:1]:
        yield from _ahead(one, several)
    if besides:
        latest = besides[0].latest
        span = words.mass_range(latest.low, latest.high, latest.kilograms)
        yield Fact(words("targets.fact_beside", year=latest.year), words.mass(latest.kilograms), span)


def _of(one: Said, label: str, several: bool) -> str:
    """Return a label, with the target's name before it where there are several."""
    return f"{in_language(one.followed.target.name, one.words)}: {label}" if several else label


def _ahead(one: Said, several: bool) -> Iterator[Fact]:
    ahead, words = one.followed.milestones.drop_nulls("yearly_amount"), one.words
    if ahead.is_empty():
        return
    line = ahead.row(0, named=True)
    goal = words("targets.fact_led_goal", goal=one.unit.value(line["value"]))
    rate, amount = line["yearly_rate"], line["yearly_amount"]
    figure = (
        words("targets.fact_pace_amount", amount=one.unit.value(amount))
        if rate is None
        else words("targets.fact_pace_rate", rate=words.percent(rate))
    )
    yield Fact(_of(one, words("targets.fact_pace", year=line["year"]), several), figure, goal)
    if line["projected"] is not None:
        value = one.unit.value(line["projected"])
        span = one.unit.between(line["projected_low"], line["projected_high"], line["projected"])
        yield Fact(_of(one, words("targets.fact_led", year=line["year"]), several), value, span)


def _followed(said: Sequence[Said], setting: Setting) -> Iterator[Section]:
    for number, one in enumerate(said, 1):
        target, words = one.followed.target, one.words
        name = in_language(target.name, words)
        caption = words("targets.chart", name=name, unit=one.unit.name)
        paragraphs = [
            *sentences.about(target, one.unit, setting.taxonomy),
            sentences.capital(one.distance()),
            " ".join(one.pace()),
            " ".join(one.leads()),
            *one.budget(),
            *one.skipped(),
            *sentences.rests_on(target, one.unit),
        ]
        picture = chart.picture(one.followed, one.unit, caption)
        yield Section(
            target.id, _heading(number, name), paragraphs, ((caption, picture),), tables(one.followed, one.unit)
        )


def _aside(besides: Sequence[Beside], before: int, setting: Setting, words: Words) -> Iterator[Section]:
    for number, one in enumerate(besides, before + 1):
        heading = _heading(number, in_language(one.target.name, words))
        yield aside.section(one, heading, setting.currency, words)


def _heading(number: int, name: str) -> str:
    """Return a heading that can be the name of a sheet, too: each once, without what such names may not have."""
    return f"{number}. {' '.join(NOT_IN_A_SHEETS_NAME.sub(' ', name).split())}"


def _notes(said: Sequence[Said], besides: Sequence[Beside], setting: Setting, words: Words) -> Iterator[str]:
    units = {one.followed.target.unit for one in said}
    for name, files in setting.methods.items():
        shown = "; ".join([*files[:MORE], *(["…"] if len(files) > MORE else [])])
        yield words("targets.note_methods", name=name, latest=setting.latest, files=shown)
    if setting.carried:
        yield words("targets.note_carried", years=sentences.listed(setting.carried))
    if setting.partial:
        yield words("targets.note_partial", years=sentences.listed(setting.partial))
    if said:
        yield words("targets.note_range")
    if PER_AMOUNT in units:
        yield words("targets.note_prices", currency=words.currency(setting.currency))
    if PER_INHABITANT in units | {one.target.unit for one in besides}:
        source = setting.people
        yield words("targets.note_people", source=source.attribution) if source else words("targets.note_people_own")
