"""What the pages of departments know beside a department's own figures: the whole report, the others, the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.analysis.departments import changed
from procurement_footprint.analysis.departments.found import Own, Row
from procurement_footprint.factors.origin import Citation
from procurement_footprint.mapping.levers import Levers
from procurement_footprint.reporting import page_tables
from procurement_footprint.reporting.change.said import Told
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.report import Report


@dataclass(frozen=True)
class Setting:
    """Whose departments these are.

    departments: all, in their order. compared: of each by DEPARTMENTS, and before, what the earlier footprint is
    called; both empty without one.
    """

    report: Report
    words: Words
    name: str
    departments: Sequence[Own]
    levers: Levers
    compared: Mapping[changed.Key, Comparison]
    before: str
    citations: tuple[Citation, ...]

    @property
    def unit(self) -> str:
        """What one unit of the reporting currency is called."""
        return self.words.currency(self.currency)

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.report.breakdown.currency

    @cached_property
    def counted(self) -> tuple[Own, ...]:
        """The departments of which something is counted, most kilograms first."""
        return tuple(one for one in self.departments if one.place is not None)

    @cached_property
    def several(self) -> bool:
        """Whether they belong to several organisations."""
        return len({(one.row["organisation_id"], one.row["organisation"]) for one in self.departments}) > 1

    def called(self, row: Row) -> str:
        """Return what a department is called: with its code or organisation where that tells it apart."""
        name = page_tables.department_name(row, self.words)
        code = row["department_id"]
        if code and code != name and self._names.count((row["organisation"], name)) > 1:
            name = f"{name} ({code})"
        return f"{name}, {row['organisation']}" if self.several and row["organisation"] else name

    def told(self, own: Own) -> Told | None:
        """Return what has changed in a department; None without a comparison, or where it is new or not told apart."""
        one = self.compared.get(own.key)
        return Told(one, self.words) if one and changed.told(one, own.kilograms) and not self.is_new(own) else None

    def is_new(self, own: Own) -> bool:
        """Return whether nothing of a department was counted in the earlier footprint."""
        one = self.compared.get(own.key)
        return one is not None and not one.change.total.select("kg_before", "kg_restated").sum_horizontal().item()

    def money(self, amount: Decimal) -> str:
        """Return an amount in about three digits."""
        return self.words.money_short(amount, self.currency)

    @cached_property
    def _names(self) -> list[tuple[str | None, str]]:
        rows = (one.row for one in self.departments)
        return [(row["organisation"], page_tables.department_name(row, self.words)) for row in rows]
