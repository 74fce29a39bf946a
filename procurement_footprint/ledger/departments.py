"""Departments as the project knows them: bookings under an old id or name stand under the one of the day.

A row is a department's when its id, or else its name, is one that the department is booked under on that day. What the
project does not list stays as booked, and a note says what that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from procurement_footprint.entities import Department, held, turns
from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.coded import plain
from procurement_footprint.ledger.columns import CODED

BOOKED = ["department_id", "department"]
WHOSE, SPAN = "_whose", "_span"
KEYS = [*BOOKED, WHOSE, SPAN]
NAMED = 5  # unknown departments that the note names


def settled(ledger: Ledger, departments: Sequence[Department]) -> Ledger:
    """Return the ledger with each department under its id and name of the day, and a note on those not listed."""
    if not departments:
        return ledger
    days = turns((one.since, one.until) for one in departments)
    whose = {file.name: file.entity for file in ledger.files}
    keyed = [_keyed(block, whose, days) for block in ledger.blocks]
    booked = _booked(keyed)
    known = _known(booked, departments, days)
    pairs = zip(keyed, ledger.blocks, strict=True)
    blocks = tuple(_named(one, known, block.collect_schema().names()) for one, block in pairs)
    return replace(ledger, blocks=blocks, notes=(*ledger.notes, *_notes(booked, known)))


def _keyed(block: pl.LazyFrame, whose: Mapping[str, str | None], days: Sequence[date]) -> pl.LazyFrame:
    """Return the rows with whose they are and the number of the span of days in which they are booked."""
    entity = file_of(whose).replace_strict(whose, return_dtype=pl.String).cast(CODED)
    span = pl.sum_horizontal(pl.lit(0, pl.Int32), *(pl.col("booked_on") >= day for day in days)).cast(pl.Int32)
    return block.with_columns(entity.alias(WHOSE), span.alias(SPAN))


def _booked(keyed: Sequence[pl.LazyFrame]) -> pl.DataFrame:
    """Return the distinct KEYS of a ledger with their rows."""
    return plain(pl.concat(keyed).group_by(KEYS).agg(pl.len().alias("rows")).collect(engine="streaming")).sort(KEYS)


def _known(booked: pl.DataFrame, departments: Sequence[Department], days: Sequence[date]) -> pl.DataFrame:
    """Return KEYS and the id and name of the department, for each that is listed."""
    lines = []
    for number, name, entity, span in booked.select(KEYS).iter_rows():
        day = days[span - 1] if span else date.min
        for claim in (number, name):
            found = next((one for one in departments if claim and _is(one, claim, entity, day)), None)
            if found:
                lines.append((number, name, entity, span, found.id, found.name))
                break
    schema = dict.fromkeys(BOOKED, CODED) | {WHOSE: CODED, SPAN: pl.Int32()} | dict.fromkeys(("_id", "_name"), CODED)
    return pl.DataFrame(lines, schema, orient="row")


def _is(department: Department, claim: str, entity: str | None, day: date) -> bool:
    if department.entity not in (None, entity) or not held(department.since, department.until, day):
        return False
    return claim.casefold() in (one.casefold() for one in department.claims)


def _named(keyed: pl.LazyFrame, known: pl.DataFrame, columns: list[str]) -> pl.LazyFrame:
    found = keyed.join(known.lazy(), on=KEYS, how="left", nulls_equal=True, maintain_order="left")
    listed = pl.col("_id").is_not_null()
    number = pl.when(listed).then("_id").otherwise("department_id")
    name = pl.when(listed).then("_name").otherwise("department")
    return found.with_columns(department_id=number, department=name).select(columns)


def _notes(booked: pl.DataFrame, known: pl.DataFrame) -> list[str]:
    others = booked.join(plain(known), on=KEYS, how="anti", nulls_equal=True)
    named = others.filter(pl.any_horizontal(pl.col(BOOKED).is_not_null()))
    sums = named.group_by(BOOKED).agg(pl.sum("rows")).sort("rows", *BOOKED, descending=[True, False, False])
    if sums.is_empty():
        return []
    said = [
        f"{' '.join(filter(None, (number, name)))} ({rows:,} rows)"
        for number, name, rows in sums.head(NAMED).iter_rows()
    ]
    more = [f"{sums.height - NAMED} more"] if sums.height > NAMED else []
    return [f"departments that procurement.yaml does not list, shown as booked: {', '.join([*said, *more])}"]
