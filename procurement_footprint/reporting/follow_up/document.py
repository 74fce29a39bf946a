"""The yearly page, from its answer to its notes."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from procurement_footprint import __version__
from procurement_footprint.analysis.change.effects import EFFECTS
from procurement_footprint.analysis.follow_up.explained import by_group
from procurement_footprint.analysis.follow_up.indicators import GROUP
from procurement_footprint.factors.origin import Citation
from procurement_footprint.reporting.change import answer
from procurement_footprint.reporting.change.said import Told as Changed
from procurement_footprint.reporting.follow_up import acts
from procurement_footprint.reporting.follow_up.found import FollowUp, Said, YearlyPage
from procurement_footprint.reporting.follow_up.lines import Told
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.leaflet.document import Section
from procurement_footprint.reporting.record import PROGRAM
from procurement_footprint.reporting.sheets import Column, Table, text
from procurement_footprint.reporting.targets.units import in_language

COMPARED = {
    "decrease": "follow_up.lead_decrease",
    "increase": "follow_up.lead_increase",
    "unsure": "follow_up.lead_unsure",
    "method": "follow_up.lead_method",
    "none": "follow_up.lead_none",
}


def leaflet(found: FollowUp, language: str) -> tuple[YearlyPage, dict[str, pl.DataFrame]]:
    """Return the yearly page in a language (`sv` or `en`), and the exact tables to write beside it: indicators."""
    told = Told(found, Words(language))
    words, report = told.words, found.report
    changed = Changed(found.comparison, words) if found.comparison else None
    parts = (acts.done(told), acts.planned(told))
    comments = acts.said(told, found.texts.comments)
    page = YearlyPage(
        title=words("follow_up.title", year=found.name),
        subtitle=words("follow_up.subtitle", whose=", ".join(report.organisations), year=found.name),
        lead=_lead(told, changed),
        facts=(),
        sections=tuple(_sections(told, [*parts[0].said, *parts[1].said, *comments])),
        notes=tuple(_notes(told, changed)),
        citations=tuple(_citations(found)),
        language=language,
        program=f"{PROGRAM} {__version__}",
        earlier=_earlier(changed) if changed else "",
        shown_year=found.name,
        indicators=tuple(told.lines()),
        why=(answer.lead(changed),) if changed else (words("follow_up.no_before"),),
        explained=_explained(told, changed) if changed else None,
        parts=parts,
        comments=comments,
        who=found.texts.who,
    )
    return page, {"indicators": told.frame()}


def _lead(told: Told, changed: Changed | None) -> str:
    words, breakdown = told.words, told.of.report.breakdown
    if not breakdown.totals.has("counted"):
        return words("follow_up.lead_nothing", year=told.of.name)
    kilograms, held = breakdown.totals.kg_co2e, breakdown.range
    said = {"mass": words.mass(kilograms), "range": words.mass_range(held.low, held.high, kilograms)}
    first = words("follow_up.lead", year=told.of.name, **said)
    if changed is None:
        return first
    line = changed.total
    share = changed.share(line["real_change"], line["kg_restated"])
    real = words.mass(abs(line["real_change"]))
    second = words(COMPARED[line["verdict"]], before=changed.of.before.name, mass=real, share=share)
    return f"{first} {second}"


def _explained(told: Told, changed: Changed) -> Table:
    """Return the change of the largest groups and of all others, effect by effect; it adds up both ways."""
    words, names = told.words, changed.names
    largest = [one.subject for one in told.of.indicators if one.id.startswith(GROUP)]
    shown = by_group(changed.of.change, largest)
    labels = [told.of.report.group(one) if one else words("follow_up.others") for one in shown["group"]]
    verdicts = [words.name("verdict_of_change", one) if one else "" for one in shown["verdict"]]
    whole = words.name("verdict_of_change", changed.total["verdict"])
    return Table(
        words("follow_up.explained", **names),
        (
            Column(words("column.group"), "text", list(labels), words("line.total")),
            columns.tonnes(words("change.before", name=names["before"]), shown["kg_before"]),
            *([columns.change(words("change.step_method"), shown["method"])] if changed.steps else []),
            *(columns.change(words(f"change.short_{effect}"), shown[effect]) for effect in EFFECTS),
            columns.tonnes(words("change.before", name=names["after"]), shown["kg_after"]),
            Column(words("change.verdict"), "text", list(verdicts), whole),
        ),
    )


def _sections(told: Told, everything: list[Said]) -> Iterator[Section]:
    words = told.words
    yield Section("indicators", words("follow_up.indicators"), tables=(told.table(),), in_book_only=True)
    if everything:
        table = Table(
            "",
            (
                text(words("follow_up.text"), [one.text for one in everything], "prose"),
                text(words("follow_up.who"), [one.who for one in everything]),
            ),
        )
        yield Section("texts", words("follow_up.texts"), tables=(table,), in_book_only=True)


def _earlier(changed: Changed) -> str:
    """Return what heads the figures of the footprint before: its name, and that they are restated where they are."""
    name = changed.of.before.name
    return changed.words("follow_up.restated", before=name) if changed.steps else name


def _notes(told: Told, changed: Changed | None) -> Iterator[str]:
    words, found = told.words, told.of
    yield words("follow_up.note_figures")
    if changed and changed.steps:
        yield words("follow_up.note_before", before=changed.of.before.name, year=found.name)
    if found.year is not None and not found.whole:
        yield words("follow_up.note_period")
    elif found.people.now is None:
        yield words("follow_up.note_no_people", year=_last(found))
    elif found.counted_people:
        yield words("targets.note_people", source=found.counted_people.attribution)
    else:
        yield words("targets.note_people_own")
    yield from _about_targets(told)


def _about_targets(told: Told) -> Iterator[str]:
    words, found = told.words, told.of
    if found.wanted is None:
        yield words("follow_up.note_no_targets")
        return
    if found.followed is not None and found.followed != found.year:
        yield words("follow_up.note_targets_later", year=found.followed)
        return
    shown = {one.subject for one in found.indicators}
    others = [in_language(one.name, words) for one in found.wanted.targets if one.id not in shown]
    if others:
        yield words("follow_up.note_targets_aside", names="; ".join(others))


def _citations(found: FollowUp) -> Iterator[Citation]:
    yield from found.report.citations
    if found.counted_people:
        yield found.counted_people


def _last(found: FollowUp) -> str:
    return str(found.year or found.name)
