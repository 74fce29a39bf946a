"""A finished footprint, opened again: its rows, its manifest, and what it rests on as that is here now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from procurement_footprint import shelf
from procurement_footprint.footprint import basis, manifest, rows
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.problems import Refused, problem
from procurement_footprint.project import Project

MULTIPLIED = (*manifest.FIGURES, "capital_good_factors", "price_index_items", "factor_policy", "crosswalk", "taxonomy")


@dataclass(frozen=True, slots=True)
class Finished:
    """A footprint that was made earlier. sha256: that of its manifest, which names everything else by SHA-256."""

    folder: Path
    manifest: Mapping[str, Any]
    sha256: str
    rows: pl.LazyFrame
    basis: Basis

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return str(self.manifest["totals"]["currency"])

    @property
    def language(self) -> str:
        """The language of its report."""
        return str(self.manifest["run"]["language"])


def opened(folder: Path, project: Project) -> Finished:
    """Return the footprint in `folder`.

    Errors: Refused when there is none, or its rows are not those that its manifest names.
    """
    written = manifest.read(folder)
    path = folder / rows.FILE
    if not path.exists() or shelf.digest(path) != written["outputs"].get(rows.FILE):
        raise Refused([problem("audit-rows-changed", str(path), manifest=manifest.FILE)])
    known = basis.load(project, manifest.pinned(written))
    return Finished(folder, written, shelf.digest(folder / manifest.FILE), rows.scan(path), known)


def changed(footprint: Finished) -> list[str]:
    """Return the roles of files that decided the footprint and are not here as they were then."""
    now, then = manifest.ingredients(footprint.basis.ingredients()), footprint.manifest["made_with"]
    return [role for role, files in now.items() if files != then.get(role)]


def refuse_changed(footprint: Finished) -> None:
    """See that every file that decided the footprint is here as it was then.

    Errors: Refused with the roles of those that are not.
    """
    _refuse(footprint, changed(footprint))


def refuse_other_factors(footprint: Finished) -> None:
    """See that factors, crosswalk, prices and rates are here as they were then; rules may have moved on.

    Errors: Refused with the roles of those that are not.
    """
    _refuse(footprint, [role for role in changed(footprint) if role in MULTIPLIED])


def _refuse(footprint: Finished, roles: list[str]) -> None:
    if roles:
        raise Refused([problem("audit-basis-changed", str(footprint.folder), roles=", ".join(roles))])
