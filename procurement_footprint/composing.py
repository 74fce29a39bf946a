"""A footprint that is computed becomes the report: small tables that add up to it, its scopes, and what the page says.

An ordinary run imports this file, and all that it needs, while rows are read: see `ready`.
"""

from __future__ import annotations

from procurement_footprint.analysis import breakdown, entities, sums
from procurement_footprint.analysis.breakdown import Breakdown
from procurement_footprint.analysis.hot_spots.in_brief import in_brief
from procurement_footprint.analysis.scopes import Scopes, of_money, scopes_of
from procurement_footprint.analysis.totals import Totals
from procurement_footprint.footprint import conserve
from procurement_footprint.footprint.result import Footprint
from procurement_footprint.footprint.stages import division_of
from procurement_footprint.mapping import levers
from procurement_footprint.reporting import compose
from procurement_footprint.reporting.report import Report


def composed(footprint: Footprint, added_up: sums.Sums) -> tuple[Report, Breakdown, Scopes]:
    """Return a footprint as its report, tables and scopes. added_up: the sums of its rows."""
    basis, currency = footprint.basis, footprint.currency
    taxonomy, widths = basis.mappings.taxonomy.table, basis.widths(currency)
    raw, joint = added_up, footprint.group
    if joint:
        raw = entities.named(raw, joint)
        entities.in_full(raw, footprint.ledger.files)
    tables = breakdown.break_down(raw, taxonomy, currency, widths, joint)
    breakdown.check(tables)
    totals = tables.totals
    conserve.in_full([(totals.rows["ledger"], totals.whole)], footprint.tally, "footprint to tables")
    conserve.same_kilograms(footprint.kilograms, totals.kg_co2e, "footprint to tables")
    scopes = _scopes(footprint, totals, added_up)
    means = levers.load(basis.mappings.taxonomy)
    spots = in_brief(raw["by_supplier"], basis.mappings.taxonomy, division_of(basis), widths.measured, means)
    return compose.report(footprint, tables, scopes, spots, means), tables, scopes


def _scopes(footprint: Footprint, totals: Totals, added_up: sums.Sums) -> Scopes:
    """Return the kilograms by scope; without activity data the sums of the rows say it, and no row is read again."""
    burnt = footprint.basis.mappings.taxonomy.burnt
    if footprint.measured is None:
        return of_money(added_up["by_department"], totals, burnt)
    return scopes_of(footprint.rows, totals, burnt, footprint.measured.slices)
