"""The method of a footprint in one identifier: two footprints with the same were made in the same way.

    figaro-se@2026.5+rules-1a2b3c4d+program-0.1.0

is the factor set, the first 8 hexadecimal digits of a SHA-256 over every other file that decided the figures (rules,
decisions, categories, crosswalk, exchange rates, price index, …), and the version of the program. How a ledger is read
(its profiles) is no part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import polars as pl

from procurement_footprint.reporting import record
from procurement_footprint.reporting.share import write

FACTORS, PROGRAM, READING = "factor_set", "program", "profiles"
DIGITS = 8
PARTS = ("method_version", "role", "name", "version", "sha256")


@dataclass(frozen=True, slots=True)
class Method:
    """How a footprint was made. files: role, name, version and SHA-256 of each file that decided something."""

    factors: str
    program: str
    files: tuple[tuple[str, str, str, str], ...]

    @property
    def version(self) -> str:
        """The identifier."""
        return f"{self.factors}+rules-{self.rules}+program-{self.program}"

    @property
    def rules(self) -> str:
        """The digits that stand for all files but the factor set."""
        others = [one for one in self.files if one[0] != FACTORS]
        return sha256(json.dumps(others, ensure_ascii=False).encode()).hexdigest()[:DIGITS]


def of(manifest: Mapping[str, Any]) -> Method:
    """Return the method of a footprint from its manifest; decision files are numbered, since people's names are theirs.

    A manifest is read, not the files that are here now.
    """
    made_with = write.made_with(manifest["made_with"])
    files = sorted(
        (role, one["name"], one["version"], one["sha256"])
        for role, used in made_with.items()
        if role != READING
        for one in used
    )
    factors = "+".join(f"{name}@{version}" for role, name, version, _ in files if role == FACTORS)
    return Method(factors, manifest["program"]["version"], tuple(files))


def table(methods: Iterable[Method]) -> pl.DataFrame:
    """Return one line (PARTS) for each file of each method, and one for the program; sorted."""
    lines = [
        (one.version, *part)
        for one in {method.version: method for method in methods}.values()
        for part in (*one.files, (PROGRAM, record.PROGRAM, one.program, ""))
    ]
    held = pl.DataFrame(sorted(lines), dict.fromkeys(PARTS, pl.String), orient="row")
    return held.with_columns(pl.col("version", "sha256").replace("", None))
