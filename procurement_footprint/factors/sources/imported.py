"""What a reader of somebody's factor table returns: a factor set that is not written yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from procurement_footprint import shelf

Row = Mapping[str, str]
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Imported:
    """Description and rows as `set_files.write_set` takes them, and what the user must be told."""

    description: Mapping[str, object]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()


def files(paths: Iterable[Path]) -> str:
    """Return what a citation says of the files that were read: name and SHA-256 of each."""
    return "; ".join(f"file {path.name}, SHA-256 {shelf.digest(path)}" for path in paths)


def rounded(value: Fraction) -> str:
    """Return a factor as text: rounded half to even to six decimals, without trailing zeros."""
    whole = round(value * 10**DECIMALS)
    return f"{whole // 10**DECIMALS}.{whole % 10**DECIMALS:0{DECIMALS}d}".rstrip("0").rstrip(".")
