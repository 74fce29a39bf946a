"""The whole story: a ledger row walks through one room after another and leaves with kilograms and reasons.

This is the only file that knows the order of the rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from procurement_footprint.analysis import sums
from procurement_footprint.engine import HERE, Engine
from procurement_footprint.factors import currencies
from procurement_footprint.footprint import activities, conserve, details, gross, manifest, rows, slices
from procurement_footprint.footprint.activities import Measured
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.calculate import calculate
from procurement_footprint.footprint.details import Details
from procurement_footprint.footprint.loaded import loaded
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.footprint.survey import Survey, survey
from procurement_footprint.job import Job, Listener
from procurement_footprint.ledger import pseudonym_key
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.bookings import Booked, booked
from procurement_footprint.ledger.looked import Asked
from procurement_footprint.mapping import chart_of_file, group
from procurement_footprint.mapping.classify import classify, decide, ties
from procurement_footprint.mapping.group import Group
from procurement_footprint.ready import ready
from procurement_footprint.reporting.folder import Workroom, passing_workroom, workroom

if TYPE_CHECKING:
    from procurement_footprint.footprint import repeat, repeated
    from procurement_footprint.reporting.report import Report


def run(job: Job, target: Path, listener: Listener, engine: Engine = HERE) -> Report:
    """Compute the footprint that `job` asks for and publish it in the new folder `target`.

    listener: is told how far the work has come. engine: where it is done. Errors: Refused (bad input), Unbalanced
    (money does not reconcile); the folder appears whole or not at all.
    """
    with ready(job.language), workroom(target) as room:
        _, report, written = reported(job, room, listener, engine.booked, engine)
        from procurement_footprint.reporting import latest, publish  # `ready` has imported them meanwhile

        listener.say("writing the report")
        publish.files(report, room.result)
        manifest.write(room.result, written)
    latest.point(job.project.folder, target)
    return report


def check(job: Job, listener: Listener) -> Report:
    """Do everything that `run` does, and publish nothing."""
    with passing_workroom() as room:
        return reported(job, room, listener)[1]


def verify(folder: Path, inputs: repeat.Inputs, listener: Listener) -> repeated.Repeated:
    """Make the footprint in `folder` again from its manifest; return what came of it.

    Nothing is written where the footprint or its project is. Errors: Refused when an input is not there as it was.
    """
    from procurement_footprint.footprint import repeat, repeated  # only here
    from procurement_footprint.reporting import publish

    before = manifest.read(folder)
    with passing_workroom() as room:
        job = repeat.job_of(before, folder, inputs, room.copies)
        _, report, written = reported(job, room, listener)
        publish.files(report, room.result)
        manifest.write(room.result, written)
        since = repeated.since(repeated.decided(before), repeated.decided(written), inputs.project)
        return repeated.compared(folder, room.result, since)


def reported(
    job: Job, room: Workroom, listener: Listener, source: Booked = booked, engine: Engine = HERE
) -> tuple[Footprint, Report, dict[str, object]]:
    """Return the footprint that `job` asks for, its report and its manifest; its rows are in `room.result`.

    source: where the bookings come from. engine: where the work is done.
    """
    running = sums.Running(sums.OF_GROUP if job.consolidated else sums.KEYS)
    footprint = compute(job, room, listener, running.add, source, engine)
    from procurement_footprint import composing  # `ready` has imported them meanwhile
    from procurement_footprint.reporting import record

    report, tables, scopes = composing.composed(footprint, engine.total(running, room.result / rows.FILE))
    return footprint, report, record.manifest(footprint, tables, scopes)


def compute(
    job: Job,
    room: Workroom,
    listener: Listener,
    seen: Callable[[pl.DataFrame], None],
    source: Booked = booked,
    engine: Engine = HERE,
) -> Footprint:
    """Walk all rows of the ledgers through the rooms; they arrive in `footprint.parquet` in `room.result`.

    seen: is shown each block of FOOTPRINT rows on its way there. source: where the bookings come from. engine: where
    the work is done.
    """
    known, ledger = loaded(job, room.spool, listener, source)
    known = gross.settled(known, ledger.files, ledger.rows)
    files = [file.name for file in ledger.files]
    held = survey(ledger.rows, files)
    charts = chart_of_file.settle(chart_of_file.of_entities(job, ledger), files, held.accounts, known.mappings.charts)
    for line in chart_of_file.said(charts):
        listener.say(line)
    currency = job.project.settings.currency or held.main_currency

    exchange = known.exchange(ledger.rows, held.booked, currency)
    charted = [chart_of_file.entered(block, charts) for block in ledger.blocks]
    joint = _group(job, ledger)
    if joint:
        charted = [group.parties(block, joint) for block in charted]
        for line in group.said(joint):
            listener.say(line)
    told = _invoiced(job, known, ledger, exchange, currency, listener)
    known = details.with_activities(known, told) if told else known
    coded = [details.coded(block, told.table) for block in charted] if told else charted
    asked = pl.concat(coded)
    decisions = decide(asked, known.mappings.rule_sets, _may_tie(known, job), Asked(coded, engine.looked))
    for tie in ties(asked, decisions):
        listener.say(f"left unmapped: {tie}")
    multipliers = known.multipliers(held.booked)

    def by_money(block: rows.Rows) -> rows.Rows:
        priced = currencies.with_reporting_amount(block, exchange, currency)
        classified = classify(details.entered(priced, told.table) if told else priced, decisions)
        own = group.consolidated(classified, joint) if joint else classified
        return calculate(details.numbered(own) if told else own, multipliers)

    def walk(block: rows.Rows) -> rows.Rows:
        spent = by_money(block)
        return activities.replace(spent, measured.table) if measured else activities.without(spent)

    measured = _measured(rows.each(charted, by_money), known, held, currency)
    parts = engine.walked(charted, walk, seen, room.result / rows.FILE)
    in_parts = decisions.split or told is not None or (joint is not None and joint.parts)
    written = conserve.walked(ledger, parts, in_parts, engine.looked)
    kilograms = conserve.kilograms_where_counted(parts, engine.looked)
    table = pl.concat(parts)
    if measured:
        conserve.counted_once(table, measured.slices)
    return Footprint(table, written, kilograms, currency, job, ledger, held, known, charts, measured, joint, told)


def _invoiced(
    job: Job, known: Basis, ledger: Ledger, exchange: pl.DataFrame, currency: str, listener: Listener
) -> Details | None:
    """Return what the invoices that go with the ledgers say about their rows; None where there are none."""
    if not job.invoices:
        return None
    from procurement_footprint.ledger.ubl import attached  # only where there are any
    from procurement_footprint.reporting import invoice_matches

    found = attached.read(job.invoices, job.accept_problems)
    priced = currencies.with_reporting_amount(nw.from_native(ledger.rows), exchange, currency).to_native()
    told = details.detail(found, priced, known, job.key or pseudonym_key.key(job.project.folder))
    for line in (*attached.said(found), *invoice_matches.said(told, currency)):
        listener.say(line)
    return told


def _measured(spent: Iterable[pl.DataFrame], known: Basis, held: Survey, currency: str) -> Measured | None:
    """Return what the project's activity data say about these rows, which are walked once more for it; else None."""
    if not known.activities.lines:
        return None
    return activities.measure(slices.find(spent, known.activities.lines, held, currency), known.index)


def _may_tie(known: Basis, job: Job) -> frozenset[str]:
    """Return the rules whose ties leave a row unmapped; ties of the project's own rules are the project's to mend."""
    return known.mappings.ids if job.accept_problems else known.mappings.shipped_ids


def _group(job: Job, ledger: Ledger) -> Group | None:
    """Return the entities whose purchases these are as one; None where they are those of one entity."""
    whose = {file.name: file.entity for file in ledger.files}
    return group.of(job.project.entities, whose) if job.consolidated else None
