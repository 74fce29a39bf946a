"""The ranges of effects: every one computed anew for each draw of the factors, the same draw on both sides."""

from __future__ import annotations

from procurement_footprint.analysis.change.changes import Change
from procurement_footprint.analysis.change.sides import Sides
from procurement_footprint.footprint.widths import Widths

RANGED = ("volume", "mix", "intensity", "real_change", "factors", "mapping", "boundary", "data", "method", "kg_change")
BELOW = "below_zero"  # the share of draws in which the real change is below zero


def with_ranges(change: Change, sides: Sides, widths: Widths, before: Widths | None = None) -> Change:
    """Return the change with `<effect>_low` and `<effect>_high` for RANGED, BELOW and verdict in every table.

    widths: of the later side's factors, which all steps but the first share; before: of the earlier side as reported.
    """
    raise NotImplementedError
