"""A finished footprint held against itself: its files, rows, tables and manifest say the same.

No ledger is read and nothing is computed again: that is `verify`. This says that what is stored is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from procurement_footprint import shelf
from procurement_footprint.analysis.totals import PARTS, Totals, exact_sum, totals_of
from procurement_footprint.footprint import conserve, manifest, reopened, rows
from procurement_footprint.ledger.closings import FILE as CLOSING
from procurement_footprint.ledger.columns import COUNTED, LEFT_OUT, ROWS, UNMAPPED
from procurement_footprint.problems import Unbalanced

TABLES = {"categories": COUNTED, "departments": COUNTED, "entities": COUNTED, "suppliers": COUNTED,
          "left_out": LEFT_OUT, "unmapped": UNMAPPED}  # fmt: skip
_MEASURES = {"rows": pl.Int64(), "reporting_amount": pl.Decimal(38, 2), "kg_co2e": pl.Decimal(38, 3)}


@dataclass(frozen=True, slots=True)
class Stored:
    """What a footprint holds that is whole. tables: the names of those that add up to it."""

    files: int
    currency: str
    totals: Totals
    tables: tuple[str, ...]


def changed(folder: Path) -> tuple[str, ...]:
    """Return a line for each file of the footprint in `folder` that is not as its manifest says.

    Errors: Refused when there is no manifest or it cannot be read.
    """
    expected = manifest.read(folder)["outputs"]
    there = {path.name for path in folder.iterdir()} - {manifest.FILE, CLOSING}
    lines = ((name, _changed(folder / name, expected.get(name))) for name in sorted(there | expected.keys()))
    return tuple(f"{name}: {what}" for name, what in lines if what)


def shared_from(folder: Path) -> str | None:
    """Return the SHA-256 of the manifest of the footprint of which a folder holds what was shared; None of others."""
    shared = manifest.read(folder).get("shared")
    return str(shared["manifest_sha256"]) if shared else None


def check(folder: Path) -> Stored:
    """Return what the footprint in `folder` holds, whose files are as they were written.

    Errors: Unbalanced where rows, tables and manifest do not agree, with everything that does not.
    """
    written = manifest.read(folder)
    table = rows.scan(folder / rows.FILE)
    kilograms = conserve.kilograms_where_counted([table])
    conserve.each_once(table)
    if (slices := reopened.slices(folder, written)) is not None:
        conserve.counted_once(table, slices)
    held = totals_of(_by_status(table))
    names = tuple(name for name in TABLES if f"{name}.csv" in written["outputs"])
    wrong = [
        *_rows_against_manifest(held, kilograms, written["totals"]),
        *_inputs_against_manifest(held, written["inputs"]),
        *(line for name in names for line in _table(folder, name, held)),
    ]
    if wrong:
        raise Unbalanced("\n  ".join([f"{folder}: what is stored does not add up:", *wrong]))
    return Stored(len(written["outputs"]), written["totals"]["currency"], held, names)


def _changed(path: Path, expected: str | None) -> str | None:
    if expected is None:
        return f"not named by {manifest.FILE}"
    if not path.exists():
        return "missing"
    return None if shelf.digest(path) == expected else f"not as {manifest.FILE} says"


def _by_status(table: pl.LazyFrame) -> pl.DataFrame:
    sums = [ROWS.alias("rows"), pl.sum("amount", "reporting_amount", "kg_co2e")]
    return table.group_by("status", "currency").agg(sums).collect(engine="streaming")


def _rows_against_manifest(held: Totals, kilograms: Decimal, said: Mapping[str, Any]) -> Iterator[str]:
    for part in PARTS:
        yield from _unlike(f"rows, {part}", held.rows[part], said["rows"][part])
        yield from _unlike(f"money, {part}", held.amount[part], said["amount"][part])
    for currency in sorted(held.booked.keys() | said["booked"].keys()):
        for part in PARTS:
            found, expected = (one.get(currency, {}).get(part, 0) for one in (held.booked, said["booked"]))
            yield from _unlike(f"booked in {currency}, {part}", found, expected)
    yield from _unlike("kg_co2e", kilograms, said["kg_co2e"])


def _inputs_against_manifest(held: Totals, inputs: list[Mapping[str, Any]]) -> Iterator[str]:
    yield from _unlike("rows of the ledgers", held.rows["ledger"], sum(one["rows"] for one in inputs))
    for currency, four in held.booked.items():
        booked = sum(Decimal(one["booked"].get(currency, 0)) for one in inputs)
        yield from _unlike(f"the ledgers in {currency}", four["ledger"], booked)


def _table(folder: Path, name: str, held: Totals) -> Iterator[str]:
    path, part = folder / f"{name}.csv", TABLES[name]
    expected: dict[str, int | Decimal] = {"rows": held.rows[part], "reporting_amount": held.amount[part]}
    expected |= {"kg_co2e": held.kg_co2e} if part == COUNTED else {}
    read = pl.read_csv(path.read_bytes(), infer_schema=False).select(
        pl.col(one).cast(_MEASURES[one]) for one in expected
    )
    for column, whole in expected.items():
        yield from _unlike(f"{path.name}, {column}", exact_sum(read[column]), whole)


def _unlike(what: str, found: int | Decimal, expected: int | str | Decimal) -> Iterator[str]:
    if Decimal(found) != Decimal(expected):
        yield f"{what}: {found} instead of {expected}"
