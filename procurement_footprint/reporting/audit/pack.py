"""The pack: one folder with everything that an auditor needs of a footprint, and how to check it."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint import shelf
from procurement_footprint.analysis.audit.sample import Sample
from procurement_footprint.footprint import manifest
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.rows import FILE
from procurement_footprint.reporting import tables
from procurement_footprint.reporting.audit import book, pack_tables
from procurement_footprint.reporting.folder import workroom
from procurement_footprint.reporting.language import Words

METHOD, README, SAMPLE = "METHOD.md", "README.md", "sample.xlsx"


def write(footprint: Finished, sample: Sample, target: Path) -> None:
    """Write the pack into the new folder `target`, which appears whole or not at all; same footprint, same bytes."""
    with workroom(target) as room:
        for name, table in pack_tables.tables(footprint).items():
            (room.result / f"{name}.csv").write_bytes(tables.as_csv(table))
        (room.result / manifest.FILE).write_bytes((footprint.folder / manifest.FILE).read_bytes())
        (room.result / METHOD).write_bytes(shelf.file(METHOD).read_bytes())
        (room.result / SAMPLE).write_bytes(book.written(sample, footprint))
        (room.result / README).write_text(_readme(footprint, sample), encoding="utf-8", newline="\n")


def _readme(footprint: Finished, sample: Sample) -> str:
    """Return README.md, which says what is there and how each number leads to rows."""
    totals, request = footprint.manifest["totals"], sample.request
    inputs = "\n".join(f"- `{one['name']}`, SHA-256 `{one['sha256']}`" for one in footprint.manifest["inputs"])
    words = Words(footprint.language)
    return README_TEXT.format(
        kilograms=totals["kg_co2e"],
        currency=totals["currency"],
        counted=totals["amount"]["counted"],
        ledger=totals["amount"]["ledger"],
        rows=totals["rows"]["ledger"],
        sha256=footprint.sha256,
        parquet=footprint.manifest["outputs"][FILE],
        program=footprint.manifest["program"]["version"],
        inputs=inputs,
        lines=sample.lines.height,
        size=request.size,
        seed=request.seed,
        over=request.over,
        sheet=words("audit.lines"),
    )


README_TEXT = """# Audit pack

A climate footprint of {kilograms} kg CO2e, from {counted} of {ledger} {currency} on {rows} rows of the ledger. The
rows themselves are in `footprint.parquet` of the footprint's own folder (SHA-256 `{parquet}`).

| file | what it is | adds up to |
|---|---|---|
| `manifest.json` | totals, inputs and everything that decided the figures, by version and SHA-256 | |
| `bridge.csv` | ledger to counted: by status and reason | all rows and money |
| `coverage.csv` | on which evidence rows were decided, by status and quality | all rows and money |
| `left_out.csv` | what was left out, and why | the money left out |
| `rules.csv` | every rule that decided a row: conditions, why, who looked it over and when | all rows and money |
| `factors.csv` | every category with the vintage of its factor | counted money, all kilograms |
| `products.csv` | what each category is made of: shares, factors (kg CO2e per unit of `currency`), what was changed | |
| `sources.csv` | where the figures come from: publisher, licence, SHA-256 | |
| `sample.xlsx` | {lines} lines to be judged, drawn over {over} with --size {size} --seed {seed} | |
| `METHOD.md` | what is computed, and where judgement enters | |

## Every number leads to rows

The column `filter` is a condition in SQL. With DuckDB, for example:

    SELECT row_id, amount, currency, kg_co2e FROM 'footprint.parquet' WHERE <filter>

gives the rows of that line; their `reporting_amount` and `kg_co2e` add up to the line exactly. `row_id` is file and
line of the ledger. `procurement-footprint why ROW_ID --in FOOTPRINT` explains one row.

## How to verify

1. `sha256sum manifest.json` gives `{sha256}`, here and in the footprint's folder.
2. The ledgers are those that finance delivered:

{inputs}

3. With version {program} of the program, `procurement-footprint verify FOOTPRINT` makes the footprint again from its
   ledgers and compares every file byte by byte.
4. `procurement-footprint audit pack FOOTPRINT --out NEW --size {size} --seed {seed} --over {over}` makes this folder
   again, byte for byte.
5. Judge the lines on the sheet {sheet} of `sample.xlsx`; then `procurement-footprint audit conclude sample.xlsx --in
   FOOTPRINT` projects the faults with an upper bound (METHOD.md, Audit).
"""
