"""The report: everything that the page, the workbook and the terminal show; they look nothing up themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.scopes import Scopes
from procurement_footprint.factors.origin import Citation as Citation

if TYPE_CHECKING:
    from procurement_footprint.footprint.restated.changes import Changes

# What an identifier is called in each language: {"food": {"sv": "Livsmedel", "en": "Food"}}
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Input:
    """A ledger file that was read: `rows` accepted, and their amounts by booked currency."""

    name: str
    sha256: str
    rows: int
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Restatement:
    """What makes a report the restatement of an earlier version of a closed period: who, when, why, what changed."""

    period: str
    version: int
    by: str
    when: str
    reason: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Report:
    """One footprint with its names, notes and sources.

    title: the heading. organisations: whose purchases. period: first and last booked date, as text.
    language: `sv` or `en`. group_names, category_names, reason_names (why rows are left out or unmapped):
    identifier → name in each language; reason_whys: the same for a sentence that explains the reason.
    notes and assumptions: sentences in the report's language. factor_set: `figaro-se@2026.5`.
    program: `procurement-footprint 0.1.0`. rejected_rows: how many rows could not be read and were
    set aside. rejected: their cells that could not be read (`ledger.book.Ledger.rejected`).
    factor_policy: the vintage policy, e.g. `median-3`. changed_factors: one sentence for each factor that it changed.
    hot_spots: the categories with what a requirement gives (`hot_spots.in_brief.COLUMNS`); lever_names: as group_names.
    capital_goods: money and kilograms of the capital goods among what is counted.
    invoices: what became of invoices that go with the ledger (`invoice_matches.INVOICES`); None where there are none.
    scopes, activities: only where the project has activity data; one line for each line of them
    (`footprint.activities.SLICES`). restated: only where it restates a closed period.
    """

    title: str
    organisations: tuple[str, ...]
    period: str
    language: str
    breakdown: Breakdown
    group_names: Names
    category_names: Names
    reason_names: Names
    reason_whys: Names
    notes: tuple[str, ...]
    assumptions: tuple[str, ...]
    citations: tuple[Citation, ...]
    inputs: tuple[Input, ...]
    factor_set: str
    program: str
    rejected_rows: int
    rejected: pl.DataFrame
    factor_policy: str
    changed_factors: tuple[str, ...]
    capital_goods: tuple[Decimal, Decimal]
    hot_spots: pl.DataFrame
    lever_names: Names
    scopes: Scopes | None = None
    activities: pl.DataFrame | None = None
    invoices: pl.DataFrame | None = None
    restated: Restatement | None = None

    def lever(self, identifier: str | None) -> str:
        """Return what a lever is called; nothing where there is none."""
        return self._named(self.lever_names, identifier) if identifier else ""

    def group(self, identifier: str | None) -> str:
        """Return what a group is called; its identifier where it has no name."""
        return self._named(self.group_names, identifier)

    def category(self, identifier: str | None) -> str:
        """Return what a spending category is called; its identifier where it has no name."""
        return self._named(self.category_names, identifier)

    def reason(self, identifier: str | None) -> str:
        """Return what a reason is called; its identifier where it has no name."""
        return self._named(self.reason_names, identifier)

    def why(self, identifier: str | None) -> str:
        """Return the sentence that explains a reason; "" where there is none."""
        return self.reason_whys.get(identifier or "", {}).get(self.language, "")

    def _named(self, names: Names, identifier: str | None) -> str:
        known = names.get(identifier or "", {})
        return known.get(self.language) or identifier or "–"
