"""The rows of a project, import by import: a numbered folder each in `archive/`, never changed once it is there.

    archive/0007-energi-2024-Q1/rows.parquet      the rows, LEDGER columns
    archive/0007-energi-2024-Q1/rejected.parquet  the cells that could not be read, where that was accepted
    archive/0007-energi-2024-Q1/import.json       what it is: see `imports.Import`

A row counts unless its month was replaced by a later import of its entity.
"""

from __future__ import annotations

from procurement_footprint.ledger.archive.imports import Archive, Import, load
from procurement_footprint.ledger.archive.reading import read

__all__ = ["Archive", "Import", "load", "read"]
