"""The breakdown as CSV files that any program can read and that each add up to the manifest.

UTF-8, commas, decimal points, line feeds; exact decimals for money and kilograms, 6 decimals for the rest.
Money is in the reporting currency of the manifest. Pooled lines say so: (sole traders), (no supplier),
(small suppliers), (no department). A text that a spreadsheet would take for a formula begins with '.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars import selectors

from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.reporting import cells
from procurement_footprint.reporting.report import Names

FLOAT_DECIMALS = 6
POOLED = {
    "sole_traders": "(sole traders)",
    "no_supplier": "(no supplier)",
    "small_suppliers": "(small suppliers)",
}
NO_DEPARTMENT = "(no department)"
LANGUAGES = ("sv", "en")


def write(folder: Path, breakdown: Breakdown, category_names: Names) -> None:
    """Write departments, suppliers, categories, unmapped and left_out as CSV files into `folder`.

    Of a group there are entities and internal too. category_names: see `frames`.
    """
    for name, table in frames(breakdown, category_names).items():
        (folder / f"{name}.csv").write_bytes(as_csv(table))


def frames(breakdown: Breakdown, category_names: Names) -> dict[str, pl.DataFrame]:
    """Return the tables that are written, by name, with words for pooled lines.

    category_names: identifier → name in each language, for the columns name_sv and name_en.
    """
    tables = {
        "departments": breakdown.departments.with_columns(department()),
        "suppliers": breakdown.suppliers.with_columns(supplier()),
        "categories": with_names(breakdown.categories, "category", category_names),
        "unmapped": breakdown.unmapped.with_columns(supplier()),
        "left_out": breakdown.left_out,
    }
    of_group = {"entities": breakdown.entities, "internal": breakdown.internal}
    return tables | {name: table for name, table in of_group.items() if table is not None}


def as_csv(table: pl.DataFrame) -> bytes:
    """Return a table as the bytes of a CSV file."""
    safe = table.with_columns(cells.without_formula(selectors.string()))
    return safe.write_csv(float_precision=FLOAT_DECIMALS).encode()


def department() -> pl.Expr:
    """Return the column department, with a word where nobody is named."""
    nobody = pl.col("department_id").is_null() & pl.col("department").is_null()
    return pl.when(nobody).then(pl.lit(NO_DEPARTMENT)).otherwise("department").alias("department")


def supplier() -> pl.Expr:
    """Return the column supplier, with a word for pooled lines."""
    return pl.coalesce(pl.col("pooled").replace_strict(POOLED), "supplier").alias("supplier")


def with_names(table: pl.DataFrame, key: str, names: Names) -> pl.DataFrame:
    """Return a table with the columns name_sv and name_en after `key`, a column of identifiers.

    names: identifier → name in each language.
    """
    keys = table.columns[: table.columns.index(key) + 1]
    called = (
        pl.Series(f"name_{language}", [names.get(one, {}).get(language) for one in table[key]], pl.String)
        for language in LANGUAGES
    )
    return table.select(*keys, *called, pl.exclude(keys))
