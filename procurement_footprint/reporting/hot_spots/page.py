"""Hot spots as a leaflet: the answer in a sentence, the figures that stand out, the sections and the notes."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from procurement_footprint import __version__
from procurement_footprint.analysis.hot_spots.found import HotSpots
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.reporting.hot_spots import actions, places
from procurement_footprint.reporting.hot_spots.setting import Setting
from procurement_footprint.reporting.leaflet.document import Fact, Leaflet, Section
from procurement_footprint.reporting.record import PROGRAM

FEW = 6  # lines that the terminal shows of what is not asked for first
OF_SUPPLIER = ("supplier_operations", "supplier_energy", "materials")


def leaflet(found: HotSpots, setting: Setting) -> Leaflet:
    """Return the leaflet about hot spots, in the language of its setting."""
    words = setting.words
    chain = (setting.chain.citation,) if setting.chain else ()
    return Leaflet(
        title=words("hotspots.title"),
        subtitle=subtitle(setting),
        lead=lead(found, setting),
        facts=tuple(facts(found, setting)),
        sections=tuple(sections(found, setting)),
        notes=tuple(notes(found, setting)),
        citations=(*setting.citations, *chain),
        language=words.language,
        program=f"{PROGRAM} {__version__}",
    )


def subtitle(setting: Setting) -> str:
    """Return whose purchases these are and when, and which part of them is looked at."""
    first, last = setting.years[0], setting.years[-1]
    years = str(first) if first == last else f"{first}–{last}"
    when = years if setting.name == years else f"{years} ({setting.name})"
    chosen = [*map(setting.category, setting.selection.categories), *setting.selection.departments]
    return ", ".join([*setting.organisations, when, *chosen])


def lead(found: HotSpots, setting: Setting) -> str:
    """Return the answer: what the hot spots make up, which is the largest, and which requirement gives most."""
    words, first = setting.words, found.lines.row(0, named=True)
    top = found.lines.head(found.search.top)
    said = [
        words(
            "hotspots.lead" if top.height > 1 else "hotspots.lead_one",
            top=words.number(top.height),
            lines=words.number(found.lines.height),
            share=words.percent(top["running_share"][-1], 0),
        ),
        words(
            "hotspots.lead_largest",
            category=setting.category(first["category"]),
            department=setting.department(first),
            supplier=setting.supplier(first),
            mass=words.mass(first["kg_co2e"]),
            share=words.percent(first["share_of_kg"]),
        ),
    ]
    best = found.levers.filter(pl.col("lever").is_in(OF_SUPPLIER)).sort("kg_gain", descending=True, maintain_order=True)
    for row in best.head(1).iter_rows(named=True):
        said.append(
            words(
                "hotspots.lead_requirement",
                per_cent=actions.per_cent(found, setting),
                lever=setting.lever(row["lever"]),
                category=setting.category(row["category"]),
                mass=words.mass(row["kg_gain"]),
                share=words.percent(row["share_of_kg"]),
            )
        )
    return " ".join(said)


def facts(found: HotSpots, setting: Setting) -> Iterator[Fact]:
    """Yield the figures that stand out."""
    words, whole = setting.words, found.kg_co2e
    note = words.mass_range(found.range.low, found.range.high, whole)
    if setting.selection != Selection() and setting.kg_of_footprint:
        part = words.percent(float(whole / setting.kg_of_footprint))
        note = f"{note}; {words('hotspots.of_footprint', share=part)}"
    yield Fact(words("hotspots.whole"), words.mass(whole), note)
    by_lever = {row["lever"]: row for row in found.by_lever.iter_rows(named=True)}
    for lever in OF_SUPPLIER:
        if row := by_lever.get(lever):
            label = words("hotspots.fact_lever", per_cent=actions.per_cent(found, setting), lever=setting.lever(lever))
            share = words("hotspots.of_all", share=words.percent(row["share_of_kg"]))
            yield Fact(label, words.mass(row["kg_gain"]), share)
    abroad = exact_sum(found.categories["kg_other_eu"]) + exact_sum(found.categories["kg_rest_of_world"])
    placed = abroad + exact_sum(found.categories["kg_sweden"])
    if placed:
        yield Fact(words("hotspots.abroad"), words.percent(float(abroad / placed), 0), words("hotspots.abroad_note"))


def sections(found: HotSpots, setting: Setting) -> Iterator[Section]:
    """Yield the sections in their order."""
    words, per_cent = setting.words, actions.per_cent(found, setting)
    charts = (
        (words("hotspots.chart_lines"), places.pareto_of_lines(found, setting)),
        (words("hotspots.chart_categories"), places.pareto_of_categories(found, setting)),
    )
    spots = words("hotspots.spots_intro")
    yield Section("hot-spots", words("hotspots.spots"), (spots,), charts, (places.lines(found, setting),))
    gives = words("hotspots.requirement_intro", per_cent=per_cent)
    yield Section("requirements", words("hotspots.requirements"), (gives,), (), (actions.by_spot(found, setting),))
    tables = (places.supply_chain(found, setting), places.about_lines(found, setting))
    yield Section("supply-chain", words("hotspots.chain"), (words("hotspots.chain_intro"),), (), tables, 0)
    tables = (actions.categories(found, setting), actions.levers(found, setting))
    yield Section("categories", words("hotspots.by_category"), (words("hotspots.levers_intro"),), (), tables, FEW)
    teaches, worded = (words("hotspots.asked_intro"),), (words("hotspots.criteria_intro"),)
    yield Section("suppliers", words("hotspots.to_ask"), teaches, (), (actions.asked(found, setting),), FEW)
    yield Section("criteria", words("hotspots.criteria"), worded, (), (actions.criteria(found, setting),), FEW)
    yield Section("departments", words("hotspots.by_department"), (), (), (places.departments(found, setting),), FEW)
    work = (actions.worksheet(found, setting),)
    yield Section("worksheet", words("hotspots.worksheet"), (), (), work, 0, in_book_only=True)


def notes(found: HotSpots, setting: Setting) -> Iterator[str]:
    """Yield what a reader must know to read the figures right."""
    words, whole = setting.words, found.categories
    yield words("hotspots.note_averages")
    if setting.chain:
        yield words("hotspots.note_chain", chain=setting.chain.identity, year=setting.chain.description.year)
    else:
        yield words("hotspots.note_no_chain")
    if setting.chain and (undivided := exact_sum(whole["kg_undivided"])):
        yield words("hotspots.note_undivided", mass=words.mass(undivided))
    yield words("hotspots.note_overlap")
    yield words("hotspots.note_levers", version=setting.levers.version, date=setting.levers.reviewed.date)
    yield words("hotspots.note_rank")
    if setting.before:
        method = "hotspots.note_same_method" if setting.same_method else "hotspots.note_other_method"
        yield f"{words('hotspots.note_trend', before=setting.before)} {words(method)}"
    yield words("hotspots.note_criteria")
