"""From `TABLE.yaml` to a table, whatever stands behind it."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint.factors.input_output import csv_table, database, description
from procurement_footprint.factors.input_output.description import Described
from procurement_footprint.factors.input_output.table import Table


def read(path: Path) -> tuple[Described, Table]:
    """Return a description and its table, checked.

    Errors: Refused with everything that is wrong with the description or with the files that it names.
    """
    described = description.load(path)
    if described.said.flows:
        return described, csv_table.read(described, described.said.flows)
    assert described.said.database is not None  # `load` has seen to it
    return described, database.read(described, described.said.database)
