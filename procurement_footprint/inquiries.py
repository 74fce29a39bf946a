"""Questions about a ledger that end in no report: what nobody has decided yet, what it probably is, who sold it."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from procurement_footprint.analysis import lines, stakes, worklist
from procurement_footprint.analysis import suggested as proposals
from procurement_footprint.analysis.coverage import Coverage
from procurement_footprint.analysis.worklist import Worklist
from procurement_footprint.factors import currencies
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.loaded import as_delivered, loaded
from procurement_footprint.footprint.result import Footprint, Purchases
from procurement_footprint.footprint.survey import survey
from procurement_footprint.job import Job, Listener
from procurement_footprint.ledger.archive import Archive
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.mapping import chart_of_file, suggest
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.suggest.evaluate import Evaluation
from procurement_footprint.reporting.folder import Workroom, passing_workroom
from procurement_footprint.workflow import compute


def undecided(job: Job, listener: Listener) -> tuple[Worklist, Mappings]:
    """Return what nobody has decided in the footprint that `job` asks for, and the mappings; nothing is published."""
    footprint, every = _lines(job, listener)
    known = footprint.basis
    factors = stakes.per_unit(known, footprint.currency, footprint.survey.last.year)
    listener.say("learning from what is decided")
    suggester = suggest.trained(known.mappings, lines.history(every))
    if suggester.missing:
        listener.say(suggester.missing)
    return worklist.worklist(every, footprint.currency, factors, suggester), known.mappings


def suggested(job: Job, listener: Listener) -> proposals.Suggested:
    """Return what the undecided lines of the footprint that `job` asks for probably are; nothing is published."""
    footprint, every = _lines(job, listener)
    return proposals.suggested(every, footprint.basis.mappings, footprint.currency)


def evaluated(job: Job, listener: Listener, hide: float, seed: int) -> Evaluation:
    """Return how good suggestions are for the decided lines of that footprint, with a share of the rules hidden."""
    footprint, every = _lines(job, listener)
    return proposals.evaluated(every, footprint.basis.mappings, hide, seed)


def purchases(job: Job, room: Workroom, listener: Listener) -> Purchases:
    """Read the ledgers and price their rows in the reporting currency; nothing is classified yet."""
    return _priced(job, *loaded(job, room.spool, listener))


def delivered(job: Job, room: Workroom, listener: Listener) -> Purchases:
    """Return `purchases` with natural persons as the ledgers name them, to be counted and not to be shown."""
    return _priced(job, *as_delivered(job, room.spool, listener))


def charted(bought: Purchases, listener: Listener) -> pl.LazyFrame:
    """Return the rows of purchases with their charts of accounts, as rules look at them."""
    files, charts = [file.name for file in bought.ledger.files], bought.known.mappings.charts
    settled = chart_of_file.settle(
        chart_of_file.of_entities(bought.job, bought.ledger), files, bought.survey.accounts, charts
    )
    for line in chart_of_file.said(settled):
        listener.say(line)
    return chart_of_file.entered(bought.rows, settled)


def coverage(job: Job, held: Archive, listener: Listener) -> Coverage:
    """Return which share of the money in the archive of the project is counted; nothing is published."""
    shares = Coverage({one.name: one.entity for one in held.imports})
    with passing_workroom() as room:
        compute(job, room, listener, shares.add)
    return shares


def _priced(job: Job, known: Basis, ledger: Ledger) -> Purchases:
    held = survey(ledger.rows, [file.name for file in ledger.files])
    currency = job.project.settings.currency or held.main_currency
    exchange = known.exchange(ledger.rows, held.booked, currency)
    priced = currencies.with_reporting_amount(nw.from_native(ledger.rows), exchange, currency).to_native()
    return Purchases(priced, currency, ledger, held, known, job)


def _lines(job: Job, listener: Listener) -> tuple[Footprint, pl.DataFrame]:
    """Return the footprint that `job` asks for and its distinct lines; its rows are gone afterwards."""
    held = lines.Running()
    with passing_workroom() as room:
        footprint = compute(job, room, listener, held.add)
    return footprint, held.total()
