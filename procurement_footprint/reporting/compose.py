"""A footprint becomes a report: names, notes and sources in the reader's language."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from procurement_footprint import __version__
from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.scopes import Scopes
from procurement_footprint.footprint.calculate import NO_FACTOR
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.languages import LANGUAGES
from procurement_footprint.ledger.identity import masked
from procurement_footprint.mapping.classify import TIE
from procurement_footprint.mapping.decisions import NO_RULE
from procurement_footprint.mapping.levers import Levers
from procurement_footprint.mapping.taxonomy import Names
from procurement_footprint.reporting import (
    factor_notes,
    group_views,
    invoice_matches,
    ledger_notes,
    measured,
    price_notes,
)
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.record import PROGRAM
from procurement_footprint.reporting.report import Input, Report


def report(footprint: Footprint, tables: Breakdown, scopes: Scopes, hot_spots: pl.DataFrame, levers: Levers) -> Report:
    """Return everything that is to be shown of a footprint, in the language of its job.

    hot_spots: those in brief, with the names of levers.
    """
    words = Words(footprint.job.language)
    mappings, files = footprint.basis.mappings, footprint.ledger.files
    slices = footprint.measured.slices if footprint.measured else None
    unmapped = {
        reason: {code: Words(code)(f"reason.{reason}") for code in LANGUAGES} for reason in (NO_RULE, NO_FACTOR, TIE)
    }
    return Report(
        title=words("page.title"),
        organisations=organisations(footprint),
        period=f"{footprint.survey.first} – {footprint.survey.last}",
        language=footprint.job.language,
        breakdown=tables,
        group_names={group.id: _both(group.name) for group in mappings.taxonomy.groups},
        category_names={one.id: _both(one.name) for one in mappings.taxonomy.categories.values()},
        reason_names={reason.id: _both(reason.name) for reason in mappings.reasons.by_id.values()} | unmapped,
        reason_whys={reason.id: _both(reason.why) for reason in mappings.reasons.by_id.values()},
        notes=_notes(footprint, words),
        assumptions=(*_assumptions(footprint, tables, words), *measured.notes(scopes, slices, tables.currency, words)),
        citations=footprint.basis.citations(footprint.survey.years),
        inputs=tuple(Input(masked(file.name), file.sha256, file.rows, file.amounts) for file in files),
        factor_set=footprint.basis.factors.identity,
        program=f"{PROGRAM} {__version__}",
        rejected_rows=sum(file.rejected.rows for file in files),
        rejected=footprint.ledger.rejected,
        factor_policy=footprint.basis.factors.policy,
        changed_factors=factor_notes.changed(footprint, words),
        capital_goods=factor_notes.capital_goods(tables),
        hot_spots=hot_spots,
        lever_names={one.id: _both(one.name) for one in levers.kinds.values()},
        scopes=None if slices is None else scopes,
        activities=slices,
        invoices=invoice_matches.table(footprint.details) if footprint.details else None,
    )


def organisations(footprint: Footprint) -> tuple[str, ...]:
    """Return whose purchases these are, by name: from the rows, else from the project."""
    buyers = (name or number for number, name in footprint.survey.buyers)
    named = dict.fromkeys(buyer for buyer in buyers if buyer)
    project, only = footprint.job.project, footprint.job.entity
    entities = [one.name for one in project.entities if only in (None, one.code)]
    own = entities or ([project.settings.project] if project.settings.project else [])
    return tuple(named) or tuple(own)


def _both(names: Names) -> dict[str, str]:
    return {"sv": names.sv, "en": names.en}


def _notes(footprint: Footprint, words: Words) -> tuple[str, ...]:
    """Return what became of rows that are not in the ledger of this run, and what was noticed in those that are."""
    notes = []
    for file in footprint.ledger.files:
        name = masked(file.name)
        for what, tally in (("rejected", file.rejected), ("outside_period", file.outside_period)):
            if tally.rows:
                notes.append(words(f"notes.{what}", file=name, rows=words.number(tally.rows)))
        notes += ledger_notes.excluded(replace(file, name=name), words)
    notes += [masked(note) for note in ledger_notes.for_readers(footprint.ledger.notes, words)]
    if footprint.measured:
        notes += measured.unused(footprint.measured.unused, words)
    return tuple(dict.fromkeys(notes))


def _assumptions(footprint: Footprint, tables: Breakdown, words: Words) -> tuple[str, ...]:
    basis = footprint.basis
    said = [words("notes.geography", set=basis.factors.identity), *group_views.notes(footprint, words)]
    home = basis.spreads.description.abroad.currency
    if footprint.currency != home:
        said.append(words("notes.abroad", currency=footprint.currency, home=home))
    if basis.factors.final and any(tables.categories["capital_good"]):
        said.append(words("notes.capital_goods", set=basis.factors.final.identity))
    said += price_notes.assumptions(footprint, words)
    return tuple(said)
