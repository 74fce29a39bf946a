"""The program's footprint of some ledgers, held against the oracle's, and its tables against SQL over its own rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import oracle
import polars as pl

from procurement_footprint import job as jobs
from procurement_footprint import period as periods
from procurement_footprint import project as projects
from procurement_footprint import workflow
from procurement_footprint.footprint import rows
from procurement_footprint.reporting import tables
from procurement_footprint.reporting.folder import passing_workroom

Row = Mapping[str, Any]
Sums = dict[tuple[Any, ...], tuple[int, Decimal, Decimal]]  # key → rows, money, kilograms
SAME = (
    *("booked_on", "amount", "currency", "reporting_amount", "status", "category", "reason", "rule_id", "evidence"),
    *("kg_co2e", "sole_trader", "supplier", "account", "account_text", "department_id", "department"),
)
KEYS = {  # of each table that adds up to what is counted
    "departments": ("organisation_id", "organisation", "department_id", "department"),
    "suppliers": ("supplier",),
    "categories": ("category",),
}
SELLER = """CASE WHEN sole_trader THEN '(sole traders)' WHEN supplier_id IS NULL AND supplier IS NULL
            THEN '(no supplier)' ELSE coalesce(supplier_id, supplier) END AS supplier"""
BUYER = """CASE WHEN department_id IS NULL AND department IS NULL THEN '(no department)' ELSE department END
           AS department"""


@dataclass(frozen=True, slots=True)
class Made:
    """What the program has made. rows: by row_id. tables, by_sql: by name. totals: of the manifest, by status."""

    rows: dict[str, Row]
    tables: dict[str, Sums]
    by_sql: dict[str, Sums]
    totals: Sums
    currency: str


def made(paths: Sequence[Path], folder: Path, period: str | None = None, **choices: Any) -> Made:
    """Return the footprint of some files, as `run` computes it; folder: of the project, where there is one."""
    home = projects.load(folder) if (folder / "procurement.yaml").is_file() else projects.around(folder)
    asked = jobs.job(tuple(paths), home, period=periods.parse(period) if period else None, **choices)
    with passing_workroom() as room:
        footprint, report, written = workflow.reported(asked, room, jobs.Silent())
        path = room.result / rows.FILE
        found = {row["row_id"]: row for row in pl.read_parquet(path).iter_rows(named=True)}
        by_sql = {name: sql(path, keys) for name, keys in KEYS.items()} | {"status": sql(path, ("status",), "true")}
        frames = tables.frames(report.breakdown, report.category_names)
    held = {name: shown(frames[name], keys) for name, keys in KEYS.items()}
    return Made(found, held, by_sql, of_manifest(written["totals"]), footprint.currency)


def sql(path: Path, keys: Sequence[str], where: str = "status = 'counted'") -> Sums:
    """Return rows, money and kilograms of a footprint by key, as DuckDB adds them up."""
    asked = ", ".join({"supplier": SELLER, "department": BUYER}.get(key, key) for key in keys)
    query = f"""SELECT {asked}, count(DISTINCT row_id), sum(reporting_amount), coalesce(sum(kg_co2e), 0)
                FROM read_parquet('{path}') WHERE {where} GROUP BY ALL"""
    with duckdb.connect() as held:
        found = held.execute(query).fetchall()
    return {tuple(line[:-3]): (line[-3], line[-2], line[-1]) for line in found}


def shown(frame: pl.DataFrame, keys: Sequence[str]) -> Sums:
    """Return a table of the report in the same form."""
    if keys == KEYS["suppliers"]:
        frame = frame.with_columns(supplier=pl.coalesce("supplier_id", "supplier"))
    return {tuple(line[:-3]): line[-3:] for line in frame.select(*keys, "rows", "reporting_amount", "kg_co2e").rows()}


def of_manifest(totals: Any) -> Sums:
    """Return the totals of a manifest by status."""
    kilograms = {"counted": Decimal(totals["kg_co2e"])}
    return {
        (part,): (totals["rows"][part], Decimal(totals["amount"][part]), kilograms.get(part, Decimal(0)))
        for part in ("counted", "left_out", "unmapped")
        if totals["rows"][part]
    }


def expected(found: Iterable[Row]) -> dict[str, Sums]:
    """Return the same tables from the rows of the oracle."""
    every = [row | {"supplier": _seller(row), "department": _buyer(row)} for row in found]
    counted = [row for row in every if row["status"] == "counted"]
    return {name: oracle.totals(counted, *keys) for name, keys in KEYS.items()} | {
        "status": oracle.totals(every, "status")
    }


def _seller(row: Row) -> str:
    return "(sole traders)" if row["sole_trader"] else row["supplier_id"] or row["supplier"] or "(no supplier)"


def _buyer(row: Row) -> str | None:
    return row["department"] if row["department_id"] or row["department"] else "(no department)"


def differences(found: Mapping[str, Row], wanted: Iterable[Row]) -> list[str]:
    """Return one line for each value in which the program and the oracle differ."""
    lines, left = [], dict(found)
    for row in wanted:
        own = left.pop(row["row_id"], None)
        if own is None:
            lines.append(f"{row['row_id']}: not in the footprint")
            continue
        same = SAME if row["sole_trader"] else (*SAME, "supplier_id")
        apart = [name for name in same if own[name] != row[name]]
        lines += [f"{row['row_id']}: {name} is {own[name]!r}, by the oracle {row[name]!r}: {row}" for name in apart]
    return lines + [f"{row_id}: not in the ledger" for row_id in left]


def agree(found: Made, wanted: Sequence[Row]) -> None:
    """See that rows, tables and totals are those of the oracle, to the öre and the gram."""
    assert differences(found.rows, wanted) == []
    tables = expected(wanted)
    status = tables.pop("status")
    assert found.tables == tables
    assert found.totals == status
    assert found.by_sql == {**tables, "status": status}
