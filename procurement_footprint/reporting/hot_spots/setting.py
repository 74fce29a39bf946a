"""What a leaflet about hot spots knows beside the figures: whose they are, what things are called, the sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from procurement_footprint.analysis.selection import Selection
from procurement_footprint.factors.origin import Citation
from procurement_footprint.factors.supply_chain import SupplyChain
from procurement_footprint.mapping.criteria import Criteria
from procurement_footprint.mapping.levers import Levers
from procurement_footprint.mapping.taxonomy import Names, Taxonomy
from procurement_footprint.reporting import page_tables
from procurement_footprint.reporting.language import Words

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """The words and names of one leaflet.

    name: what the footprint is called. years: of its purchases. kg_of_footprint: of everything that is counted.
    before: what the earlier footprint is called, None without one; same_method: made with the same rules and factors.
    chain: None where no source divides the factors.
    """

    words: Words
    name: str
    organisations: tuple[str, ...]
    years: tuple[int, ...]
    currency: str
    kg_of_footprint: Decimal
    selection: Selection
    before: str | None
    same_method: bool
    taxonomy: Taxonomy
    levers: Levers
    criteria: Criteria
    chain: SupplyChain | None
    citations: tuple[Citation, ...]

    @property
    def unit(self) -> str:
        """Return what one unit of the reporting currency is called."""
        return self.words.currency(self.currency)

    def category(self, identifier: str) -> str:
        """Return what a spending category is called; its identifier where it has no name."""
        known = self.taxonomy.categories.get(identifier)
        return self.said(known.name) if known else identifier

    def lever(self, identifier: str) -> str:
        """Return what a lever is called."""
        return self.said(self.levers.kinds[identifier].name)

    def short(self, identifier: str) -> str:
        """Return what a lever is called in a narrow column."""
        return self.said(self.levers.kinds[identifier].short)

    def department(self, row: Row) -> str:
        """Return what a department is called."""
        return page_tables.department_name(row, self.words)

    def supplier(self, row: Row) -> str:
        """Return what a supplier is called; natural persons are one pool."""
        return page_tables.supplier_name(row, self.words)

    def said(self, names: Names) -> str:
        """Return a name in the language of the leaflet."""
        return names.sv if self.words.language == "sv" else names.en
