"""The leaflet of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from procurement_footprint import __version__
from procurement_footprint.analysis.comparison import Chain, Comparison
from procurement_footprint.factors.origin import Citation
from procurement_footprint.reporting import charts
from procurement_footprint.reporting.change import answer, frames, tables, waterfall
from procurement_footprint.reporting.change.notes import notes
from procurement_footprint.reporting.change.said import Told
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.page_tables import department_name, supplier_name
from procurement_footprint.reporting.record import PROGRAM

SHOWN = 20  # lines of a table by name; all are in the CSV files
SCREEN, BRIEF = 10, 5
Row = Mapping[str, Any]


def leaflet(found: Comparison | Chain, language: str) -> tuple[Leaflet, dict[str, pl.DataFrame]]:
    """Return what is to be shown of a comparison in a language (`sv` or `en`), and the tables to write beside it."""
    chain = found if isinstance(found, Chain) else None
    told = Told(found.whole if isinstance(found, Chain) else found, Words(language))
    made = Leaflet(
        title=told.words("change.title"),
        subtitle=told.words("change.subtitle", whose=_whose(told), **told.names),
        lead=answer.lead(told),
        facts=tuple(answer.facts(told)),
        sections=tuple(_sections(told, chain)),
        notes=tuple(notes(told)),
        citations=_citations(told.of),
        language=language,
        program=f"{PROGRAM} {__version__}",
    )
    return made, frames.frames(told, chain)


def _sections(told: Told, chain: Chain | None) -> Iterator[Section]:
    words, change = told.words, told.of.change
    yield _effects(told)
    if chain:
        yield _chain(told, chain)
    yield _spend(told)
    yield _lines(told, "categories", "category", change.categories, lambda row: category(told, row), SCREEN)
    yield _lines(told, "departments", "department", change.departments, lambda row: department(told, row), SCREEN)
    yield _lines(told, "suppliers", "supplier", change.suppliers, lambda row: supplier_name(row, words), SCREEN)
    if change.organisations.height > 1:
        yield _lines(
            told, "organisations", "organisation", change.organisations, lambda row: str(row["organisation"]), BRIEF
        )
    if (files := tables.files(told)).columns[0].values:
        yield Section("method", words("change.method_heading"), (words("change.method_text"),), tables=(files,))


def department(told: Told, row: Row) -> str:
    """Return what a department is called, with its organisation where there are several."""
    name = department_name(row, told.words)
    several = told.of.change.organisations.height > 1
    return f"{name}, {row['organisation']}" if several and row["organisation"] else name


def category(told: Told, row: Row) -> str:
    """Return what a spending category is called; its identifier where it has no name."""
    known = told.of.after.footprint.basis.mappings.taxonomy.categories.get(row["category"])
    return str(getattr(known.name, told.words.language) if known else row["category"] or "–")


def _effects(told: Told) -> Section:
    words = told.words
    said = words("change.effects_text" if told.steps else "change.effects_same", **told.names)
    picture = waterfall.chart(told)
    return Section("effects", words("change.effects"), (said,), (picture,), (tables.steps(told),), on_screen=SCREEN)


def _spend(told: Told) -> Section:
    words = told.words
    year = told.of.deflators["to_year"].max()
    said = words("change.spend_text_method" if told.moved_money else "change.spend_text", year=year)
    table = tables.spend(told, lambda row: category(told, row), SHOWN)
    return Section("spend", words("change.spend_heading"), (said,), tables=(table,), on_screen=BRIEF)


def _lines(told: Told, name: str, column: str, frame: pl.DataFrame, named: Callable[[Row], str], most: int) -> Section:
    words = told.words
    table = tables.lines(told, frame, words(f"column.{column}"), named, SHOWN)
    return Section(name, words(f"change.{name}"), (words("change.table_text"),), tables=(table,), on_screen=most)


def _chain(told: Told, chain: Chain) -> Section:
    words, course = told.words, chain.series.course
    caption = words("change.chain_chart")
    values: list[dict[str, object]] = [
        {"order": order, "name": name, "figure": words.tonnes(kilograms, 0), "end": float(kilograms), "kind": ""}
        for order, (name, kilograms) in enumerate(course.select("year", "kg_co2e").iter_rows())
    ]
    picture = charts.draw("bars", values, caption, words)
    said = words("change.chain_text", first=told.of.before.name, last=told.of.after.name)
    table = tables.chain(told, chain.series)
    return Section("chain", words("change.chain"), (said,), ((caption, picture),), (table,), on_screen=SCREEN)


def _whose(told: Told) -> str:
    names = list(told.of.after.organisations.values())
    if len(names) > 1:
        return told.words("change.several", count=told.words.number(len(names)))
    return next(iter(names), told.words("change.unnamed"))


def _citations(of: Comparison) -> tuple[Citation, ...]:
    """Return the sources of both sides, each once."""
    sides = ((one.footprint.basis, one.span.years) for one in (of.before, of.after))
    return tuple(dict.fromkeys(citation for basis, years in sides for citation in basis.citations(years)))
