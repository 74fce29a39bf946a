"""The result folder of a closed period: that of a run, with its price list, what changed, and what pins it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from procurement_footprint.footprint import manifest, rows
from procurement_footprint.footprint.closing import Unchanged, Version
from procurement_footprint.footprint.restated import price_list, same_lines
from procurement_footprint.footprint.restated.causes import Side
from procurement_footprint.footprint.restated.changes import Changes, Totals, changes
from procurement_footprint.footprint.restated.price_list import PriceList
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.job import Listener
from procurement_footprint.ledger.closings import Closing
from procurement_footprint.problems import Refused, problem
from procurement_footprint.reporting import publish
from procurement_footprint.reporting.report import Report, Restatement
from procurement_footprint.reporting.tables import as_csv

CSV, JSON = "changes.csv", "changes.json"


def write(
    footprint: Footprint, report: Report, written: Mapping[str, Any], version: Version, folder: Path, listener: Listener
) -> Report:
    """Write everything that a version of a closed period says into `folder`, where its rows are already."""
    prices = price_list.of(footprint.basis, footprint.survey.booked)
    price_list.write(prices, folder)
    if version.before:
        found = _changes(footprint, written, version.before, prices)
        _write_changes(folder, found, version)
        report = replace(report, restated=_restatement(found, version, version.before.period))
    listener.say("writing the report")
    publish.files(report, folder)
    manifest.write(folder, written)
    return report


def said_before(report: Report, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is to be said before a period is closed: months without rows, and what is not decided."""
    totals, currency = report.breakdown.totals, report.breakdown.currency
    lines = [f"no rows: {line}" for line in missing]
    if totals.has("unmapped"):
        unmapped = f"{totals.rows['unmapped']:,} rows, {totals.amount['unmapped']:,} {currency}"
        lines.append(f"unmapped: {unmapped}; they have no footprint in what is closed")
    if report.rejected_rows:
        lines.append(f"rejected: {report.rejected_rows:,} rows that could not be read are not in what is closed")
    return tuple(lines)


def see_changed(report: Report, written: Mapping[str, Any], version: Version) -> None:
    """See that a restatement says something else than the version before it. Errors: Unchanged."""
    if report.restated is None or version.before is None or report.restated.changes.groups.height:
        return
    if manifest.read(version.before.folder)["totals"] == written["totals"]:
        raise Unchanged


def _changes(footprint: Footprint, written: Mapping[str, Any], before: Closing, prices: PriceList) -> Changes:
    earlier = manifest.read(before.folder)
    there, here = earlier["totals"]["currency"], footprint.currency
    if there != here:
        values = {"version": before.version, "period": before.period, "before": there, "after": here}
        raise Refused([problem("closing-currency", before.period, **values)])
    old = Side(rows.scan(before.folder / rows.FILE), price_list.read(before.folder))
    new = Side(footprint.rows, prices)
    return changes(old, new, same_lines.redelivered(earlier, written), here)


def _restatement(found: Changes, version: Version, period: str) -> Restatement:
    return Restatement(period, version.number, version.by, version.when, version.reason, found)


def _write_changes(folder: Path, found: Changes, version: Version) -> None:
    """Write what changed: changes.csv by cause, organisation, department and outcome, changes.json by cause."""
    differences = {
        f"{name}_difference": pl.col(f"{name}_after") - pl.col(f"{name}_before") for name in ("rows", "amount", "kg")
    }
    (folder / CSV).write_bytes(as_csv(found.groups.with_columns(**differences)))
    causes = {cause: {"rows_touched": touched, **_figures(one)} for cause, touched, one in found.by_cause}
    said = {
        "version": version.number,
        "restates": version.number - 1,
        "by": version.by,
        "when": version.when,
        "reason": version.reason,
        "currency": found.currency,
        "before": _figures(found.before),
        "causes": causes,
        "after": _figures(found.after),
    }
    (folder / JSON).write_bytes(json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n")


def _figures(totals: Totals) -> dict[str, object]:
    return {
        "rows": totals.rows,
        "amount": f"{totals.amount:f}",
        "counted_rows": totals.counted_rows,
        "counted_amount": f"{totals.counted_amount:f}",
        "kg_co2e": f"{totals.kg:f}",
    }
