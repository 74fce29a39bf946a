"""What a whole report holds: the footprint's own report, and a leaflet for each further question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from procurement_footprint.reporting.bought import Bought
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.made import Made
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.steps.told import Computed
from procurement_footprint.reporting.workbook.material import Material


@dataclass(frozen=True, slots=True)
class Department:
    """A department's own page. address: see `addresses.department`."""

    address: str
    name: str
    leaflet: Leaflet


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that a whole report shows.

    name: of the period or footprint. before: that of the earlier one it is compared with, None where there is none.
    leaflets: those of LEAFLETS that there are. departments: most kilograms first; listed: the list that
    leads to them, None where there are none. frames: the exact tables to write
    as CSV, by name. book: what the workbook holds besides; None for a workbook without it. steps: how each category was
    computed; None makes no page of it. quality: the further sections of the page of quality. bought: who buys what from
    the suppliers that are listed. made: how the footprint can be made again.
    """

    report: Report
    name: str
    before: str | None
    leaflets: Mapping[str, Leaflet]
    departments: tuple[Department, ...]
    listed: Section | None = None
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    book: Material | None = None
    steps: Computed | None = None
    quality: tuple[Section, ...] = ()
    bought: tuple[Bought, ...] = ()
    made: Made | None = None
