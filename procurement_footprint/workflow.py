"""The whole story: a ledger row walks through one room after another and leaves with kilograms and reasons.

This is the only file that knows the order of the rooms.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from procurement_footprint.analysis import breakdown
from procurement_footprint.factors.currencies import with_reporting_amount
from procurement_footprint.footprint import basis, conserve, manifest, survey
from procurement_footprint.footprint.calculate import calculate
from procurement_footprint.footprint.rows import ROWS, footprint_rows, stream
from procurement_footprint.job import Job
from procurement_footprint.ledger.read import read
from procurement_footprint.mapping.classify import classify, decide
from procurement_footprint.reporting import compose, publish
from procurement_footprint.reporting.folder import Workroom, workroom
from procurement_footprint.reporting.report import Report

Tell = Callable[[str], None]


def run(job: Job, target: Path, tell: Tell) -> Report:
    """Compute the footprint that `job` asks for and publish it in the new folder `target`.

    tell: is told how far the work has come. Errors: Refused (bad input), Unbalanced (money does not reconcile);
    in both cases the folder does not appear.
    """
    with workroom(target) as room:
        report = footprint(job, room, tell)
        tell("writing the report")
        publish.files(report, room.result)
        manifest.write(room.result, compose.manifest_of(report, job))
    return report


def footprint(job: Job, room: Workroom, tell: Tell) -> Report:
    """Return everything there is to report; the rows stream into `footprint.parquet` in `room.result`."""
    known = basis.load(job.project)
    ledger = read(job.ledgers, room.spool, job.reading, tell)
    found = survey.of(ledger, known, job)

    tell("mapping and calculating")
    rows = with_reporting_amount(stream(found.rows), found.exchange, found.currency)
    classified = classify(rows, decide(rows.to_native(), found.rules))
    calculated = calculate(classified, found.multipliers, known.factors.identity)
    table = footprint_rows(calculated, room.result / ROWS)

    booked = conserve.tally(ledger.rows)
    conserve.read_in_full([(file.rows, file.amounts) for file in ledger.files], booked)
    conserve.same(booked, conserve.tally(classified.to_native()), "ledger to classified")
    conserve.same(booked, conserve.tally(table), "classified to footprint")
    conserve.kilograms_where_counted(table)

    tables = breakdown.break_down(table, known.taxonomy.table, found.currency)
    breakdown.check(tables)
    return compose.report(job, ledger, known, found, tables)


def check(job: Job, tell: Tell) -> Report:
    """Do everything that `run` does and publish nothing."""
    with TemporaryDirectory() as folder:
        ...
