"""The leaflet about measures, from its answer to its sources."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from procurement_footprint import __version__
from procurement_footprint.analysis.abatement.abatement import Abatement, BestSet
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.reporting.abatement import pictures, tables
from procurement_footprint.reporting.abatement.view import View
from procurement_footprint.reporting.language import NO_VALUE, Words
from procurement_footprint.reporting.leaflet.document import Fact, Leaflet, Section
from procurement_footprint.reporting.record import PROGRAM
from procurement_footprint.reporting.sheets import Table


def leaflet(plan: Abatement, basis: Basis, language: str) -> Leaflet:
    """Return the plan as a leaflet in a language; basis: that of the footprint, for names and sources."""
    words, tree = Words(language), basis.mappings.taxonomy
    categories = {name: {"sv": one.name.sv, "en": one.name.en} for name, one in tree.categories.items()}
    view = View(plan, words, categories)
    return Leaflet(
        title=words("measures.title"),
        subtitle=words("measures.subtitle", who=_who(plan, words), year=plan.base_year),
        lead=_lead(view),
        facts=_facts(view),
        sections=_sections(view),
        notes=(words("measures.note_effect"), words("measures.note_cost"), words("measures.note_range")),
        citations=basis.citations([plan.base_year]),
        language=language,
        program=f"{PROGRAM} {__version__}",
    )


def _who(plan: Abatement, words: Words) -> str:
    names = words.collated(plan.departments["organisation"].drop_nulls().unique())
    return ", ".join(names) or NO_VALUE


def _lead(view: View) -> str:
    words, whole, taken = view.words, view.plan.whole, view.taken.height
    if not taken or whole.per_tonne is None:
        return words("measures.lead_none")
    said = {
        "count": words("measures.one") if taken == 1 else words("measures.several", count=taken),
        "mass": view.kilograms(whole.kg_lowered),
        "share": words.percent(whole.kg_lowered / whole.kg_base),
        "year": view.plan.base_year,
        "money": view.price(abs(whole.per_tonne)),
    }
    return words("measures.lead_saves", **said) if whole.per_tonne < 0 else words("measures.lead_costs", **said)


def _facts(view: View) -> tuple[Fact, ...]:
    words, whole = view.words, view.plan.whole
    between = words.mass_range(whole.kg_lowered_low, whole.kg_lowered_high, whole.kg_lowered)
    facts = [
        Fact(words("measures.per_year"), view.kilograms(whole.kg_lowered), words("measures.range", range=between)),
        Fact(words("measures.in_total"), view.kilograms(whole.kg_total)),
        Fact(
            words("measures.overlap"), view.kilograms(whole.kg_alone - whole.kg_lowered), words("measures.overlap_note")
        ),
        Fact(words("measures.investment"), view.money(whole.investment), _annual(view)),
    ]
    if whole.per_tonne is not None:
        facts.append(Fact(words("measures.mean_cost"), view.price(whole.per_tonne), _price_range(view)))
    if view.plan.best is not None:
        facts.append(_budget(view, view.plan.best))
    return tuple(facts)


def _annual(view: View) -> str:
    cost = view.plan.whole.annual_cost
    if cost < 0:
        return view.words("measures.annual_saves", money=view.money(-cost))
    return view.words("measures.annual_note", money=view.money(cost))


def _price_range(view: View) -> str:
    words, low, high = view.words, view.plan.whole.per_tonne_low, view.plan.whole.per_tonne_high
    if low is not None and high is not None:
        return words("measures.cost_range", low=view.price(low), high=view.price(high))
    if low is not None:
        return words("measures.open_range", low=view.price(low))
    return words("measures.open_range_below", high=view.price(high or Decimal(0)))


def _budget(view: View, best: BestSet) -> Fact:
    words, said = view.words, {"spent": view.money(best.spent), "money": view.money(best.budget.amount)}
    invested = best.budget.counting == "investment"
    note = words("measures.budget_investment", **said) if invested else words("measures.budget_present", **said)
    return Fact(words("measures.budget"), view.money(best.budget.amount), note)


def _sections(view: View) -> Sequence[Section]:
    words, best = view.words, view.plan.best
    drawn = [(words("measures.curve_caption"), pictures.curve(view))] if view.plan.curve.height else []
    way = [(words("measures.path_caption"), pictures.path(view))]
    chosen = (
        []
        if best is None
        else [Section("best", words("measures.best"), (_best(view, best),), (), _one(tables.chosen(view)))]
    )
    return (
        Section("curve", words("measures.curve"), (words("measures.curve_intro"),), drawn, _one(tables.curve(view))),
        Section("path", words("measures.path"), (_goes_on(view),), way, _one(tables.path(view)), 40),
        *chosen,
        Section("list", words("measures.list"), (words("measures.list_intro"),), (), tables.listed(view)),
        Section(
            "overlaps", words("measures.overlaps"), (words("measures.overlaps_intro"),), (), _one(tables.overlaps(view))
        ),
        Section("departments", words("measures.departments"), tables=tables.departments(view)),
        Section("suppliers", words("measures.suppliers"), tables=_one(tables.suppliers(view))),
        Section("categories", words("measures.categories"), tables=_one(tables.categories(view))),
        Section("origins", words("measures.sources"), tables=_one(tables.sources(view)), on_screen=0),
    )


def _one(table: Table) -> tuple[Table, ...]:
    return (table,)


def _goes_on(view: View) -> str:
    words, plan = view.words, view.plan
    if not plan.growth:
        return words("measures.path_intro", year=plan.base_year)
    return words("measures.path_intro_growth", year=plan.base_year, growth=words.percent(plan.growth / 100))


def _best(view: View, best: BestSet) -> str:
    words, whole = view.words, best.kg_total_of_all
    share = words.percent(best.kg_total / whole if whole else None)
    if best.exact:
        return words("measures.best_exact", share=share)
    return words("measures.best_gap", share=share, gap=view.kilograms(best.at_most - best.kg_total))
