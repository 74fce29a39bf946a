"""What the manifest says: the totals, the inputs, and everything that decided the figures."""

from __future__ import annotations

import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from procurement_footprint import __version__, shelf
from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.scopes import Scopes
from procurement_footprint.footprint.details import Details
from procurement_footprint.footprint.manifest import exact, ingredients
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.profile_text import to_yaml
from procurement_footprint.ledger.read import LedgerFile

PROGRAM = "procurement-footprint"


def manifest(footprint: Footprint, tables: Breakdown, scopes: Scopes) -> dict[str, Any]:
    """Return the manifest of a footprint, ready to be written; see `footprint.manifest`."""
    totals, job = tables.totals, footprint.job
    return {
        "program": {"name": PROGRAM, "version": __version__},
        "run": {
            "period": job.period and job.period.name,
            "language": job.language,
            "profile": job.profile and Path(job.profile).name,
            "chart": job.chart,
            "accept_problems": job.accept_problems,
        },
        "chart_of_accounts": [
            {"file": name, "chart": one.chart, "why": one.why} for name, one in footprint.charts.items()
        ],
        "totals": {
            "rows": dict(totals.rows),
            "currency": tables.currency,
            "amount": exact(totals.amount),
            "booked": {currency: exact(four) for currency, four in totals.booked.items()},
            "kg_co2e": f"{totals.kg_co2e:f}",
            "kg_co2e_low": f"{tables.range.low:f}",
            "kg_co2e_high": f"{tables.range.high:f}",
            "quality": tables.range.quality,
            "scopes": _scopes(scopes),
            "rejected_rows": sum(file.rejected.rows for file in footprint.ledger.files),
        },
        "notes": [masked(note) for note in footprint.ledger.notes],
        "inputs": _inputs(footprint),
        **_invoices(footprint.details),
        "made_with": {**ingredients(footprint.basis.ingredients()), "profiles": _profiles(footprint)},
    }


def _scopes(scopes: Scopes) -> dict[str, str]:
    parts = {"1": scopes.scope_1, "2": scopes.scope_2, "3": scopes.scope_3, "biogenic": scopes.biogenic}
    bases = {"location_based": scopes.location, "market_based": scopes.market}
    return exact(parts | bases | {"fuel_not_burnt": scopes.not_burnt})


def _inputs(footprint: Footprint) -> list[dict[str, Any]]:
    reporting = _reporting_amounts(footprint)
    return [_input(file, reporting[file.name]) for file in footprint.ledger.files]


def _input(file: LedgerFile, amount: Decimal) -> dict[str, Any]:
    return {
        "name": re.sub(r"#\d+$", "", file.name),  # the second file of a name is name#2 in this run
        "sha256": file.sha256,
        "rows": file.rows,
        "amount": f"{amount:f}",
        "booked": exact(file.amounts),
        "outside_period": {"rows": file.outside_period.rows, "booked": exact(file.outside_period.amounts)},
        "rejected": {"rows": file.rejected.rows, "booked": exact(file.rejected.amounts)},
        "excluded": {why: {"rows": tally.rows, "booked": exact(tally.amounts)} for why, tally in file.excluded.items()},
        "profiles": [profile.name for profile in file.profiles],
    }


def _invoices(details: Details | None) -> dict[str, Any]:
    """Return the files, folders and zips of invoices that go with the ledgers; nothing where there are none."""
    if details is None:
        return {}
    named = [{"name": one.name, "sha256": one.sha256, "invoices": len(one.all)} for one in details.sources]
    return {"invoices": named}


def _reporting_amounts(footprint: Footprint) -> dict[str, Decimal]:
    """Return the money of each file in the reporting currency."""
    files, currency = footprint.ledger.files, footprint.currency
    if all(set(file.amounts) <= {currency} for file in files):
        return {file.name: file.amounts.get(currency, Decimal("0.00")) for file in files}
    of_file = file_of([file.name for file in files]).alias("file")
    sums = footprint.rows.group_by(of_file).agg(pl.sum("reporting_amount")).collect(engine="streaming")
    return dict.fromkeys((file.name for file in files), Decimal("0.00")) | dict(sums.iter_rows())


def _profiles(footprint: Footprint) -> list[dict[str, str]]:
    used = {profile.name: profile for file in footprint.ledger.files for profile in file.profiles}
    chosen = footprint.job.profile
    return [
        {"name": name, "version": used[name].version, "sha256": _digest(used[name], chosen)} for name in sorted(used)
    ]


def _digest(profile: Profile, chosen: str | None) -> str:
    """Return the SHA-256 of a profile's file; of one that was recognised, that of the file it would be written as."""
    shipped = shelf.folder("mappings") / "ledgers" / f"{profile.name}.yaml"
    for path in (Path(chosen) if chosen else shipped, shipped):
        if path.is_file():
            return shelf.digest(path)
    return sha256(to_yaml(profile).encode()).hexdigest()
