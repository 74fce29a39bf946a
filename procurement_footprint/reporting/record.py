"""What the manifest says: the totals, the inputs, and everything that decided the figures."""

from __future__ import annotations

import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from procurement_footprint import __version__, shelf
from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.scopes import Scopes
from procurement_footprint.entities import Department, Entity
from procurement_footprint.footprint import beside
from procurement_footprint.footprint.details import Details
from procurement_footprint.footprint.manifest import exact, ingredients
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.job import Job
from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.names import name_of
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.profile_text import to_yaml
from procurement_footprint.ledger.read import LedgerFile
from procurement_footprint.project import Project

PROGRAM = "procurement-footprint"


def manifest(footprint: Footprint, tables: Breakdown, scopes: Scopes) -> dict[str, Any]:
    """Return the manifest of a footprint, ready to be written; see `footprint.manifest`."""
    job = footprint.job
    return {
        "program": {"name": PROGRAM, "version": __version__},
        "run": {
            "period": job.period and job.period.name,
            "language": job.language,
            "profile": job.profile and Path(job.profile).name,
            "chart": job.chart,
            "accept_problems": job.accept_problems,
            **_suppliers(job.suppliers),
            **({"entity": job.entity} if job.entity else {}),
            "as_of": footprint.ledger.as_of,
            "settings": _settings(job.project),
        },
        **_group(footprint),
        "chart_of_accounts": [
            {"file": name, "chart": one.chart, "why": one.why} for name, one in footprint.charts.items()
        ],
        "totals": totals(footprint, tables, scopes),
        "notes": [masked(note) for note in footprint.ledger.notes],
        "inputs": _inputs(footprint),
        **_invoices(footprint.details),
        "made_with": {**ingredients(footprint.basis.ingredients()), "profiles": _profiles(footprint)},
        "read": ingredients(beside.ingredients(footprint.basis, job.project, footprint.ledger.as_of)),
    }


def _settings(project: Project) -> dict[str, Any]:
    """Return what `procurement.yaml` says that decides a footprint and stands nowhere else in its manifest."""
    said = project.settings
    buyer = {"organisation": msgspec.to_builtins(said.organisation)} if said.organisation else {}
    texts = {"project": said.project, "currency": said.currency}
    return {**{key: value for key, value in texts.items() if value}, **buyer}


def _group(footprint: Footprint) -> dict[str, Any]:
    """Return the entities and departments of the project as this footprint saw them; nothing where it names none."""
    project = footprint.job.project
    entities = project.entities if project.settings.entities else ()
    said = {"entities": [_said(one) for one in entities]}
    said |= {"departments": [_said(one) for one in project.settings.departments]}
    return {key: ones for key, ones in said.items() if ones}


def _said(one: Entity | Department) -> dict[str, Any]:
    """Return what is known of an entity or department; its ledgers are among the inputs, what is empty is left out."""
    built: dict[str, Any] = msgspec.to_builtins(one)
    return {key: value for key, value in built.items() if value and key != "ledgers"}


def _suppliers(ledger: Path | None) -> dict[str, object]:
    """Return which ledger the suppliers were joined from, if any."""
    return {"suppliers": {"name": name_of(ledger), "sha256": shelf.digest(ledger)}} if ledger else {}


def totals(footprint: Footprint, tables: Breakdown, scopes: Scopes) -> dict[str, Any]:
    """Return rows, money and kilograms of the whole as the manifest says them."""
    whole = tables.totals
    return {
        "rows": dict(whole.rows),
        "currency": tables.currency,
        "amount": exact(whole.amount),
        "booked": {currency: exact(four) for currency, four in whole.booked.items()},
        "kg_co2e": f"{whole.kg_co2e:f}",
        "kg_co2e_low": f"{tables.range.low:f}",
        "kg_co2e_high": f"{tables.range.high:f}",
        "quality": tables.range.quality,
        "scopes": _scopes(scopes),
        "rejected_rows": sum(file.rejected.rows for file in footprint.ledger.files),
    }


def _scopes(scopes: Scopes) -> dict[str, str]:
    parts = {"1": scopes.scope_1, "2": scopes.scope_2, "3": scopes.scope_3, "biogenic": scopes.biogenic}
    bases = {"location_based": scopes.location, "market_based": scopes.market}
    return exact(parts | bases | {"fuel_not_burnt": scopes.not_burnt})


def _inputs(footprint: Footprint) -> list[dict[str, Any]]:
    reporting = _reporting_amounts(footprint)
    several = bool(footprint.job.project.settings.entities)
    return [
        {**_input(file, reporting[file.name]), **({"entity": file.entity} if several else {})}
        for file in footprint.ledger.files
    ]


def _input(file: LedgerFile, amount: Decimal) -> dict[str, Any]:
    number = {} if file.number is None else {"import": file.number}
    return {
        **number,
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
    """Return the profiles by which the rows were read; those of the archive as they are kept there."""
    job = footprint.job
    used = {profile.name: (profile, file) for file in footprint.ledger.files for profile in file.profiles}
    return [
        {
            "name": name,
            "version": one.version,
            "sha256": _written(one) if job.of_archive else _digest(one, _chosen(job, file)),
        }
        for name, (one, file) in sorted(used.items(), key=lambda item: item[0])
    ]


def _chosen(job: Job, file: LedgerFile) -> str | None:
    """Return the profile by which a file was to be read: a name or a path; None where it was recognised."""
    own = next((one.profile for one in job.project.entities if one.code == file.entity), None)
    return job.profile or job.project.profile_called(own)


def _digest(profile: Profile, chosen: str | None) -> str:
    """Return the SHA-256 of a profile's file; of one that was recognised, that of the file it would be written as."""
    shipped = shelf.folder("mappings") / "ledgers" / f"{profile.name}.yaml"
    for path in (Path(chosen) if chosen else shipped, shipped):
        if path.is_file():
            return shelf.digest(path)
    return _written(profile)


def _written(profile: Profile) -> str:
    """Return the SHA-256 of the file that a profile would be written as."""
    return sha256(to_yaml(profile).encode()).hexdigest()
