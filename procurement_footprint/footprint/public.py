"""A finished footprint as it may be published: no rows of single persons or small suppliers, no text, no voucher.

The rows stay the same in number, money and kilograms, so every table still adds up to the manifest. What changes is who
they are from:

- suppliers from which less than the threshold was bought are pooled;
- a number is published where it is a legal entity's, no other numbering is;
- texts, vouchers, contracts and counterparties are gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec
import polars as pl

from procurement_footprint import period, shelf
from procurement_footprint.entities import Entity
from procurement_footprint.footprint import conserve
from procurement_footprint.footprint.activities import SLICES, Measured
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.manifest import FILE
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.footprint.survey import survey
from procurement_footprint.job import Job
from procurement_footprint.ledger import person_numbers
from procurement_footprint.ledger.book import Ledger, LedgerFile, Tally
from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.identity import identities
from procurement_footprint.mapping import group
from procurement_footprint.mapping.group import Group
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import Project

POOLED: Final = "(small suppliers)"  # the name under which their rows walk on
_UNPUBLISHED: Final = ("voucher", "text", "counterparty", "contract")
_SUPPLIER: Final = ("supplier_id", "supplier", "sole_trader")
_ACTIVITIES: Final = "activities.csv"


def footprint(done: Finished, project: Project, threshold: int) -> Footprint:
    """Return a finished footprint as it may be published.

    threshold: in the reporting currency; suppliers below it are pooled.
    """
    run = done.manifest["run"]
    files = tuple(_file(one) for one in done.manifest["inputs"])
    joint = _group(done.manifest)
    published = rows(_with_parties(done.rows, joint) if joint else done.rows, threshold)
    ledger = Ledger((published,), files, pl.DataFrame(), _notes(done.manifest))
    span = period.parse(run["period"]) if run["period"] else None
    return Footprint(
        rows=published,
        tally=conserve.tally_of_parts(published),
        kilograms=Decimal(done.manifest["totals"]["kg_co2e"]),
        currency=done.currency,
        job=Job((), project, done.language, period=span),
        ledger=ledger,
        survey=survey(published, [one["name"] for one in done.manifest["inputs"]]),
        basis=done.basis,
        charts={},
        measured=_measured(done),
        group=joint,
    )


def rows(table: pl.LazyFrame, threshold: int) -> pl.LazyFrame:
    """Return FOOTPRINT rows without small suppliers, numbers of no legal entity, and what is never published."""
    known = table.select(*_SUPPLIER, "reporting_amount").group_by(_SUPPLIER).agg(pl.sum("reporting_amount"))
    suppliers = known.collect(engine="streaming")
    ids = identities(suppliers["supplier_id"]).filter("legal")["delivered"]
    person, number, name = pl.col("sole_trader").fill_null(False), pl.col("supplier_id"), pl.col("supplier")
    nobody = number.is_null() & name.is_null()
    bought = pl.sum("reporting_amount").over(pl.coalesce(number, name), person).abs()
    small = ~person & ~nobody & ((bought < threshold) | name.is_null() & ~number.is_in(ids.implode()))
    shown = suppliers.select(
        *_SUPPLIER,
        _id=pl.when(~person & ~small & number.is_in(ids.implode())).then(number),
        _name=pl.when(small).then(pl.lit(POOLED)).when(~person).then(name),
    )
    joined = table.join(shown.lazy(), on=list(_SUPPLIER), how="left", nulls_equal=True, maintain_order="left")
    named = joined.with_columns(supplier_id="_id", supplier="_name").drop("_id", "_name")
    return named.with_columns(pl.lit(None, pl.String).alias(column) for column in _UNPUBLISHED)


def _group(manifest: Mapping[str, Any]) -> Group | None:
    """Return the entities whose purchases were computed as one; None where they are those of one entity."""
    known = msgspec.convert(manifest.get("entities", ()), tuple[Entity, ...])
    if len(known) < 2 or "entity" in manifest["run"]:
        return None
    return group.of(known, {one["name"]: one.get("entity") for one in manifest["inputs"]})


def _with_parties(table: pl.LazyFrame, joint: Group) -> pl.LazyFrame:
    """Return FOOTPRINT rows with who of the group bought and sold."""
    asked = ("supplier_id", "counterparty")
    named = group.parties(table.with_columns(pl.col(asked).cast(CODED)), joint)
    return named.with_columns(pl.col(asked).cast(pl.String))


def _file(said: Mapping[str, Any]) -> LedgerFile:
    """Return what the manifest says of a ledger file; its name without a person's number."""
    return LedgerFile(
        name=person_numbers.masked(said["name"]),
        sha256=said["sha256"],
        kind="",
        accepted=_tally(said),
        outside_period=_tally(said["outside_period"]),
        rejected=_tally(said["rejected"]),
        excluded={why: _tally(tally) for why, tally in said["excluded"].items()},
        profiles=(),
        entity=said.get("entity"),
    )


def _tally(said: Mapping[str, Any]) -> Tally:
    return Tally(said["rows"], {currency: Decimal(amount) for currency, amount in said["booked"].items()})


def _notes(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the notes that quote nothing from a ledger."""
    return tuple(person_numbers.masked(note) for note in manifest["notes"] if "\n" not in note)


def _measured(done: Finished) -> Measured | None:
    """Return what activity data gave; None where the project had none. Errors: Refused when the table was changed."""
    path, then = done.folder / _ACTIVITIES, done.manifest["outputs"].get(_ACTIVITIES)
    if then is None:
        return None
    if not path.is_file() or shelf.digest(path) != then:
        raise Refused([problem("audit-rows-changed", str(path), manifest=FILE)])
    slices = pl.read_csv(path.read_bytes(), schema=SLICES)
    return Measured(pl.DataFrame(), slices, ())
