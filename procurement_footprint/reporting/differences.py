"""What differs between two versions of the rules or two footprints, as CSV files: rules, moves, rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from procurement_footprint.mapping.changes import Change
from procurement_footprint.reporting.tables import as_csv

RULES = {name: pl.String() for name in ("kind", "rule", "key", "before", "after", "place")}


def write_rules(folder: Path, found: Sequence[Change]) -> None:
    """Write `rules.csv` into `folder`, which is made: one line for each key of each rule that differs."""
    lines = [(one.kind, one.rule, *key, one.place) for one in found for key in one.keys]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rules.csv").write_bytes(as_csv(pl.DataFrame(lines, RULES, orient="row")))


def write_moves(folder: Path, groups: pl.DataFrame) -> None:
    """Write `moves.csv` into `folder`, which is made: rows, money and kilograms by department, outcome and rule."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "moves.csv").write_bytes(as_csv(groups))


def write_rows(folder: Path, parts: Iterable[pl.LazyFrame]) -> None:
    """Write `rows.csv` into `folder`: every row that differs, sorted by address. It names no supplier."""
    found = pl.concat(part.collect(engine="streaming") for part in parts)
    (folder / "rows.csv").write_bytes(as_csv(found.sort("row_id", "kind", "amount_before")))
