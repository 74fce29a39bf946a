"""A scenario as a leaflet: what would become of the footprint, step by step, and why. It says that it is one."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from markupsafe import Markup

from procurement_footprint import __version__
from procurement_footprint.analysis.scenario.outcome import Scenario
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.reporting import charts
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet.document import Fact, Leaflet, Section
from procurement_footprint.reporting.leaflet.shown import PLUS
from procurement_footprint.reporting.record import PROGRAM
from procurement_footprint.reporting.simulated_steps import Wording, short
from procurement_footprint.reporting.simulated_tables import Tables

LETTERS = 52  # of a step, beside its figure in the chart
Bounds = tuple[Decimal, Decimal]


def leaflet(scenario: Scenario, footprint: Finished, name: str, language: str) -> Leaflet:
    """Return the scenario as a leaflet. name: what the footprint is called."""
    words = Words(language)
    wording = Wording(words, footprint.basis.mappings.taxonomy)
    tables = Tables(scenario, wording)
    parts, changed = list(tables.parts()), words("simulate.only_changed")
    who = words.collated(scenario.before["organisation"].drop_nulls().unique())
    general = ("simulate.note_scenario", "simulate.note_range", "simulate.note_money", "simulate.note_average")
    why = scenario.plan.why
    return Leaflet(
        title=words("simulate.title", name=scenario.plan.name or words("simulate.unnamed")),
        subtitle=words("simulate.subtitle", footprint=", ".join((name, *who))),
        lead=_lead(scenario, name, words),
        facts=_facts(scenario, words),
        sections=(
            Section(
                "steps",
                words("simulate.steps_heading"),
                (words("simulate.steps_intro"),),
                ((words("simulate.steps_caption"), _chart(scenario, wording)),),
                (tables.steps(),),
            ),
            Section("why", words("simulate.why_heading"), (words("simulate.why_intro"),), (), (tables.why(),)),
            *(Section(part, heading, (changed,), (), (table,)) for part, heading, table, _ in parts),
            Section(
                "effects",
                words("simulate.effects_heading"),
                (words("simulate.effects_intro"),),
                (),
                [effects for *_, effects in parts],
                on_screen=0,
            ),
        ),
        notes=(
            *([words("simulate.note_own_why", why=why)] if why else ()),
            *(words(key) for key in general),
            *wording.notes(scenario),
        ),
        citations=scenario.citations,
        language=language,
        program=f"{PROGRAM} {__version__}",
    )


def frames(scenario: Scenario) -> dict[str, pl.DataFrame]:
    """Return the exact tables of a scenario, to be written as CSV."""
    change = scenario.change
    return {
        "steps": scenario.steps,
        "total": change.total,
        "categories": change.categories,
        "departments": change.departments,
        "suppliers": change.suppliers,
        "cells": scenario.cells,
    }


def _lead(scenario: Scenario, name: str, words: Words) -> str:
    total = scenario.change.total.row(0, named=True)
    low, high, change = total["kg_change_low"], total["kg_change_high"], total["kg_change"]
    sure = "less" if high < 0 else "more" if low > 0 else "unsure" if low or high else "same"
    said = {"less": "simulate.less", "more": "simulate.more", "unsure": "simulate.unsure", "same": "simulate.same"}
    sentences = [
        words(
            "simulate.lead",
            footprint=name,
            before=words.mass(total["kg_before"]),
            after=words.mass(total["kg_after"]),
            change=_signed(words.mass(change), change),
            percent=_percent(change, total["kg_before"], words),
            range=words.mass_range(low, high, change),
        ),
        words(said[sure]),
    ]
    if total["method"]:
        method = _signed(words.mass(total["method"]), total["method"])
        sentences.append(words("simulate.of_method", method=method, factors=scenario.factor_sets[1]))
    return " ".join(sentences)


def _facts(scenario: Scenario, words: Words) -> tuple[Fact, ...]:
    total = scenario.change.total.row(0, named=True)
    change, money = total["kg_change"], total["amount_change"]
    sides = (("simulate.before", "kg_before", scenario.was), ("simulate.after", "kg_after", scenario.becomes))
    both = [
        Fact(words(key), words.mass(total[column]), _interval(one.low, one.high, total[column], words))
        for key, column, one in sides
    ]
    interval = _interval(total["kg_change_low"], total["kg_change_high"], change, words)
    return (
        *both,
        Fact(words("simulate.difference"), _signed(words.mass(change), change), interval),
        Fact(words("simulate.money"), _signed(words.money_short(money, scenario.currency), money)),
    )


def _chart(scenario: Scenario, wording: Wording) -> Markup:
    """Return the waterfall from the footprint as it is, which is zero, over the steps to the scenario."""
    words, total = wording.words, scenario.change.total.row(0, named=True)
    level, nothing = Decimal(0), (Decimal(0), Decimal(0))
    bars = [_bar(words("simulate.before"), words.mass(total["kg_before"]), (level, level), nothing, "whole")]
    for step, line in zip(scenario.plan.steps, scenario.steps.iter_rows(named=True), strict=True):
        change, bounds = line["kg_change"], (line["kg_change_low"], line["kg_change_high"])
        name, figure = short(line["step"], wording.step(step), LETTERS), _signed(words.mass(change), change)
        bars.append(_bar(name, figure, (level, level + change), bounds, "more" if change > 0 else "less"))
        level += change
    figure = f"{words.mass(total['kg_after'])} ({_signed(words.mass(level), level)})"
    bounds = (total["kg_change_low"], total["kg_change_high"])
    bars.append(_bar(words("simulate.after"), figure, (Decimal(0), level), bounds, "whole"))
    label = words("page.chart_of", caption=words("simulate.steps_caption"))
    return charts.draw("steps", [{"order": order, **bar} for order, bar in enumerate(bars)], label, words)


def _bar(name: str, figure: str, ends: Bounds, bounds: Bounds, kind: str) -> dict[str, object]:
    start, end = map(float, ends)
    low, high = (float(ends[0] + one) for one in bounds)
    return {"name": name, "figure": figure, "start": start, "end": end, "low": low, "high": high, "kind": kind}


def _interval(low: Decimal, high: Decimal, kilograms: Decimal, words: Words) -> str:
    return words("simulate.interval", range=words.mass_range(low, high, kilograms))


def _percent(change: Decimal, before: Decimal, words: Words) -> str:
    share = float(change / before) if before else None
    return _signed(words.percent(share), change)


def _signed(text: str, value: Decimal) -> str:
    return PLUS + text if value > 0 else text
