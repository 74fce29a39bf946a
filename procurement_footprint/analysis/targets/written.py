"""The file `targets.yaml` of a project, key by key as it is written.

municipality: "2480"            # whose inhabitants count; left out: those in procurement.yaml
targets:
  - id: purchases-2030
    name: {sv: Halverade inköp, en: Purchases halved}   # or one text
    scope: {groups: [food_meals]}     # categories, groups, departments, suppliers, entities; left out: all purchases
    boundary: purchases         # or all_consumption, territory, operations: shown side by side, not held against
    unit: absolute              # or per_inhabitant, per_amount (grams per unit of money)
    base: "2023"
    milestones: {"2030": -50 %, "2045": net_zero}
    counts_as: {value: -90 %, why: The rest is to be taken up again}
    source: {title: Decision of the council, url: "https://…", checked: 2026-11-29}
    assumption: …               # instead of a source
    note: …                     # what the reader must know
    budget: {value: 45 kt, from: "2024", until: "2040", source: {…}}
    consumption_total: {value: 11.5 t, year: "2018", source: {…}}   # of boundary all_consumption only
"""

from __future__ import annotations

import msgspec

from procurement_footprint.analysis.selection import Selection
from procurement_footprint.analysis.targets.target import ABSOLUTE, PURCHASES

Text = str | dict[str, str]


class WrittenSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where something is published, and on which day somebody saw it there."""

    title: str
    url: str
    checked: str


class WrittenCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as net zero or climate neutral, and who says so."""

    why: Text
    value: str | None = None


class WrittenBudget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be emitted in all from one year to another."""

    value: str
    first: str = msgspec.field(name="from")
    until: str
    source: WrittenSource | None = None
    assumption: str = ""


class WrittenTotal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all consumption emitted in a year."""

    value: str
    year: str
    source: WrittenSource


class WrittenTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One target."""

    id: str
    name: Text
    milestones: dict[str, str]
    scope: Selection = Selection()
    boundary: str = PURCHASES
    unit: str = ABSOLUTE
    base: str | None = None
    counts_as: WrittenCounts | None = None
    source: WrittenSource | None = None
    assumption: Text = ""
    note: Text = ""
    budget: WrittenBudget | None = None
    consumption_total: WrittenTotal | None = None


class WrittenFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    targets: tuple[WrittenTarget, ...]
    municipality: str | None = None
