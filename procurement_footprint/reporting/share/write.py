"""The files of a footprint that may be published: its report, its tables, its purchases as open data, its totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from procurement_footprint import person_numbers
from procurement_footprint.analysis import suppliers
from procurement_footprint.footprint import manifest
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.ledger.columns import ROWS
from procurement_footprint.mapping.decision_files import FOLDER
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import Project
from procurement_footprint.reporting import publish, tables
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.share.scan import Known

PURCHASES = "purchases.csv"
_KEYS = (
    "period", "organisation_id", "organisation", "department_id", "department", "supplier_id", "supplier", "pooled",
    "account", "account_text", "status", "category", "reason",
)  # fmt: skip
_SUMS = ("reporting_amount", "kg_co2e")


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is asked of `share`. threshold: in the reporting currency; suppliers below it are pooled."""

    project: Project
    threshold: int
    known: Known


def same_totals(done: Finished, found: Mapping[str, Any]) -> None:
    """See that what is published adds up to the totals of the footprint. Errors: Refused."""
    then = done.manifest["totals"]
    if differing := [key for key, value in found.items() if then.get(key, value) != value]:
        place, what = str(done.folder), ", ".join(differing)
        raise Refused([problem("share-totals", place, manifest=manifest.FILE, what=what)])


def files(done: Finished, report: Report, rows: pl.LazyFrame, threshold: int, folder: Path) -> None:
    """Write into `folder` what may be published of a finished footprint.

    report: made from `rows`, the published rows (`footprint.public`). threshold: below which suppliers are pooled.
    """
    publish.files(report, folder)
    (folder / PURCHASES).write_bytes(tables.as_csv(purchases(rows)))
    manifest.write(folder, _manifest(done, threshold))


def purchases(rows: pl.LazyFrame) -> pl.DataFrame:
    """Return the published rows added up by quarter, department, supplier, account and category, sorted by these."""
    known = rows.with_columns(pl.col("status").cast(pl.String))
    keys = [key for key in _KEYS if key != "pooled"]
    sums = known.group_by(*keys, "sole_trader").agg(ROWS.alias("rows"), pl.sum("reporting_amount"), _kilograms())
    shown = suppliers.pooled(sums.collect(engine="streaming"))
    added = shown.group_by(_KEYS).agg(pl.sum("rows", "reporting_amount"), _kilograms())
    return added.select(*_KEYS, "rows", *_SUMS).with_columns(tables.supplier()).sort(_KEYS, nulls_last=True)


def _kilograms() -> pl.Expr:
    """Return the kilograms, null where nothing is counted."""
    return pl.when(pl.col("kg_co2e").count() > 0).then(pl.sum("kg_co2e")).alias("kg_co2e")


def _manifest(done: Finished, threshold: int) -> dict[str, Any]:
    """Return what may be published of the manifest: totals, figures and inputs, but no names of people who decided."""
    held = done.manifest
    kept = {key: held[key] for key in ("program", "run", "totals")}
    inputs = [{**one, "name": person_numbers.masked(one["name"])} for one in held["inputs"]]
    shared = {"manifest_sha256": done.sha256, "threshold": threshold}
    return {**kept, "inputs": inputs, "made_with": made_with(held["made_with"]), "shared": shared}


def made_with(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return the files that decided the figures; decision files are called after people, so they get numbers."""
    shown: dict[str, Any] = {}
    for role, used in held.items():
        decided = [one for one in used if one["name"].startswith(f"{FOLDER}/")]
        numbered = [{**one, "name": f"{FOLDER}/{number}"} for number, one in enumerate(decided, 1)]
        shown[role] = [*(one for one in used if one not in decided), *numbered]
    return shown
