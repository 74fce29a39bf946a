"""The whole story: a ledger row walks through one room after another and leaves with kilograms and reasons.

This is the only file that knows the order of the rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import narwhals as nw
import polars as pl

from procurement_footprint.analysis import breakdown, lines, stakes, sums, worklist
from procurement_footprint.analysis import suggested as proposals
from procurement_footprint.analysis.coverage import Coverage
from procurement_footprint.analysis.scopes import scopes_of
from procurement_footprint.analysis.worklist import Worklist
from procurement_footprint.factors import currencies
from procurement_footprint.footprint import activities, basis, closing, conserve, gross, manifest, repeat, rows, slices
from procurement_footprint.footprint.activities import Measured
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.calculate import calculate
from procurement_footprint.footprint.closing import Version
from procurement_footprint.footprint.result import Footprint, Purchases
from procurement_footprint.footprint.survey import Survey, survey
from procurement_footprint.job import Job, Listener
from procurement_footprint.ledger import aliases, archive, profile
from procurement_footprint.ledger.archive import Archive
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.closings import Closing
from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.mapping import chart_of_file, suggest
from procurement_footprint.mapping.classify import classify, decide, ties
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.suggest.evaluate import Evaluation
from procurement_footprint.reporting import closed, compose, latest, publish, record
from procurement_footprint.reporting.folder import Workroom, passing_workroom, workroom
from procurement_footprint.reporting.report import Report


def run(job: Job, target: Path, listener: Listener) -> Report:
    """Compute the footprint that `job` asks for and publish it in the new folder `target`.

    listener: is told how far the work has come. Errors: Refused (bad input), Unbalanced (money does not reconcile);
    the folder appears whole or not at all.
    """
    with publish.prepared(job.language), workroom(target) as room:
        report, written = _report(job, room, listener)
        listener.say("writing the report")
        publish.files(report, room.result)
        manifest.write(room.result, written)
    latest.point(job.project.folder, target)
    return report


def check(job: Job, listener: Listener) -> Report:
    """Do everything that `run` does, and publish nothing."""
    with passing_workroom() as room:
        return _report(job, room, listener)[0]


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


def _lines(job: Job, listener: Listener) -> tuple[Footprint, pl.DataFrame]:
    """Return the footprint that `job` asks for and its distinct lines; its rows are gone afterwards."""
    held = lines.Running()
    with passing_workroom() as room:
        footprint = compute(job, room, listener, held.add)
    return footprint, held.total()


def verify(folder: Path, inputs: repeat.Inputs, listener: Listener) -> tuple[str, ...]:
    """Make the footprint in `folder` again from its manifest; return one line for each file that differs."""
    with passing_workroom() as room:
        job = repeat.job_of(manifest.read(folder), folder, inputs, room.copies)
        report, written = _report(job, room, listener)
        publish.files(report, room.result)
        manifest.write(room.result, written)
        return repeat.differences(folder, room.result)


def close(job: Job, version: Version, listener: Listener) -> Report:
    """Compute the footprint of the job's period and keep it for good, as that version of the closed period.

    The project is locked by the caller. Errors: as those of `run`, and Refused when months are missing; Unchanged when
    a restatement would say what the version before it says. The folder appears whole or not at all.
    """
    project, span = closing.project_folder(job.project), job.period
    if span is None:
        raise ValueError("a closed period has a name")
    with publish.prepared(job.language), workroom(version.folder(project, span)) as room:
        footprint, report, written = _told(job, room, listener)
        missing = closing.refuse_gaps(footprint, version)
        for line in (*closed.said_before(report, missing), *closing.beside(footprint, project)):
            listener.say(line)
        report = closed.write(footprint, report, written, version, room.result, listener)
        closed.see_changed(report, written, version)
        closing.pin(room.result, version, job, written, missing)
    return report


def verify_closed(held: Closing, inputs: repeat.Inputs, listener: Listener) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make a closed period again from what pins it.

    Returns one line for each file that differs, and one for each that decides it and has changed since.
    """
    project = closing.project_folder(inputs.project)
    with passing_workroom() as room:
        job = repeat.job_of(manifest.read(held.folder), held.folder, inputs, room.copies)
        footprint, report, written = _told(job, room, listener)
        closed.write(footprint, report, written, closing.again(held, project), room.result, listener)
        return closing.differences(held.folder, room.result), closing.since(held, closing.pins(written, project))


def _report(job: Job, room: Workroom, listener: Listener) -> tuple[Report, dict[str, object]]:
    return _told(job, room, listener)[1:]


def _told(job: Job, room: Workroom, listener: Listener) -> tuple[Footprint, Report, dict[str, object]]:
    running = sums.Running()
    footprint = compute(job, room, listener, running.add)
    basis, currency = footprint.basis, footprint.currency
    taxonomy, widths = basis.mappings.taxonomy.table, basis.widths(currency)
    tables = breakdown.break_down(running.total(), taxonomy, currency, widths)
    breakdown.check(tables)
    totals = tables.totals
    conserve.in_full([(totals.rows["ledger"], totals.whole)], footprint.tally, "footprint to tables")
    conserve.same_kilograms(footprint.kilograms, totals.kg_co2e, "footprint to tables")
    slices = footprint.measured.slices if footprint.measured else None
    scopes = scopes_of(footprint.rows, totals, footprint.basis.mappings.taxonomy.burnt, slices)
    return footprint, compose.report(footprint, tables, scopes), record.manifest(footprint, tables, scopes)


def compute(job: Job, room: Workroom, listener: Listener, seen: Callable[[pl.DataFrame], None]) -> Footprint:
    """Walk all rows of the ledgers through the rooms; they arrive in `footprint.parquet` in `room.result`.

    seen: is shown each block of FOOTPRINT rows on its way there.
    """
    known, ledger = _loaded(job, room.spool, listener)
    known = gross.settled(known, ledger.files, ledger.rows)
    files = [file.name for file in ledger.files]
    held = survey(ledger.rows, files)
    charts = chart_of_file.settle(job.chart, files, held.accounts, known.mappings.charts)
    for line in chart_of_file.said(charts):
        listener.say(line)
    currency = job.project.settings.currency or held.main_currency

    exchange = known.exchange(ledger.rows, held.booked, currency)
    charted = [chart_of_file.entered(block, charts) for block in ledger.blocks]
    decisions = decide(pl.concat(charted), known.mappings.rule_sets, _may_tie(known, job))
    for tie in ties(pl.concat(charted), decisions):
        listener.say(f"left unmapped: {tie}")
    multipliers = known.multipliers(held.booked)

    def by_money(block: rows.Rows) -> rows.Rows:
        priced = currencies.with_reporting_amount(block, exchange, currency)
        return calculate(classify(priced, decisions), multipliers)

    def walk(block: rows.Rows) -> rows.Rows:
        spent = by_money(block)
        return activities.replace(spent, measured.table) if measured else activities.without(spent)

    measured = _measured(rows.each(charted, by_money), known, held, currency)
    table = rows.sink(rows.walked(charted, walk, seen), room.result / rows.FILE)
    booked = conserve.tally(ledger.rows)
    written = conserve.tally_of_parts(table) if decisions.split else conserve.tally(table)
    conserve.in_full([(file.rows, file.amounts) for file in ledger.files], booked, "files to ledger")
    # a block walks from the ledger through classify and calculate without a stop: one hand-over
    conserve.same(booked, written, "ledger to footprint")
    if decisions.split:
        conserve.parts_of_rows(ledger.rows, table)
    kilograms = conserve.kilograms_where_counted(table)
    if measured:
        conserve.counted_once(table, measured.slices)
    return Footprint(table, written, kilograms, currency, job, ledger, held, known, charts, measured)


def purchases(job: Job, room: Workroom, listener: Listener) -> Purchases:
    """Read the ledgers and price their rows in the reporting currency; nothing is classified yet."""
    known, ledger = _loaded(job, room.spool, listener)
    held = survey(ledger.rows, [file.name for file in ledger.files])
    currency = job.project.settings.currency or held.main_currency
    exchange = known.exchange(ledger.rows, held.booked, currency)
    priced = currencies.with_reporting_amount(nw.from_native(ledger.rows), exchange, currency).to_native()
    return Purchases(priced, currency, ledger, held, known, job)


def charted(bought: Purchases, listener: Listener) -> pl.LazyFrame:
    """Return the rows of purchases with their charts of accounts, as rules look at them."""
    files, charts = [file.name for file in bought.ledger.files], bought.known.mappings.charts
    settled = chart_of_file.settle(bought.job.chart, files, bought.survey.accounts, charts)
    for line in chart_of_file.said(settled):
        listener.say(line)
    return chart_of_file.entered(bought.rows, settled)


def coverage(job: Job, held: Archive, listener: Listener) -> Coverage:
    """Return which share of the money in the archive of the project is counted; nothing is published."""
    shares = Coverage({one.name: one.entity for one in held.imports})
    with passing_workroom() as room:
        compute(job, room, listener, shares.add)
    return shares


def _loaded(job: Job, spool: Path, listener: Listener) -> tuple[Basis, Ledger]:
    """Return what the footprint rests on and its ledgers, read side by side; what is wrong with the first ends both."""
    given_up = Event()

    def progress(name: str, rows: int) -> None:
        if given_up.is_set():
            raise InterruptedError
        listener.progress(name, rows)

    with ThreadPoolExecutor(1) as worker:
        reading = worker.submit(_read, job, spool, progress)
        try:
            known = basis.load(job.project, job.made_with, job.period)
            ledger = aliases.settled(reading.result(), known.aliases)
        finally:
            given_up.set()
    if ledger.as_of is not None:  # what was noticed was said when they were taken in
        listener.say(f"the archive as it was after import {ledger.as_of}; imports read: {len(ledger.files)}")
    for note in ledger.notes if ledger.as_of is None else ():
        listener.say(note)
    return known, ledger


def _read(job: Job, spool: Path, progress: Callable[[str, int], None]) -> Ledger:
    """Return the bookings of the files that are named, or of the project's archive."""
    if not job.of_archive or job.project.folder is None:
        return read(job.ledgers, spool, _choices(job), progress)
    held = archive.load(job.project.folder)
    seen = held.of(job.entity) if job.entity else held
    return archive.read(seen, _choices(job), held.last if job.as_of is None else job.as_of)


def _measured(spent: Iterable[pl.DataFrame], known: Basis, held: Survey, currency: str) -> Measured | None:
    """Return what the project's activity data say about these rows, which are walked once more for it; else None."""
    if not known.activities.lines:
        return None
    return activities.measure(slices.find(spent, known.activities.lines, held, currency), known.index)


def _may_tie(known: Basis, job: Job) -> frozenset[str]:
    """Return the rules whose ties leave a row unmapped; ties of the project's own rules are the project's to mend."""
    return known.mappings.ids if job.accept_problems else known.mappings.shipped_ids


def _choices(job: Job) -> Choices:
    chosen = profile.named(job.profile) if job.profile else None
    buyer = job.project.settings.organisation
    return Choices(
        profile=chosen,
        period=job.period,
        accept_problems=job.accept_problems,
        organisation_id=buyer.id if buyer else None,
        organisation=buyer.name if buyer else None,
    )
